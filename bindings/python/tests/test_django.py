"""The middleware and the decorator for Django: by its own client, and behind servers of both kinds."""

import asyncio
from datetime import timedelta

import django
import pytest
import server
from answers_over_http import AUTHORIZED, assert_answers, say
from conftest import KEY, PRODUCT, query
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    STORE_AUTH={"keys": [KEY], "products": [PRODUCT, "weather"], "max_lifetime": timedelta(days=2)},
)
django.setup()

from store_auth.django import authorization_required  # noqa: E402  It reads settings.

MIDDLEWARE = ["store_auth.django.StoreAuthMiddleware"]


def plain(request):
    authorization = getattr(request, "store_authorization", None)
    return HttpResponse(say(authorization) if authorization else "all")


@authorization_required
def decorated(request):
    return HttpResponse(say(request.store_authorization))


@authorization_required
async def decorated_async(request):
    return HttpResponse(say(request.store_authorization))


urlpatterns = [path("", plain), path("decorated", decorated), path("async", decorated_async)]


def asker(where="/"):
    def ask(query, method):
        response = Client().generic(method, where, QUERY_STRING=query)
        return response.status_code, response.headers, response.content

    return ask


@pytest.mark.parametrize("where", ["/decorated", "/async"])
def test_a_decorated_view_answers_as_the_gateway_does(where):
    assert_answers(asker(where))


def test_without_the_middleware_other_views_let_everybody_in():
    assert asker()("", "GET")[0::2] == (200, b"all")


def test_the_middleware_answers_as_the_gateway_does_for_whatever_is_asked():
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        assert_answers(asker())
        assert asker("/nowhere")("", "GET")[0] == 401


def test_the_middleware_answers_behind_a_server_of_wsgi():
    from django.core.wsgi import get_wsgi_application

    with override_settings(MIDDLEWARE=MIDDLEWARE), server.wsgi(get_wsgi_application()) as ask:
        assert_answers(ask)


def test_the_middleware_answers_behind_a_server_of_asgi():
    from django.core.asgi import get_asgi_application

    with override_settings(MIDDLEWARE=MIDDLEWARE), server.asgi(get_asgi_application()) as ask:
        assert_answers(ask)


def test_the_middleware_is_async_where_the_rest_is():
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        response = asyncio.run(AsyncClient().get(f"/async?{query()}"))
    assert (response.status_code, response.content) == (200, AUTHORIZED.encode())


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (None, "STORE_AUTH: expected the arguments of store_auth.Verifier, such as {'key_files': [path]}"),
        ({"keyfile": "x"}, "STORE_AUTH: Verifier.__new__() got an unexpected keyword argument 'keyfile'"),
        ({"keys": []}, "STORE_AUTH: no server key: expected at least one"),
        ({"key_files": "/nowhere/key"}, "STORE_AUTH: key file /nowhere/key: "),
    ],
)
def test_what_is_wrong_with_the_settings_is_told_at_the_start(given, problem):
    with override_settings(MIDDLEWARE=MIDDLEWARE, STORE_AUTH=given), pytest.raises(ImproperlyConfigured) as raised:
        Client().get("/")
    assert str(raised.value).startswith(problem)
