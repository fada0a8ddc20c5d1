"""A page costs the same whatever the catalogue's size, and the whole of it is streamed."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.feed import build, catalogue
from ckanext.modellregion_owl.feed.formats import TTL
from ckanext.modellregion_owl.feed.remembered import Remembered
from ckanext.modellregion_owl.feed.version import writing_version
from ckanext.modellregion_owl.feed.whole import whole, written

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

LARGE = 40_000  # datasets
TEXT = 4_000  # characters of a dataset's Turtle
FILL = (
    """CREATE TEMPORARY TABLE made ON COMMIT DROP AS
    SELECT lpad(n::text, 36, '0') AS id, n FROM generate_series(:first, :last) n""",
    """INSERT INTO package (id, name, title, notes, type, state, private, metadata_modified)
    SELECT id, 'satz-' || n, 'Satz ' || n, left(:text, 800), 'dataset', 'active', false,
        '2026-01-01' FROM made""",
    """INSERT INTO modellregion_piece (dataset_id, version, modified, organisation, iri, digest)
    SELECT id, :version, '2026-01-01', '', 'https://d.example/' || n, 'd' || n FROM made""",
    """INSERT INTO modellregion_piece_body (dataset_id, digest, listed, ttl, rdf, jsonld, nt)
    SELECT id, 'd' || n,
        jsonb_build_object('dcat\\:dataset', jsonb_build_array('https://d.example/' || n)),
        '<https://d.example/' || n || '> a dcat\\:Dataset ; dct\\:title "' || :text || '" .',
        '', '', '' FROM made""",
    "ANALYZE",
)


def fill(first: int, last: int) -> None:
    """Put datasets and their pieces into the tables, as an index run would have left them."""
    given = {"first": first, "last": last, "version": writing_version(), "text": "x" * TEXT}
    with model.meta.engine.begin() as connection:
        for statement in FILL:
            values = {name: value for name, value in given.items() if f":{name}" in statement}
            connection.execute(sa.text(statement), values)
    assert build.compare(budget=None, wait=True).count == last


@pytest.fixture
def asked() -> Iterator[list[tuple[str, object, int]]]:
    """The statements of this process, their values and how many rows each gave."""
    seen: list[tuple[str, object, int]] = []

    def note(_connection, cursor, statement, parameters, *_more) -> None:
        seen.append((statement, parameters, cursor.rowcount))

    sa.event.listen(model.meta.engine, "after_cursor_execute", note)
    yield seen
    sa.event.remove(model.meta.engine, "after_cursor_execute", note)


def plans(seen: list[tuple[str, object, int]]) -> str:
    """Return how PostgreSQL reads what was asked."""
    lines = []
    with model.meta.engine.connect() as connection:
        for statement, parameters, _rows in seen:
            if statement.startswith("SELECT"):
                lines += connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars()
    return "\n".join(lines)


class TestSize:
    @pytest.mark.long
    def test_a_page_asks_and_reads_the_same(self, app, asked, monkeypatch):
        """As many questions and rows in a large catalogue, by its indexes; so a dataset's own."""
        taken = {}
        for first, last in ((1, 400), (401, LARGE)):
            fill(first, last)
            for path in ("/catalog.ttl?page=3", f"/dataset/{'7':0>36}.ttl"):
                monkeypatch.setattr(catalogue, "PAGES", Remembered())
                app.get(path)  # the first reader of a minute notes that there is one
                monkeypatch.setattr(catalogue, "PAGES", Remembered())
                asked.clear()
                answer = app.get(path)
                own = [one for one in asked if "system_info" not in one[0]]
                length = len(answer.data) // 1000  # but for the digits of the numbers
                taken.setdefault(path, []).append((len(own), sum(o[2] for o in own), length))
                if last == LARGE:
                    text = plans(own)
                    for table in ("package", "modellregion_piece", "modellregion_generation_page"):
                        assert f"Seq Scan on {table}" not in text, text
        assert [len(set(costs)) for costs in taken.values()] == [1, 1], taken

    def test_the_whole_is_streamed(self, asked):
        """16 MB of texts go out while a fraction of that is held."""
        fill(1, 4_000)
        for _ in written(whole(), TTL):
            pass  # what is made once in a process
        tracemalloc.start()
        sent = sum(len(text) for _number, text in written(whole(), TTL))
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert sent > 4_000 * TEXT
        assert peak < sent / 3
