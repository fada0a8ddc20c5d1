"""What CKAN looks up for each dataset although it is the same for all of a batch, read once.

For a dataset CKAN 2.12 reads the user four times, the organisation twice, and each tag. Inside the
block this thread gets the object that it got the first time; what is not there is asked for again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import sqlalchemy as sa

import ckan.lib.dictization as dictization
import ckan.model as model

from ckanext.modellregion_owl.harvest.write.instead import Instead

Key = tuple[Any, ...]


class _Here(threading.local):
    """The objects of the thread's block; None outside of one.

    They are held strongly, so that SQLAlchemy's session finds them by their id without a query.
    """

    found: dict[Key, Any] | None = None


_here = _Here()


def _once(kind: str) -> Callable[[Any], Any]:
    """Make a class method that asks once for each reference."""

    def make(original: Any) -> Any:
        def lookup(_cls: Any, reference: Any) -> Any:
            found = _here.found
            if found is None:
                return original(reference)
            if found.get((kind, reference)) is None:
                found[kind, reference] = original(reference)
            return found[kind, reference]

        return classmethod(lookup)

    return make


def _tag_by_id(original: Any) -> Any:
    """Make a `table_dict_save` that names a tag's id, so that no query is needed to find it."""

    def table_dict_save(table_dict: Any, entity: Any, *args: Any, **options: Any) -> Any:
        found = _here.found
        if entity is not model.Tag or found is None or table_dict.get("id"):
            return original(table_dict, entity, *args, **options)
        key = ("tag", table_dict.get("name"), table_dict.get("vocabulary_id"))
        known = {"id": found[key].id} if key in found else {}
        tag, change = original({**table_dict, **known}, entity, *args, **options)
        found[key] = tag
        return tag, change

    return table_dict_save


_PLACES = (
    Instead(model.User, "get", _once("user")),
    Instead(model.User, "by_name", _once("user_name")),
    Instead(model.Group, "get", _once("group")),
    Instead(dictization, "table_dict_save", _tag_by_id),
)


@contextmanager
def looked_up_once(tag_names: Iterable[str] = ()) -> Iterator[None]:
    """Answer this thread's repeated lookups of users, organisations and tags from memory.

    For one transaction: what another process changes meanwhile would not be seen.

    :param tag_names: tags without a vocabulary that will be needed; read by one query.
    """
    with ExitStack() as stack:
        for place in _PLACES:
            stack.enter_context(place)
        outer, _here.found = _here.found, _tags(tag_names)
        try:
            yield
        finally:
            _here.found = outer


def _tags(names: Iterable[str]) -> dict[Key, Any]:
    tag = model.Tag
    query = sa.select(tag).where(tag.name.in_(set(names)), tag.vocabulary_id.is_(None))
    return {("tag", found.name, None): found for found in model.Session.scalars(query)}
