"""Verifies Store authorizations offline."""

from ._native import Authorization, Verdict, Verdicts, Verifier
from .denied import Denied, Expired, LifetimeTooLong, Malformed, ProductNotAllowed, SignatureMismatch

__all__ = [
    "Authorization",
    "Denied",
    "Expired",
    "LifetimeTooLong",
    "Malformed",
    "ProductNotAllowed",
    "SignatureMismatch",
    "Verdict",
    "Verdicts",
    "Verifier",
]
