"""Tells what a failed try to read a page means, and whether another try may help."""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

import requests

from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    SourceMissing,
    SourceRefused,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.transport.guard import AddressForbidden


class TryAgain(Exception):
    """This try has failed, another one may work; `wait` is what Retry-After asks for."""

    def __init__(self, error: SourceUnavailable, wait: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait


def status_error(url: str, status: int) -> SourceUnavailable:
    """Return what an HTTP status that is no answer means."""
    if status in (404, 410):
        return SourceMissing(
            N_("There is nothing at {url} (HTTP {status}). Check the address of the source."),
            url=url,
            status=status,
        )
    return SourceUnavailable(
        N_("The server answers {url} with the error HTTP {status}."), url=url, status=status
    )


def failure(
    url: str, err: Exception, kind: type[SourceUnavailable] = SourceUnavailable
) -> Exception:
    """Return the exception for a failed connection: `TryAgain` or `SourceRefused`.

    :param kind: what the failure is when no further try helps.
    """
    forbidden = _cause(err, AddressForbidden)
    if isinstance(forbidden, AddressForbidden):
        return SourceRefused(
            N_("{url} leads to an address inside a network ({address}); such are not read."),
            url=url,
            address=forbidden.address,
        )
    if isinstance(err, requests.Timeout) or _cause(err, TimeoutError):
        return TryAgain(kind(N_("{url} does not answer in time."), url=url))
    if isinstance(err, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        return SourceRefused(N_("“{url}” is not an address of the web."), url=url)
    return TryAgain(
        kind(N_("No connection to {url}, or it broke off: {error}"), url=url, error=_root(err))
    )


def causes(err: BaseException | None) -> list[BaseException]:
    """Return the exceptions inside an exception, itself first: urllib3 and requests wrap in three
    ways."""
    found: list[BaseException] = []
    while err is not None and err not in found:
        found.append(err)
        inner = next((a for a in err.args if isinstance(a, BaseException)), None)
        err = getattr(err, "reason", None) or inner or err.__cause__ or err.__context__
        if not isinstance(err, BaseException):
            break
    return found


def _cause(err: Exception, kind: type[BaseException]) -> BaseException | None:
    return next((e for e in causes(err) if isinstance(e, kind)), None)


def _root(err: Exception) -> BaseException:
    return causes(err)[-1]


def retry_after(response: requests.Response) -> float | None:
    """Return the seconds that Retry-After asks for, as a number or as a date; None without one."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())
