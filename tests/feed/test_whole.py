"""The whole catalogue: streamed, packed at night, exported by the command line."""

from __future__ import annotations

import gzip
import hashlib

import pytest
from rdflib import RDF, Graph
from rdflib.compare import isomorphic

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.cli.export import FORMATS, export
from ckanext.modellregion_owl.cli.feed import feed
from ckanext.modellregion_owl.feed import dumps, whole
from ckanext.modellregion_owl.rdf.namespaces import iri

pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.page_size", 2),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
]

PARSERS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}
PAGED = iri("hydra:PagedCollection")


@pytest.fixture
def five(clean_stack, monkeypatch):
    """Return the ids of five datasets and a series; they are written in batches of two."""
    monkeypatch.setattr(whole, "BATCH", 2)
    organisation = factories.Organization(name="stadt-paderborn")["id"]
    kind = {"rdf_type": str(iri("dcat:DatasetSeries")), "owner_org": organisation}
    series = factories.Dataset(name="serie", title="Serie", uri="https://q.example/s", **kind)
    member = {"in_series": ["https://q.example/s"], "owner_org": organisation}
    made = [factories.Dataset(name=f"satz-{n}", title=f"Größe {n}", **member) for n in range(5)]
    return [*(d["id"] for d in made), series["id"]]


def parsed(text, extension="ttl") -> Graph:
    return Graph().parse(data=text, format=PARSERS[extension])


def crawled(app) -> Graph:
    """Return all pages together, without what they say of themselves."""
    graph = Graph()
    for number in (1, 2, 3):
        graph.parse(data=app.get(f"/catalog.nt?page={number}").data, format="nt")
    for page in set(graph.subjects(RDF.type, PAGED)):
        graph.remove((page, None, None))
    return graph


def unpacked(app, extension="ttl") -> bytes:
    return gzip.decompress(app.get(f"/dump/catalog.{extension}.gz").data)


class TestStream:
    @pytest.mark.parametrize("extension", FORMATS)
    def test_says_what_the_pages_say(self, app, five, extension):
        """All pages in one document, without the paging, in each format."""
        answer = app.get(f"/dump/catalog.{extension}")
        assert answer.headers["Content-Type"].startswith(("text/turtle", "application/"))
        assert isomorphic(parsed(answer.data, extension), crawled(app))

    def test_nothing_to_deliver(self, app):
        """503, never an empty file."""
        for address in ("/dump/catalog.ttl", "/dump/catalog.ttl.gz", "/dump/catalog.rdf.gz.sha256"):
            assert app.get(address, status=503).headers["Retry-After"]


class TestDump:
    def test_is_made_at_night_with_its_checksum(self, app, five, cli, storage):
        """A stable link; the file stays until the next night, whatever is edited."""
        made = cli.invoke(feed, ["dump"])
        assert made.exit_code == 0, made.output
        files = list((storage / dumps.FOLDER).iterdir())
        assert len(files) == 8
        for extension in FORMATS:
            answer = app.get(f"/dump/catalog.{extension}.gz")
            told = app.get(f"/dump/catalog.{extension}.gz.sha256").get_data(as_text=True)
            wanted = hashlib.sha256(answer.data).hexdigest()
            assert told == f"{wanted}  catalog.{extension}.gz\n"
            assert isomorphic(parsed(gzip.decompress(answer.data), extension), crawled(app))
        call_action("package_patch", id=five[0], title="Neu")
        app.get("/catalog.ttl")
        tag = {"If-None-Match": app.get("/dump/catalog.ttl.gz").headers["ETag"]}
        assert app.get("/dump/catalog.ttl.gz", headers=tag).status_code == 304
        assert "Neu" not in unpacked(app).decode()
        cli.invoke(feed, ["dump"])
        assert "Neu" in unpacked(app).decode()
        assert len(list((storage / dumps.FOLDER).iterdir())) == 8

    @pytest.mark.parametrize("take", ["package_delete", "dataset_purge"])
    def test_a_takedown_passes_at_once(self, app, five, cli, storage, take):
        """Neither the next download nor a file on the disk has it."""
        cli.invoke(feed, ["dump"])
        call_action(take, id=five[0])
        for extension in FORMATS:
            assert "Größe 0" not in unpacked(app, extension).decode()
        assert len(list((storage / dumps.FOLDER).iterdir())) == 8

    def test_is_made_by_the_first_who_asks(self, app, five, storage):
        """No cron job, an emptied disk: the link works all the same."""
        assert "Größe 1" in unpacked(app).decode()


class TestExport:
    @pytest.mark.parametrize("extension", FORMATS)
    def test_to_a_file(self, app, five, cli, tmp_path, extension):
        """The same as the stream; the screen shows the progress."""
        path = tmp_path / "out"
        done = cli.invoke(export, ["--format", extension, "-o", str(path)])
        assert done.exit_code == 0, done.output
        assert isomorphic(parsed(path.read_bytes(), extension), crawled(app))

    def test_to_the_screen(self, app, five, cli):
        """For a pipe: nothing but the catalogue is on stdout."""
        done = cli.invoke(export, ["--format", "nt"])
        assert isomorphic(parsed(done.stdout, "nt"), crawled(app))

    def test_nothing_to_deliver(self, cli):
        """An error, not an empty catalogue."""
        done = cli.invoke(export, [])
        assert (done.exit_code, "feed status" in done.output) == (1, True)
