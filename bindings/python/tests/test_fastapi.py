"""The dependency for FastAPI, behind uvicorn."""

from typing import Annotated

import pytest
import server
from answers_over_http import AUTHORIZED, assert_answers, say
from conftest import query
from fastapi import Depends, FastAPI, Request, WebSocket
from fastapi.responses import PlainTextResponse
from store_auth import Authorization
from store_auth.fastapi import answer_denials, authorization_required
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


@pytest.fixture
def app(verifier):
    app = FastAPI()
    answer_denials(app)
    authorized = Annotated[Authorization, Depends(authorization_required(verifier))]

    @app.api_route("/", methods=["GET", "HEAD"])
    def feed(request: Request, authorization: authorized) -> PlainTextResponse:
        assert request.state.store_authorization is authorization
        return PlainTextResponse(say(authorization))

    @app.get("/open")
    def open_to_all():
        return "all"

    @app.websocket("/stream")
    async def stream(websocket: WebSocket, authorization: authorized):
        await websocket.accept()
        await websocket.send_text(say(authorization))
        await websocket.close()

    return app


def test_a_route_with_the_dependency_answers_as_the_gateway_does(app):
    with server.asgi(app) as ask:
        assert_answers(ask)


def test_a_route_without_it_lets_everybody_in(app):
    with server.asgi(app) as ask:
        assert ask("", "GET", "/open")[0] == 200


def test_a_websocket_is_let_in_or_answered_why_not(app):
    with server.asgi(app) as ask:
        with connect(f"ws://127.0.0.1:{ask.port}/stream?{query()}") as websocket:
            assert websocket.recv(timeout=30) == AUTHORIZED
        with pytest.raises(InvalidStatus) as refused:
            connect(f"ws://127.0.0.1:{ask.port}/stream?id=A1")
        assert refused.value.response.status_code == 401
