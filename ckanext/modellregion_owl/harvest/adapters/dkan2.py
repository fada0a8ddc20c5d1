"""Protocol `dkan2`: a DKAN 2 (Drupal 9 and later) by its metastore or its data.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

from ckanext.modellregion_owl.harvest.adapters.dkan import first_that_exists, located
from ckanext.modellregion_owl.harvest.adapters.pod_walk import pod_pages
from ckanext.modellregion_owl.harvest.exceptions import N_
from ckanext.modellregion_owl.harvest.keys import PAGING, Key
from ckanext.modellregion_owl.harvest.records.json_values import each, text_of
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

ITEMS = "/api/1/metastore/schemas/dataset/items?show-reference-ids"
METASTORE, DATA_JSON = "metastore", "data.json"
# Members that the metastore adds, all with this first letter: `%modified`, when the entry was
# saved, and `%Ref:…`, the numbers under which it keeps distributions, keywords, publishers.
INTERNAL = "%"


class Dkan2Adapter:
    """Reads a DKAN 2; the GUID is the dataset's `identifier` by both endpoints."""

    KEYS: ClassVar[dict[str, Key]] = {
        **PAGING,
        "endpoint": Key(
            help=N_(
                "Which of the addresses of a DKAN is read. Without the key it is the best one that "
                "exists, in the order given here."
            ),
            choices=(METASTORE, DATA_JSON),
            example=METASTORE,
        ),
    }

    def pages(self, source: Source, client: Client, max_pages: int) -> Iterator[Page]:
        """Yield the pages of the configured endpoint, else of the first that exists.

        :raises SourceUnavailable: no endpoint exists, or a page can't be read.
        """
        root, named = located(source.url)
        walks = {
            METASTORE: partial(pod_pages, source, client, max_pages, root + ITEMS, with_file_ids),
            DATA_JSON: partial(pod_pages, source, client, max_pages, f"{root}/{DATA_JSON}"),
        }
        chosen = str(source.setting("endpoint") or named)
        yield from walks[chosen]() if chosen in walks else first_that_exists(list(walks.values()))


def with_file_ids(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item of the metastore as data.json has it, its distributions with their ids.

    With `show-reference-ids` the ids stand beside the values (`%Ref:distribution`), in other
    versions around them (`{"identifier": …, "data": …}`); without it there are none.
    """
    plain = {m: _unwrapped(value) for m, value in item.items() if not m.startswith(INTERNAL)}
    references = [r for r in each(item.get("%Ref:distribution")) if _is_reference(r)]
    files = [_with_id(file, references) for file in each(item.get("distribution"))]
    return {**plain, "distribution": files} if files else plain


def _unwrapped(value: Any) -> Any:
    if isinstance(value, list):
        return [_unwrapped(one) for one in value]
    return value["data"] if _is_reference(value) else value


def _is_reference(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"identifier", "data"}


def _with_id(file: Any, references: list[Any]) -> Any:
    """Return a distribution with its id; its reference is taken off the list."""
    known = (
        file if _is_reference(file) else next((r for r in references if r["data"] == file), None)
    )
    if known is None:
        return file
    if known in references:
        references.remove(known)
    data = known["data"]
    if not isinstance(data, Mapping):
        return data
    return {"identifier": text_of(known["identifier"]), **data}
