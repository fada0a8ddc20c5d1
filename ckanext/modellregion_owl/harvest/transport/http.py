"""The only place of the harvester that talks to the network."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies, select_proxy
from urllib3.exceptions import HTTPError

from ckanext.modellregion_owl.harvest.address import join
from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    SourceInvalid,
    SourceRefused,
    SourceSilent,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.source import check_url
from ckanext.modellregion_owl.harvest.transport.answer import Answer, Memory, NoMemory
from ckanext.modellregion_owl.harvest.transport.body import read_body
from ckanext.modellregion_owl.harvest.transport.deadline import watched
from ckanext.modellregion_owl.harvest.transport.guard import (
    AddressForbidden,
    GuardedAdapter,
    OpenAdapter,
    check_before_proxy,
)
from ckanext.modellregion_owl.harvest.transport.http_faults import (
    TryAgain,
    failure,
    retry_after,
    status_error,
)

log = logging.getLogger(__name__)

USER_AGENT = "ckanext-modellregion-owl (open data harvester)"
TRIES = 3
BACKOFF = 1.0  # seconds before the second try; doubled for each further one
MAX_WAIT = 120.0  # seconds; longer wishes of Retry-After are left to the next run
MAX_REDIRECTS = 5
SLOWEST = 10  # timeouts that a whole answer may take, headers included
REDIRECTS = {301, 302, 303, 307, 308}
_CONDITIONS = {"If-None-Match", "If-Modified-Since"}
AGAIN = {429, 500, 502, 503, 504}


@dataclass(frozen=True)
class _Question:
    """What is sent: headers, and a body where the protocol asks by POST."""

    headers: Mapping[str, str]
    body: bytes | None = None

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"

    def without_body(self) -> _Question:
        return _Question({k: v for k, v in self.headers.items() if k != "Content-Type"})


class _Session(requests.Session):
    """Leaves redirects to us: requests would read the whole body of each, without any limit."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Find none."""
        return


class Client:
    """Reads pages over http(s) with time and size limits, retries and address check.

    :param timeout: seconds without a byte after which a server counts as unreachable.
    :param max_bytes: size of a page, unpacked, above which it is refused.
    :param allow_private: also read loopback, private and link-local addresses.
    """

    def __init__(
        self,
        timeout: float,
        max_bytes: int,
        allow_private: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.timeout = timeout
        self.max_bytes = max_bytes
        self.allow_private = allow_private
        self.memory: Memory = NoMemory()
        self._secret: tuple[object, str] = (None, "")
        self._sleep = sleep
        self._session = _Session()
        self._session.trust_env = False  # no passwords from ~/.netrc to servers of others
        adapter = OpenAdapter() if allow_private else GuardedAdapter()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter)

    def get(
        self, url: str, accept: str = "*/*", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Read one page, following redirects and trying again after passing faults.

        :param headers: further ones; with a condition among them the answer may have status 304.
        :raises SourceUnavailable: no usable answer; says which address and why.
        :raises SourceRefused: the address or one that it redirects to must not be read.
        """
        return self._persist(url, _Question({"Accept": accept, **(headers or {})}))

    def post(self, url: str, body: bytes, content_type: str, accept: str = "*/*") -> Answer:
        """Ask a question in a body that may be asked again (a query, no change of anything).

        Tried again and redirected like `get`. A redirect repeats the question at its target, which
        is checked like any other address; only 303 says that the answer lies there for reading.

        :raises SourceUnavailable: no usable answer; says which address and why.
        :raises SourceRefused: the address or one that it redirects to must not be read.
        """
        return self._persist(url, _Question({"Accept": accept, "Content-Type": content_type}, body))

    def _persist(self, url: str, question: _Question) -> Answer:
        for attempt in range(1, TRIES + 1):
            try:
                return self._follow(url, question)
            except TryAgain as again:
                wait = again.wait
                if wait is None:
                    wait = BACKOFF * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311
                if attempt == TRIES or wait > MAX_WAIT:
                    raise again.error from again
                log.info("%s; next try in %.1f s", again, wait)
                self._sleep(wait)
        raise AssertionError("unreachable")

    def authorise(self, url: str, secret: str) -> None:
        """Send a secret as header “Authorization” to the server of this address, to no other.

        A redirect to another server does not take it along. It stands nowhere but in memory.
        """
        self._secret = (_origin(url), secret)

    def _authorisation(self, url: str) -> dict[str, str]:
        origin, secret = self._secret
        return {"Authorization": secret} if secret and _origin(url) == origin else {}

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _follow(self, url: str, question: _Question) -> Answer:
        for _step in range(MAX_REDIRECTS + 1):
            with self._answered(_checked(url), question) as response:
                target = response.headers.get("Location")
                if response.status_code not in REDIRECTS or not target:
                    return self._answer(url, response)
                url = join(url, target)
                if response.status_code == requests.codes.see_other:
                    question = question.without_body()
        raise SourceUnavailable(N_("{url} redirects again and again."), url=url)

    @contextmanager
    def _answered(self, url: str, question: _Question) -> Iterator[requests.Response]:
        """Give the answer to one request; all of it must come within ten timeouts.

        :raises SourceUnavailable: it took longer; not tried again.
        """
        slow = SourceUnavailable(N_("{url} sends too slowly; reading was stopped."), url=url)
        with watched(SLOWEST * self.timeout) as watch:
            try:
                with self._request(url, question) as response:
                    yield response
            except (TryAgain, SourceUnavailable):
                if watch.fired:
                    raise slow from None
                raise
            if watch.fired:  # a header that was cut off looks like its end
                raise slow

    def _request(self, url: str, question: _Question) -> requests.Response:
        proxies = get_environ_proxies(url)
        try:
            if select_proxy(url, proxies) and not self.allow_private:
                check_before_proxy(url)
            return self._session.request(
                question.method,
                url,
                data=question.body,
                headers={
                    "User-Agent": USER_AGENT,
                    "Accept-Encoding": "gzip",
                    **question.headers,
                    **self._authorisation(url),
                },
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
                proxies=proxies,
            )
        except (AddressForbidden, requests.RequestException, HTTPError) as err:
            raise failure(url, err, SourceSilent) from err

    def _answer(self, url: str, response: requests.Response) -> Answer:
        status = response.status_code
        if status in AGAIN:
            raise TryAgain(status_error(url, status), retry_after(response))
        if status == requests.codes.not_modified and _CONDITIONS & set(response.request.headers):
            return Answer(url, "", b"", dict(response.headers), status)
        if status != requests.codes.ok:
            raise status_error(url, status)
        try:
            body = read_body(response, self.max_bytes, SLOWEST * self.timeout)
        except (requests.RequestException, HTTPError, OSError) as err:
            raise failure(url, err) from err
        kind = response.headers.get("Content-Type", "").lower()
        return Answer(url, kind, body, dict(response.headers))


def _checked(url: str) -> str:
    try:
        return check_url(url)
    except SourceInvalid as err:
        raise SourceRefused(err.message.msgid, **err.message.params) from err


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port
