"""Asks one link: HEAD, and GET where a server does not know that; each hop is checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from urllib.parse import urljoin

import requests
from requests.utils import get_environ_proxies, select_proxy
from urllib3.exceptions import HTTPError

from ckanext.modellregion_owl.harvest.transport.deadline import watched
from ckanext.modellregion_owl.harvest.transport.guard import (
    AddressForbidden,
    GuardedAdapter,
    OpenAdapter,
    check_before_proxy,
)
from ckanext.modellregion_owl.harvest.transport.http_faults import causes, retry_after

TIMEOUT = 15  # seconds, as GovData's link checker (spec govdata.md 3)
SLOWEST = 60  # seconds for one answer's headers, byte by byte
USER_AGENT = "ckanext-modellregion-owl (link check)"
REDIRECTS = (301, 302, 303, 307, 308)
MAX_REDIRECTS = 5
# Servers that answer HEAD so answer GET otherwise: some forbid it, some don't know it.
AGAIN = (400, 403, 404, 405, 501)
BUSY = (429, 503)
LATER = 3600.0  # seconds, where a busy server does not say when
_OK = 400  # what is below answers


class Fault(str, Enum):
    """Why a link does not answer."""

    NONE = ""
    UNKNOWN_HOST = "host"
    SILENT = "silent"
    CERTIFICATE = "certificate"
    FORBIDDEN = "forbidden"  # leads into a private network
    LOOP = "loop"
    STATUS = "status"
    BROKEN = "broken"  # speaks, but not HTTP


@dataclass(frozen=True)
class Told:
    """What a server has told: `status` 0 for nothing; `wait`: it is busy and asks to come later.

    `hops` are the addresses to which it sent us on.
    """

    fault: Fault = Fault.NONE
    status: int = 0
    wait: timedelta | None = None
    hops: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the fault in few letters, for lists and for the check of GovData's rules."""
        return f"HTTP {self.status}" if self.fault is Fault.STATUS else str(self.fault.value)


class Asker:
    """Asks links one after the other, with one pool of connections; not for several threads.

    :param allow_private: also ask addresses of private networks.
    """

    def __init__(self, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._session = requests.Session()
        self._session.trust_env = False  # no passwords from ~/.netrc to servers of others
        self._session.headers["User-Agent"] = USER_AGENT
        adapter = OpenAdapter if allow_private else GuardedAdapter
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter())

    def ask(self, url: str) -> Told:
        """Ask a link; no body is read."""
        told = self._follow("HEAD", url)
        return self._follow("GET", url) if told.status in AGAIN else told

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _follow(self, method: str, url: str) -> Told:
        hops: list[str] = []
        for _step in range(MAX_REDIRECTS + 1):
            told, target = self._once(method, url)
            if not target:
                return Told(told.fault, told.status, told.wait, tuple(hops))
            url = target
            hops.append(url)
        return Told(Fault.LOOP, hops=tuple(hops))

    def _once(self, method: str, url: str) -> tuple[Told, str]:
        """Return what the server told, and where it sends us on ("" for nowhere)."""
        try:
            proxies = get_environ_proxies(url)
            if select_proxy(url, proxies) and not self._allow_private:
                check_before_proxy(url)
            with (
                watched(SLOWEST),
                self._session.request(
                    method,
                    url,
                    timeout=TIMEOUT,
                    allow_redirects=False,
                    stream=True,
                    proxies=proxies,
                ) as answer,
            ):
                return _told(answer), _target(url, answer)
        except (requests.RequestException, HTTPError, OSError, ValueError) as err:
            return Told(_fault(err)), ""


def _target(url: str, answer: requests.Response) -> str:
    target = answer.headers.get("Location", "") if answer.status_code in REDIRECTS else ""
    return urljoin(url, target) if target else ""


def _told(answer: requests.Response) -> Told:
    status = answer.status_code
    if status < _OK:
        return Told(status=status)
    wait = retry_after(answer) if status in BUSY else None
    if wait is None and status == requests.codes.too_many_requests:
        wait = LATER
    return Told(Fault.STATUS, status, None if wait is None else timedelta(seconds=wait))


def _fault(err: BaseException) -> Fault:
    """Name the fault by the innermost cause; requests wraps urllib3's, which wraps the socket's."""
    chain = causes(err)
    if any(isinstance(e, AddressForbidden) for e in chain):
        return Fault.FORBIDDEN
    if any(isinstance(e, requests.exceptions.SSLError) for e in chain):
        return Fault.CERTIFICATE
    names = {type(e).__name__ for e in chain}
    if names & {"NameResolutionError", "gaierror"}:
        return Fault.UNKNOWN_HOST
    if isinstance(err, (requests.ConnectionError, requests.Timeout)):
        return Fault.SILENT
    return Fault.BROKEN
