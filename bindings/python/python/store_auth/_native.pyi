from collections.abc import Iterable
from datetime import datetime, timedelta
from os import PathLike
from typing import Any, Literal, Protocol, TypeAlias, final, overload

__all__ = ["Authorization", "Verdict", "Verdicts", "Verifier"]

_Text: TypeAlias = str | bytes
# With a time zone; or as RFC 3339 writes it.
_Instant: TypeAlias = datetime | str
_Path: TypeAlias = str | PathLike[str]

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

@final
class Verifier:
    def __new__(
        cls,
        *,
        keys: _Text | Iterable[_Text | tuple[_Text, _Instant]] | None = None,
        key_files: _Path | Iterable[_Path | tuple[_Path, _Instant]] | None = None,
        leeway: timedelta | None = None,
        max_lifetime: timedelta | None = None,
        products: _Text | Iterable[_Text] | None = None,
        expiry_encoding: Literal["as-received", "java-sample", "either"] = "either",
    ) -> Verifier: ...
    @overload
    def verify(self, url: _Text, /, *, now: _Instant | None = None) -> Authorization: ...
    @overload
    def verify(
        self,
        url: None = None,
        /,
        *,
        id: _Text | None,
        pc: _Text | None,
        expiry: _Text | None,
        signature: _Text | None,
        now: _Instant | None = None,
    ) -> Authorization: ...
    @overload
    def check(self, url: _Text, /, *, now: _Instant | None = None) -> Verdict: ...
    @overload
    def check(
        self,
        url: None = None,
        /,
        *,
        id: _Text | None,
        pc: _Text | None,
        expiry: _Text | None,
        signature: _Text | None,
        now: _Instant | None = None,
    ) -> Verdict: ...
    # One of both times at the most.
    def verify_batch(
        self, data: _ArrowStream | _ArrowArray, /, *, now: _Instant | None = None, at: str | None = None
    ) -> Verdicts: ...
    def explain(self, text: _Text, /, *, now: _Instant | None = None) -> dict[str, Any]: ...

@final
class Authorization:
    @property
    def id(self) -> str: ...
    @property
    def product(self) -> str: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def expires_at_ms(self) -> int: ...
    @property
    def key(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Verdict:
    @property
    def authorization(self) -> Authorization | None: ...
    @property
    def code(self) -> str: ...
    @property
    def field(self) -> str | None: ...
    @property
    def status(self) -> int: ...
    @property
    def message(self) -> str: ...
    @property
    def challenge(self) -> str | None: ...
    @property
    def problem_json(self) -> str: ...
    def __bool__(self) -> bool: ...

@final
class Verdicts:
    def __len__(self) -> int: ...
    def counts(self) -> dict[str, int]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
