"""The middleware for ASGI, with Starlette behind uvicorn."""

import pytest
import server
from answers_over_http import AUTHORIZED, assert_answers, say
from conftest import query
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from store_auth.asgi import StoreAuthMiddleware
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


async def feed(request):
    return PlainTextResponse(say(request.state.store_authorization))


async def stream(websocket):
    await websocket.accept()
    await websocket.send_text(say(websocket.state.store_authorization))
    await websocket.close()


@pytest.fixture
def app(verifier):
    routes = [Route("/", feed), WebSocketRoute("/stream", stream)]
    return Starlette(routes=routes, middleware=[Middleware(StoreAuthMiddleware, verifier=verifier)])


def test_a_server_answers_as_the_gateway_does(app):
    with server.asgi(app) as ask:
        assert_answers(ask)


def test_a_websocket_is_let_in_or_answered_why_not(app):
    with server.asgi(app) as ask:
        with connect(f"ws://127.0.0.1:{ask.port}/stream?{query()}") as websocket:
            assert websocket.recv(timeout=30) == AUTHORIZED
        with pytest.raises(InvalidStatus) as refused:
            connect(f"ws://127.0.0.1:{ask.port}/stream?id=A1")
        assert refused.value.response.status_code == 401
        assert refused.value.response.headers["WWW-Authenticate"] == "StoreAuth"
