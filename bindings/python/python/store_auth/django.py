"""For Django: a middleware for all views, and a decorator for one. `request.store_authorization` has who is authorized.

`settings.STORE_AUTH` has the arguments of the `Verifier`.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings  # type: ignore[import-untyped]
from django.core.exceptions import ImproperlyConfigured  # type: ignore[import-untyped]
from django.core.signals import setting_changed  # type: ignore[import-untyped]
from django.http import HttpRequest, HttpResponse  # type: ignore[import-untyped]

from ._native import Verifier
from .answer import body_of, headers_of

View = TypeVar("View", bound=Callable[..., Any])


class StoreAuthMiddleware:
    """Lets in the requests whose query is authorized, and answers the others 401 or 403."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        _verifier()  # What is wrong with the settings is told at the start.
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        if self.is_async:
            return self._respond(request)
        denial = _denial(request)
        return self.get_response(request) if denial is None else denial

    async def _respond(self, request: HttpRequest) -> HttpResponse:
        denial = _denial(request)
        return await self.get_response(request) if denial is None else denial


def authorization_required(view: View) -> View:
    """Has a view, be it `async` or not, answer the requests alone whose query is authorized."""
    if iscoroutinefunction(view):

        @functools.wraps(view)
        async def respond_later(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
            denial = _denial(request)
            return await view(request, *arguments, **named) if denial is None else denial

        return cast(View, respond_later)

    @functools.wraps(view)
    def respond(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
        denial = _denial(request)
        return view(request, *arguments, **named) if denial is None else denial

    return cast(View, respond)


def _denial(request: HttpRequest) -> HttpResponse | None:
    query = request.META.get("QUERY_STRING", "")
    verdict = _verifier().check("?" + query)
    if not verdict:
        return HttpResponse(body_of(verdict), status=verdict.status, headers=headers_of(verdict))
    request.store_authorization = verdict.authorization
    return None


@functools.lru_cache(maxsize=1)
def _verifier() -> Verifier:
    given = getattr(settings, "STORE_AUTH", None)
    if not isinstance(given, dict):
        raise ImproperlyConfigured("STORE_AUTH: expected the arguments of store_auth.Verifier, such as {'key_files': [path]}")
    try:
        return Verifier(**given)
    except (OSError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"STORE_AUTH: {error}") from error


def _forget(*, setting: str, **_: Any) -> None:
    if setting == "STORE_AUTH":
        _verifier.cache_clear()


setting_changed.connect(_forget)
