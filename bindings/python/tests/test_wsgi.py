"""The middleware for WSGI, behind the server of the standard library."""

import wsgiref.validate

import server
from answers_over_http import assert_answers, say
from store_auth.wsgi import StoreAuthMiddleware


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [say(environ["store_auth.authorization"]).encode()]


def test_a_server_answers_as_the_gateway_does(verifier):
    with server.wsgi(StoreAuthMiddleware(app, verifier)) as ask:
        assert_answers(ask)


def test_the_middleware_keeps_to_the_rules_of_wsgi(verifier):
    with server.wsgi(wsgiref.validate.validator(StoreAuthMiddleware(app, verifier))) as ask:
        assert ask("", "GET")[0] == 401


def test_bytes_that_are_no_text_are_malformed(verifier):
    answers = []
    environ = {"REQUEST_METHOD": "GET", "QUERY_STRING": b"id=\xff".decode("latin-1")}
    StoreAuthMiddleware(app, verifier)(environ, lambda status, headers: answers.append(status))
    assert answers == ["401 Unauthorized"]
