"""Stored pieces on a whole site: never another graph than the writer's, never a stale one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import sqlalchemy as sa
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic

import ckan.model as model
from ckan.lib.search import rebuild
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.feed import pages, refresh
from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.feed.pieces import dataset_triples
from ckanext.modellregion_owl.model import finding, piece
from ckanext.modellregion_owl.rdf import write
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.statements import add_to

pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
]

PARSERS = {"ttl": "turtle", "rdf": "xml", "xml": "xml", "jsonld": "json-ld"}
BASE = "http://test.ckan.net"
TITLE = iri("dct:title")


@pytest.fixture
def paderborn(clean_stack):
    return factories.Organization(name="stadt-paderborn", title="Stadt Paderborn")


@pytest.fixture
def baeume(paderborn):
    return factories.Dataset(
        name="baeume",
        title="Bäume",
        owner_org=paderborn["id"],
        resources=[{"url": "https://daten.example/a.csv", "format": "CSV"}],
        contact=[{"name": "Amt", "email": "amt@example.org"}],
    )


def page(app, path="/catalog.ttl", extension="ttl") -> Graph:
    text = app.get(path).get_data(as_text=True)
    return Graph().parse(data=text, format=PARSERS.get(extension, extension))


def titles(graph: Graph) -> set[str]:
    return {str(graph.value(s, TITLE)) for s in graph.subjects(RDF.type, iri("dcat:Dataset"))}


def names(graph: Graph) -> set[str]:
    return {str(name) for name in graph.objects(None, iri("foaf:name"))}


@pytest.fixture
def never_written(monkeypatch):
    """Fail when a page writes a dataset instead of taking its piece."""

    def refuse(dataset, described=()):
        raise AssertionError(f"{dataset['name']} was written by a reader")

    monkeypatch.setattr(refresh, "make_piece", refuse)
    # An error would keep the last good form, quietly.
    monkeypatch.setattr(refresh, "WRITE_ERRORS", ())


class TestPage:
    @pytest.mark.parametrize("extension", sorted(FORMATS))
    def test_says_what_the_writer_says(self, app, baeume, extension):
        """A dataset's page is the graph that the profile writes of package_show, in each format."""
        shown = call_action("package_show", id=baeume["id"])
        wanted = Graph()
        add_to(wanted, dataset_triples(shown, URIRef(f"{BASE}/dataset/{baeume['id']}"), ()))
        found = page(app, f"/dataset/baeume.{extension}", extension)
        assert isomorphic(found, wanted)

    def test_is_there_before_a_reader_comes(self, app, baeume, never_written):
        """Who edits pays for the writing, once; a reader only reads."""
        assert titles(page(app)) == {"Bäume"}

    def test_is_made_for_a_dataset_without_a_piece(self, app, baeume):
        """After the plugin was added, a table emptied or a backup restored."""
        with model.meta.engine.begin() as connection:
            connection.execute(sa.delete(piece))
        assert titles(page(app)) == {"Bäume"}
        assert model.Session.execute(sa.select(sa.func.count()).select_from(piece)).scalar() == 1


class TestChange:
    @pytest.mark.parametrize(
        "change",
        [
            lambda d: call_action("package_patch", id=d["id"], title="Neu"),
            lambda d: call_action(
                "package_update", **{**call_action("package_show", id=d["id"]), "title": "Neu"}
            ),
            lambda d: call_action("package_revise", match={"id": d["id"]}, update={"title": "Neu"}),
        ],
    )
    def test_of_a_dataset(self, app, baeume, change):
        """Each way of editing shows at once."""
        page(app)
        change(baeume)
        assert titles(page(app)) == {"Neu"}

    def test_past_all_hooks(self, app, baeume):
        """A change that no hook has seen (another program) is noticed by its date."""
        page(app)
        changes = {"title": "Neu", "metadata_modified": sa.func.now()}
        with model.meta.engine.begin() as connection:
            connection.execute(sa.update(model.package_table).values(changes))
        assert titles(page(app)) == {"Neu"}

    def test_of_the_organisations_name(self, app, baeume, paderborn):
        """Its title stands in for a publisher who is not named."""
        other = factories.Organization(name="verein", title="Verein")
        call_action("package_owner_org_update", id=baeume["id"], organization_id=other["id"])
        assert "Verein" in names(page(app))
        call_action("organization_patch", id=other["id"], title="Verein der Bäume")
        assert "Verein der Bäume" in names(page(app))

    def test_of_a_group(self, app, baeume):
        """Assignment to a group changes nothing, and breaks nothing."""
        before = page(app)
        group = factories.Group()
        call_action(
            "member_create",
            id=group["id"],
            object=baeume["id"],
            object_type="package",
            capacity="public",
        )
        assert isomorphic(page(app), before)

    def test_of_a_setting(self, app, baeume, ckan_config, never_written, monkeypatch):
        """Another way of writing makes each piece anew, at the latest when it is read."""
        page(app)
        ckan_config["ckanext.modellregion_owl.feed.compat"] = False
        with pytest.raises(AssertionError, match="written by a reader"):
            pages.load([baeume["id"]], FORMATS["ttl"])
        monkeypatch.undo()
        assert titles(page(app)) == {"Bäume"}


class TestTakedown:
    @pytest.mark.parametrize(
        "take",
        [
            lambda d: call_action("package_patch", id=d["id"], private=True),
            lambda d: call_action("package_delete", id=d["id"]),
            lambda d: call_action("dataset_purge", id=d["id"]),
            lambda d: call_action("bulk_update_private", org_id=d["owner_org"], datasets=[d["id"]]),
            lambda d: call_action("bulk_update_delete", org_id=d["owner_org"], datasets=[d["id"]]),
        ],
    )
    def test_is_out_at_once(self, app, baeume, paderborn, take):
        """Private, deleted, purged: out of the catalogue and of its own address."""
        factories.Dataset(name="bleibt", title="Bleibt", owner_org=paderborn["id"])
        assert titles(page(app)) == {"Bäume", "Bleibt"}
        take(baeume)
        assert titles(page(app)) == {"Bleibt"}
        app.get("/dataset/baeume.ttl", status=404)

    def test_past_index_and_hooks(self, app, baeume, paderborn):
        """The index still names the dataset; CKAN's table decides."""
        factories.Dataset(name="bleibt", title="Bleibt", owner_org=paderborn["id"])
        with model.meta.engine.begin() as connection:
            connection.execute(
                sa.update(model.package_table)
                .where(model.package_table.c.name == "baeume")
                .values(private=True)
            )
        assert titles(page(app)) == {"Bleibt"}
        app.get("/dataset/baeume.ttl", status=404)


class TestSeries:
    def test_appears_and_goes(self, app, baeume):
        """A member's piece follows its series: unknown, public, private again."""
        name = "https://quelle.example/serie"
        call_action("package_patch", id=baeume["id"], in_series=[name])
        link = (None, iri("dcat:inSeries"), URIRef(name))
        assert link not in page(app)
        kind = {"rdf_type": str(iri("dcat:DatasetSeries")), "owner_org": baeume["owner_org"]}
        series = factories.Dataset(name="serie", title="Serie", uri=name, **kind)
        assert link in page(app)
        assert (URIRef(name), TITLE, None) in page(app, "/dataset/baeume.ttl")
        call_action("package_patch", id=series["id"], private=True)
        assert link not in page(app)
        assert link not in page(app, "/dataset/baeume.ttl")


class TestNotWritten:
    def test_keeps_its_last_good_form_and_is_a_finding(self, app, baeume, monkeypatch):
        """A dataset never vanishes because of a value that breaks the writer."""

        def fail(*_args):
            raise ValueError("unlesbar")

        with monkeypatch.context() as patch:
            patch.setattr("ckanext.modellregion_owl.rdf.write.dataset_triples", fail)
            call_action("package_patch", id=baeume["id"], title="Neu")
            assert titles(page(app)) == {"Bäume"}
            rows = model.Session.execute(sa.select(finding.c.rule, finding.c.before)).all()
            assert [tuple(r) for r in rows] == [("feed.not_written", "ValueError: unlesbar")]
        call_action("package_patch", id=baeume["id"], title="Besser")
        assert titles(page(app)) == {"Besser"}
        assert not model.Session.execute(sa.select(finding)).all()

    def test_one_that_never_could_be_written(self, app, baeume, paderborn, monkeypatch):
        """The others stay on the page."""
        made = write.dataset_triples

        def fail(node, dataset, how):
            if dataset["name"] == "kaputt":
                raise ValueError("unlesbar")
            return made(node, dataset, how)

        monkeypatch.setattr(write, "dataset_triples", fail)
        factories.Dataset(name="kaputt", title="Kaputt", owner_org=paderborn["id"])
        assert titles(page(app)) == {"Bäume"}


class TestProcesses:
    def test_the_other_one_sees_the_change(self, app, baeume):
        """A second process edits; this one, which has served the page before, shows it."""
        assert titles(page(app)) == {"Bäume"}
        model.Session.commit()
        program = (
            "import sys\n"
            "from ckan.cli import CKANConfigLoader\n"
            "from ckan.config.middleware import make_app\n"
            "import ckan.plugins.toolkit as tk\n"
            "site = make_app(CKANConfigLoader('test.ini').get_config())\n"
            "with site._wsgi_app.test_request_context():\n"
            "    user = tk.get_action('get_site_user')({'ignore_auth': True}, {})['name']\n"
            "    tk.get_action('package_patch')({'user': user, 'ignore_auth': True},\n"
            "        {'id': sys.argv[1], 'title': 'Von nebenan'})\n"
        )
        subprocess.run(
            [sys.executable, "-c", program, baeume["id"]], check=True, env=os.environ, timeout=120
        )
        model.Session.rollback()
        assert titles(page(app)) == {"Von nebenan"}


class TestRebuild:
    def test_of_the_index_leaves_no_lock(self, app, baeume):
        """Pieces are kept in transactions of their own: another process never waits for a row."""
        rebuild(baeume["id"])
        with model.meta.engine.begin() as connection:
            connection.execute(sa.text("SET LOCAL lock_timeout = '500ms'"))
            connection.execute(sa.update(piece).values(version=""))
