"""For Flask: all views of an app or blueprint, or one. `flask.g.store_authorization` has who is authorized."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Blueprint, Flask, Response, current_app, g, request

from ._native import Verifier
from .answer import body_of, headers_of

View = TypeVar("View", bound=Callable[..., Any])


def protect(app: Flask | Blueprint, verifier: Verifier) -> None:
    """Has an app or a blueprint answer the requests alone whose query is authorized."""
    app.before_request(functools.partial(_denial, verifier))


def authorization_required(verifier: Verifier) -> Callable[[View], View]:
    """Has a view, be it `async` or not, answer the requests alone whose query is authorized."""

    def of(view: View) -> View:
        @functools.wraps(view)
        def respond(*arguments: Any, **named: Any) -> Any:
            denial = _denial(verifier)
            return current_app.ensure_sync(view)(*arguments, **named) if denial is None else denial

        return cast(View, respond)

    return of


def _denial(verifier: Verifier) -> Response | None:
    verdict = verifier.check(b"?" + request.query_string)
    if not verdict:
        return Response(body_of(verdict), status=verdict.status, headers=headers_of(verdict))
    g.store_authorization = verdict.authorization
    return None
