"""Which datasets a DKAN 7 has: the lists of its API, and by what it knows each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ckanext.modellregion_owl.harvest.adapters.pod_walk import ACCEPT, items_of, with_parameters
from ckanext.modellregion_owl.harvest.exceptions import N_, SourceRefused, SourceUnavailable
from ckanext.modellregion_owl.harvest.records.json_values import each, text_of
from ckanext.modellregion_owl.harvest.records.jsontext import parse_json
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.harvest.transport.http import Client

ACTION = "/api/3/action/"


def package_names(client: Client, root: str, max_pages: int) -> list[str] | None:
    """Return the names of all datasets, None where the server answers with nothing.

    Some servers redirect to `?page=0`: then the further pages are read too.

    :raises SourceUnavailable: a page of the list can't be read.
    """
    answer = client.get(root + ACTION + "package_list", ACCEPT)
    if not answer.body.strip():
        return None
    names = _texts(answer)
    if "0" not in parse_qs(urlsplit(answer.url).query).get("page", []):
        return names
    for number in range(1, max_pages):
        further = client.get(with_parameters(answer.url, page=number), ACCEPT)
        new = [n for n in _texts(further) if n not in names] if further.body.strip() else []
        if not new:
            return names
        names += new
    raise SourceUnavailable(
        N_("The source has more than {number} pages; reading was stopped."), number=max_pages
    )


def number_of_names(client: Client, root: str, max_pages: int) -> int | None:
    """Return how many datasets the server lists, None when it does not tell."""
    try:
        names = package_names(client, root, max_pages)
    except SourceRefused:
        raise
    except SourceUnavailable:
        return None
    return len(names) if names else None


def keys_of(client: Client, root: str, max_pages: int) -> tuple[list[str], int]:
    """Return by what `package_show` knows the datasets, and how many the server lists.

    These are their names; Münster's server knows them by UUID only, which the list does not hold,
    but data.json does.

    :raises SourceUnavailable: neither list can be read.
    """
    names = package_names(client, root, max_pages)
    if names is not None and (not names or _known(client, root, names[0])):
        return names, len(names)
    try:
        keys = _identifiers(client, root + "/data.json")
    except SourceRefused:
        raise
    except SourceUnavailable:
        if not names:
            raise
        keys = names  # perhaps only the first one can't be read
    return keys, max(len(keys), len(names or ()))


def _identifiers(client: Client, url: str) -> list[str]:
    answer = client.get(url, ACCEPT)
    items = items_of(parse_json(answer), answer.url)
    found = [text_of(i.get("identifier")) for i in items if isinstance(i, Mapping)]
    return list(dict.fromkeys(key for key in found if key))


def _known(client: Client, root: str, name: str) -> bool:
    try:
        found = list(each(result_of(client.get(show_address(root, name), ACCEPT))))
    except SourceRefused:
        raise
    except SourceUnavailable:
        return False  # Münster's answer to a name is not known: 404, an error, or nothing
    return len(found) == 1


def show_address(root: str, key: str) -> str:
    """Return the address of one dataset."""
    return with_parameters(root + ACTION + "package_show", id=key)


def result_of(answer: Answer) -> Any:
    """Return what a call of the API delivers.

    :raises SourceUnavailable: no JSON, or the server says that the call has failed.
    """
    data = parse_json(answer)
    if not isinstance(data, Mapping):
        return data
    if data.get("success") is False or "result" not in data:
        raise SourceUnavailable(
            N_("The server answers {url} with an error: {error}"),
            url=answer.url,
            error=text_of(data.get("error") or data)[:300],
        )
    return data["result"]


def _texts(answer: Answer) -> list[str]:
    found = (text_of(name) for name in each(result_of(answer)))
    return list(dict.fromkeys(name for name in found if name))
