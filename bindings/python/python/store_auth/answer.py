"""What a denied request is answered over HTTP, as the gateway answers it."""

from typing import Protocol


class Denial(Protocol):
    """A `Denied`, or a `Verdict` that is false."""

    @property
    def status(self) -> int: ...
    @property
    def challenge(self) -> str | None: ...
    @property
    def problem_json(self) -> str: ...


def headers_of(denial: Denial) -> dict[str, str]:
    """The headers: it must not be stored, and a 401 says what it asks for."""
    headers = {"Content-Type": "application/problem+json", "Cache-Control": "no-store"}
    if denial.challenge is not None:
        headers["WWW-Authenticate"] = denial.challenge
    return headers


def body_of(denial: Denial) -> bytes:
    """The body: `application/problem+json`."""
    return denial.problem_json.encode()
