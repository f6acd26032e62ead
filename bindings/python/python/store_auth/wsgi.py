"""A middleware for WSGI: `environ["store_auth.authorization"]` has who is authorized."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from ._native import Verifier
from .answer import body_of, headers_of

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

AUTHORIZATION = "store_auth.authorization"


class StoreAuthMiddleware:
    """Lets in the requests whose query is authorized, and answers the others 401 or 403."""

    def __init__(self, app: WSGIApplication, verifier: Verifier) -> None:
        self.app = app
        self.verifier = verifier

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # PEP 3333 has bytes as characters of Latin-1.
        query: bytes = environ.get("QUERY_STRING", "").encode("latin-1")
        verdict = self.verifier.check(b"?" + query)
        if verdict:
            environ[AUTHORIZATION] = verdict.authorization
            return self.app(environ, start_response)
        body = body_of(verdict)
        status = HTTPStatus(verdict.status)
        headers = headers_of(verdict) | {"Content-Length": str(len(body))}
        start_response(f"{status.value} {status.phrase}", list(headers.items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
