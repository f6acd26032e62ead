"""For FastAPI: a dependency whose value is the authorization. For all routes at once there is `store_auth.asgi`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from ._native import Authorization, Verifier
from .answer import body_of, headers_of
from .denied import Denied


def authorization_required(verifier: Verifier) -> Callable[[HTTPConnection], Awaitable[Authorization]]:
    """A dependency that is the authorization of a request or WebSocket, and raises `Denied` where there is none."""

    async def authorization(connection: HTTPConnection) -> Authorization:
        found = verifier.verify(b"?" + connection.scope.get("query_string", b""))
        connection.state.store_authorization = found
        return found

    # Without this module's way of writing annotations, which FastAPI would look up elsewhere.
    authorization.__annotations__ = {"connection": HTTPConnection, "return": Authorization}
    return authorization


def answer_denials(app: Starlette) -> None:
    """Has an app answer 401 or 403 where `Denied` is raised, by the dependency or by a route; else that is a 500."""
    # One function for both kinds of connection, which its type has no word for.
    app.add_exception_handler(Denied, cast(Any, _answer))


async def _answer(connection: Request | WebSocket, denied: Exception) -> Response | None:
    if not isinstance(denied, Denied):
        raise denied
    response = Response(body_of(denied), denied.status, headers_of(denied))
    if isinstance(connection, Request):
        return response
    if "websocket.http.response" in connection.scope.get("extensions", {}):
        await connection.send_denial_response(response)
    else:
        await connection.close()
    return None
