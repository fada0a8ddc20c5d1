"""Protocol `dkan`: a DKAN 7 (Drupal 7), as Stadt Köln runs them for Bielefeld, Münster, Bonn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar
from urllib.parse import urlsplit, urlunsplit

from pyoxigraph import BlankNode, NamedNode, Triple

from ckanext.modellregion_owl.harvest.adapters.dcat import DcatAdapter
from ckanext.modellregion_owl.harvest.adapters.dkan_licences import ApiLicences
from ckanext.modellregion_owl.harvest.adapters.dkan_walk import one_by_one, whole_list
from ckanext.modellregion_owl.harvest.adapters.pod_walk import pod_pages
from ckanext.modellregion_owl.harvest.exceptions import N_, SourceMissing
from ckanext.modellregion_owl.harvest.keys import FORMAT, PAGING, Key, Kind
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.records.subgraph import DCT, texts
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

# Best first (docs/developers/protocols.md): data.json says most, in one answer; dcatapde.xml has
# the licences of some files, but neither periods nor descriptions of files; the API knows neither
# places nor periods, and one by one it takes a request for each dataset.
ENDPOINTS = ("data.json", "dcatapde.xml", "current_package_list_with_resources", "package_show")
_BELOW = re.compile(
    r"/(data\.json|dcatapde\.xml|catalog\.\w+|api(/.*)?|dataset(/.*)?|search(/.*)?)$"
)

Walk = Callable[[], Iterator[Page]]


class DkanAdapter:
    """Reads a DKAN 7 by one of its four endpoints.

    The GUID is what the server calls `identifier`, `id` or dct:identifier, by any of them the UUID
    of the Drupal node: whoever changes the endpoint keeps the datasets.
    """

    KEYS: ClassVar[dict[str, Key]] = {
        **PAGING,
        **FORMAT,
        "endpoint": Key(
            help=N_(
                "Which of the addresses of a DKAN is read. Without the key it is the best one that "
                "exists, in the order given here."
            ),
            choices=ENDPOINTS,
            example="data.json",
        ),
        "licences_from_api": Key(
            kind=Kind.FLAG,
            help=N_(
                "Whether licences that data.json leaves out are looked up in the API of the same "
                "site."
            ),
            default=True,
            example=True,
        ),
    }

    def pages(self, source: Source, client: Client, max_pages: int) -> Iterator[Page]:
        """Yield the pages of the configured endpoint, else of the first that exists.

        An endpoint that fails is no reason to take another one: only "nothing there" is.

        :raises SourceUnavailable: no endpoint exists, or a page can't be read.
        """
        root, named = located(source.url)
        walks: dict[str, Walk] = {
            "data.json": partial(_data_json, source, client, max_pages, root),
            "dcatapde.xml": partial(_dcat, source, client, max_pages, f"{root}/dcatapde.xml"),
            "current_package_list_with_resources": partial(
                whole_list, source, client, max_pages, root
            ),
            "package_show": partial(one_by_one, source, client, max_pages, root),
        }
        chosen = str(source.setting("endpoint") or named)
        yield from walks[chosen]() if chosen else first_that_exists(list(walks.values()))


def located(url: str) -> tuple[str, str]:
    """Return a site's root, and the endpoint that the address names ("" when it names none)."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    named = next((e for e in ENDPOINTS if path.endswith("/" + e)), "")
    root = urlunsplit((parts.scheme, parts.netloc, _BELOW.sub("", path), "", ""))
    return root, named


def first_that_exists(walks: Sequence[Walk]) -> Iterator[Page]:
    """Yield the pages of the first walk whose address exists.

    :raises SourceMissing: none does; the first walk's, whose address is the one to expect.
    :raises SourceUnavailable: an address exists, but can't be read.
    """
    first: SourceMissing | None = None
    for walk in walks:
        pages = walk()
        try:
            page = next(pages, None)
        except SourceMissing as err:
            first = first or err
            continue
        if page is not None:
            yield page
            yield from pages
        return
    if first is not None:
        raise first


def _data_json(source: Source, client: Client, max_pages: int, root: str) -> Iterator[Page]:
    prepare = ApiLicences(client, root) if source.setting("licences_from_api") else dict
    return pod_pages(source, client, max_pages, f"{root}/data.json", prepare)


def _dcat(source: Source, client: Client, max_pages: int, url: str) -> Iterator[Page]:
    return DcatAdapter(_identifier).pages(replace(source, url=url), client, max_pages)


def _identifier(triples: Sequence[Triple], subject: NamedNode | BlankNode) -> str:
    return next((t.value.strip() for t in texts(list(triples), subject, DCT + "identifier")), "")
