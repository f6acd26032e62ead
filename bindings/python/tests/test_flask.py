"""The functions for Flask, by its own client."""

from answers_over_http import assert_answers, say
from flask import Blueprint, Flask, g
from store_auth.flask import authorization_required, protect


def asker(app, path="/"):
    def ask(query, method):
        response = app.test_client().open(f"{path}?{query}", method=method)
        return response.status_code, response.headers, response.data

    return ask


def test_a_decorated_view_answers_as_the_gateway_does(verifier):
    app = Flask(__name__)

    @app.get("/")
    @authorization_required(verifier)
    def feed():
        return say(g.store_authorization)

    @app.get("/open")
    def open_to_all():
        return "all"

    assert_answers(asker(app))
    assert asker(app, "/open")("", "GET")[0] == 200


def test_a_protected_app_answers_as_the_gateway_does_for_whatever_is_asked(verifier):
    app = Flask(__name__)
    protect(app, verifier)

    @app.get("/")
    def feed():
        return say(g.store_authorization)

    assert_answers(asker(app))
    assert asker(app, "/nowhere")("", "GET")[0] == 401


def test_a_protected_blueprint_protects_its_own_views(verifier):
    data = Blueprint("data", __name__)
    protect(data, verifier)

    @data.get("/")
    def feed():
        return say(g.store_authorization)

    app = Flask(__name__)
    app.register_blueprint(data, url_prefix="/data")
    app.add_url_rule("/", view_func=lambda: "all")
    assert_answers(asker(app, "/data/"))
    assert asker(app)("", "GET")[0] == 200


def test_an_async_view_can_be_decorated(verifier):
    app = Flask(__name__)

    @app.get("/")
    @authorization_required(verifier)
    async def feed():
        return say(g.store_authorization)

    assert_answers(asker(app))
