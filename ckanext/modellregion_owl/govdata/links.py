"""Whether files answer as GovData's link checker asks them (spec govdata.md 3, link checker)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.govdata.rules import finding
from ckanext.modellregion_owl.govdata.statements import Node
from ckanext.modellregion_owl.harvest.transport.guard import GuardedAdapter, OpenAdapter

TIMEOUT = 15  # seconds
HOSTS = 8  # servers that are asked at the same time; each is asked one by one
USER_AGENT = "ckanext-modellregion-owl (link check)"


class Links:
    """Asks every link once; keeps what was answered for the whole check."""

    def __init__(self) -> None:
        adapter = OpenAdapter if config.harvest_allow_private_addresses() else GuardedAdapter
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter())
        self._known: dict[str, str] = {}  # link → why it is broken, "" when it is not

    def of_datasets(self, datasets: Sequence[Node]) -> dict[str, list[Finding]]:
        """Return dataset (its address) → its broken links."""
        files = {d.text: d.nodes("dcat:distribution") for d in datasets}
        self._ask(link for nodes in files.values() for node in nodes if (link := tested(node)))
        return {name: list(self._broken(nodes)) for name, nodes in files.items()}

    def _broken(self, files: Iterable[Node]) -> Iterator[Finding]:
        for file in files:
            link = tested(file)
            if reason := self._known.get(link):
                yield finding("link_broken", f"{link}: {reason}", node=file.text)

    def _ask(self, links: Iterable[str]) -> None:
        by_host: dict[str, set[str]] = defaultdict(set)
        for link in links:
            if link not in self._known:
                by_host[urlsplit(link).netloc].add(link)
        with ThreadPoolExecutor(HOSTS) as pool:
            for answers in pool.map(self._ask_host, by_host.values()):
                self._known |= answers

    def _ask_host(self, links: Iterable[str]) -> dict[str, str]:
        return {link: self._fault(link) for link in sorted(links)}

    def _fault(self, link: str) -> str:
        """Return why a link is broken, "" when it answers."""
        try:
            got = self._session.head(link, timeout=TIMEOUT, allow_redirects=True)
            if got.status_code in (400, 405):
                got = self._session.get(link, timeout=TIMEOUT, stream=True)
                got.close()
        except (requests.RequestException, HTTPError, OSError) as err:
            return str(err)[:200]
        lost = any("404" in r.headers.get("Location", "") for r in got.history)
        return "" if got.ok and not lost else f"HTTP {got.status_code}"


def tested(file: Node) -> str:
    """Return the only link of a file that GovData tests: to download it, else to reach it."""
    links = [*file.nodes("dcat:downloadURL"), *file.nodes("dcat:accessURL")]
    return links[0].text if links else ""
