"""A denial as an exception."""


class Denied(Exception):
    """A request is not authorized. Its message is fit for a log: no signature, no key."""

    message: str
    """What is to be said of it to people."""
    code: str
    """The reason for machines; it never changes."""
    field: str | None
    """The first bad field of a malformed request: `id`, `pc`, `expiry` or `signature`."""
    status: int
    """The status to answer with over HTTP: 401 or 403."""
    challenge: str | None
    """The `WWW-Authenticate` header to answer a 401 with."""
    problem_json: str
    """The body to answer with, as `application/problem+json`."""

    # All are arguments, so that one that was raised in another process comes back as it went.
    def __init__(
        self, message: str, code: str, field: str | None, status: int, challenge: str | None, problem_json: str
    ) -> None:
        super().__init__(message, code, field, status, challenge, problem_json)
        self.message = message
        self.code = code
        self.field = field
        self.status = status
        self.challenge = challenge
        self.problem_json = problem_json

    def __str__(self) -> str:
        return self.message


class Malformed(Denied):
    """A field does not have the form that the scheme asks for, or is missing."""


class Expired(Denied):
    """The expiry, with the leeway, is past."""


class SignatureMismatch(Denied):
    """No accepted server key makes this signature for these fields."""


class ProductNotAllowed(Denied):
    """The Store authorized it, for a product that this server does not serve."""


class LifetimeTooLong(Denied):
    """The Store authorized it, for longer than this server accepts."""


_EXCEPTIONS = {
    "malformed": Malformed,
    "expired": Expired,
    "signature-mismatch": SignatureMismatch,
    "product-not-allowed": ProductNotAllowed,
    "lifetime-too-long": LifetimeTooLong,
}


def exception_of(code: str) -> type[Denied]:
    """The exception of a code."""
    return _EXCEPTIONS.get(code, Denied)
