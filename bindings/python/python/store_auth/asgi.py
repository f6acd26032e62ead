"""A middleware for ASGI, as of Starlette and FastAPI: `request.state.store_authorization` has who is authorized."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ._native import Verdict, Verifier
from .answer import body_of, headers_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class StoreAuthMiddleware:
    """Lets in the requests and WebSockets whose query is authorized, and answers the others 401 or 403."""

    def __init__(self, app: App, verifier: Verifier) -> None:
        self.app = app
        self.verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        verdict = self.verifier.check(b"?" + scope.get("query_string", b""))
        if not verdict:
            return await _deny(verdict, scope, receive, send)
        # A copy of both: a server may keep its own.
        state = {**scope.get("state", {}), "store_authorization": verdict.authorization}
        await self.app({**scope, "state": state}, receive, send)


async def _deny(verdict: Verdict, scope: Scope, receive: Receive, send: Send) -> None:
    kind = "http"
    if scope["type"] == "websocket":
        await receive()  # its `websocket.connect`
        kind = "websocket.http"
        if "websocket.http.response" not in scope.get("extensions", {}):
            # The server answers 403: it takes no other answer.
            return await send({"type": "websocket.close"})
    body = body_of(verdict)
    headers = headers_of(verdict) | {"Content-Length": str(len(body))}
    await send({
        "type": f"{kind}.response.start",
        "status": verdict.status,
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
    })
    await send({"type": f"{kind}.response.body", "body": b"" if scope.get("method") == "HEAD" else body})
