"""Whether files answer as GovData's link checker asks them (spec govdata.md 3, link checker)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.govdata.rules import finding
from ckanext.modellregion_owl.govdata.statements import Node
from ckanext.modellregion_owl.links.ask import Asker

HOSTS = 8  # servers that are asked at the same time; each is asked one by one


class Links:
    """Asks every link once; keeps what was answered for the whole check."""

    def __init__(self) -> None:
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
        asker = Asker(config.harvest_allow_private_addresses())
        try:
            return {link: _fault(asker, link) for link in sorted(links)}
        finally:
            asker.close()


def _fault(asker: Asker, link: str) -> str:
    """Return why a link is broken for GovData, "" when it answers."""
    told = asker.ask(link)
    if not told.fault and any("404" in hop for hop in told.hops):
        return "404"  # GovData's checker takes the digits in a redirect for an error (govdata.md 3)
    return told.text


def tested(file: Node) -> str:
    """Return the only link of a file that GovData tests: to download it, else to reach it."""
    links = [*file.nodes("dcat:downloadURL"), *file.nodes("dcat:accessURL")]
    return links[0].text if links else ""
