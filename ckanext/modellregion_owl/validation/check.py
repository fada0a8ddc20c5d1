"""Validates a dataset, or a file, by our rules and by the configured official ones."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.feed.single import single
from ckanext.modellregion_owl.validation import shapes
from ckanext.modellregion_owl.validation.engine import compiled
from ckanext.modellregion_owl.validation.result import Report, Result, ordered


def validate(data: str) -> Report:
    """Validate statements given as N-Triples.

    :raises ValueError: they, or a configured file, can't be read.
    """
    report = compiled(shapes.own()).validate(data)
    official = shapes.official()
    if not official:
        return report
    more = compiled(official).validate(data + shapes.background())
    # The vocabularies are merged in; what is said of them is not about the data.
    about = [result for result in more.results if _is_named(result, data)]
    return Report(ordered([*report.results, *about]), report.turtle + "\n" + more.turtle)


def validate_dataset(name_or_id: str, user: str) -> Report:
    """Validate a dataset as the feed delivers it.

    :raises tk.ObjectNotFound: there is none.
    :raises tk.NotAuthorized: this user may not see it.
    :raises UnavailableError: it could never be written.
    """
    return validate(single(name_or_id, FORMATS["nt"], user).text)


def _is_named(result: Result, data: str) -> bool:
    return f"<{result.focus}>" in data or not result.focus.startswith("http")


def kinds(results: tuple[Result, ...]) -> Iterator[tuple[Result, int]]:
    """Yield each kind of result once, with the number of its cases."""
    found: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        found.setdefault((result.shape, result.severity), []).append(result)
    yield from ((same[0], len(same)) for same in found.values())
