"""Why something could not be done: a closed set of reasons, each with one sentence in the catalogue."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why something could not be done; the catalogue has one sentence for each."""

    NOT_FOUND = "not found"
    FORBIDDEN = "forbidden"  # 401, 403, 451: sign-in, paywall, bots kept out
    RATE_LIMITED = "rate limited"
    SITE_FAILED = "site failed"  # 5xx and other answers that are no page
    TIMED_OUT = "timed out"
    UNREACHABLE = "unreachable"  # no such host, refused, TLS
    PRIVATE_ADDRESS = "private address"
    BAD_LINK = "bad link"  # scheme, port, credentials, malformed
    TOO_MANY_REDIRECTS = "too many redirects"
    TOO_LARGE = "too large"  # in bytes
    TOO_LONG = "too long"  # in characters of text
    NOT_A_PAGE = "not a page"
    NOT_A_FEED = "not a feed"
    GONE = "gone"  # 410: for good
    NOTHING_TO_READ = "nothing to read"
    NO_LANGUAGE = "no language"
    SUBSCRIPTION = "subscription"  # nothing of the page is free
    SIGN_IN = "sign-in"
    CONSENT = "consent"  # the page wants cookies agreed to first
    CHALLENGE = "challenge"  # “checking your browser”
    SCRIPT = "script"  # the page's text is put there by JavaScript
    LOCKED = "locked"  # a password protects the file
    SCANNED = "scanned"  # pictures of pages
    DAMAGED = "damaged"
    EMPTY = "empty"
    NOT_ALLOWED = "not allowed"  # a message or file that the bot has no right to read
    TOO_HEAVY = "too heavy"  # its worker ran out of time, CPU or memory
    INTERNAL = "internal"


class Refused(Exception):
    """Something asked for can't be done: a reason for the person, a cause for the log. `retry_after`
    seconds where a site said when to come back."""

    def __init__(self, reason: Reason, cause: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(reason, cause)
        self.reason = reason
        self.cause = cause
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.reason}: {self.cause}" if self.cause else str(self.reason)
