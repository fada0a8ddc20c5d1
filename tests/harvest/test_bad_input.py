"""Bad input: a clear message, nothing deleted, other sources go on (issue 3)."""

from __future__ import annotations

import gzip

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

HTML = b"<!DOCTYPE html><html><head><title>Wartung</title></head><body>bald</body></html>"


@pytest.fixture
def harvested(feed, make_source, turtle, run):
    """A source whose two datasets were harvested once."""
    source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1), turtle.dataset(2))))
    assert run(source).added == 2
    return source


BROKEN = {
    "empty": ({"body": b""}, "leer"),
    "truncated": (
        {"body": b'<http://a.example> <http://b.example> "c" .\n<http://a'},
        "abgeschnitten",
    ),
    "not RDF": ({"body": b"name;wert\n1;2\n", "content_type": "text/csv"}, "text/csv"),
    "HTML with 200": ({"body": HTML, "content_type": "text/html"}, "Webseite statt Daten"),
    "404": ({"body": b"", "status": 404}, "404"),
    "500": ({"body": b"", "status": 500}, "500"),
    "no dataset": ({"body": b'<http://a.example> <http://b.example> "c" .'}, "keinen einzigen"),
    "body breaks off": ({"body": b"x" * 5000, "cut": 100}, "Verbindung"),
}


class TestUnreadableSource:
    def test_message_and_nothing_changes(self, feed, harvested, run, packages):
        """The run fails with a sentence in German that names the cause; all datasets stay."""
        before = packages()
        for case, (more, expected) in BROKEN.items():
            feed.put("/1", **more)
            report = run(harvested)
            assert report.state.value in ("failed", "held"), case
            assert expected in str(report.message), case
            assert report.counts() == dict.fromkeys(report.counts(), 0), case
        assert packages() == before

    def test_slow(self, feed, harvested, run, packages, ckan_config):
        """A server that sends nothing counts as unreachable after the timeout."""
        ckan_config["ckanext.modellregion_owl.harvest.timeout"] = 1
        feed.put("/1", b"x", delay=3)
        report = run(harvested)
        assert report.state.value == "failed"
        assert "antwortet nicht" in str(report.message)
        assert len(packages()) == 2

    def test_too_large(self, feed, harvested, run, ckan_config):
        """A page above the limit is refused while it is being read, packed or not."""
        ckan_config["ckanext.modellregion_owl.harvest.max_page_bytes"] = 2_000_000
        feed.put("/1", gzip.compress(b" " * 3_000_000))
        feed.routes["/1"].headers["Content-Encoding"] = "gzip"
        report = run(harvested)
        assert "größer als" in str(report.message)

    def test_job_shows_the_message(self, feed, harvested, run):
        """A failed run is not a green one on ckanext-harvest's screen."""
        import ckan.plugins.toolkit as tk

        feed.put("/1", HTML, "text/html")
        run(harvested)
        status = tk.get_action("harvest_source_show_status")(
            {"ignore_auth": True}, {"id": harvested["id"]}
        )
        assert status["last_job"]["stats"]["errored"] == 1
        assert "Webseite" in status["last_job"]["gather_error_summary"][0]["message"]


class TestPassingFault:
    def test_500_then_200(self, feed, harvested, run, turtle, reply):
        """A passing fault is tried again and leaves no trace."""
        good = reply(turtle.catalogue(turtle.dataset(1), turtle.dataset(2)))
        feed.routes["/1"] = [reply(status=500), reply(status=503), good]
        assert run(harvested).unchanged == 2

    def test_gzip(self, feed, harvested, run, turtle):
        """A packed answer is read."""
        body = turtle.catalogue(turtle.dataset(1), turtle.dataset(2))
        feed.put("/1", gzip.compress(body))
        feed.routes["/1"].headers["Content-Encoding"] = "gzip"
        assert run(harvested).unchanged == 2


class TestWalkThatEndsEarly:
    def test_second_page_fails(self, feed, harvested, run, turtle, packages):
        """What came before is written, what is missing stays."""
        feed.put("/1", turtle.catalogue(turtle.dataset(3), next_page="/2"))
        feed.put("/2", HTML, "text/html")
        report = run(harvested)
        assert report.state.value == "incomplete"
        assert report.added == 1
        assert len(packages()) == 3

    def test_pages_in_a_circle(self, feed, harvested, run, turtle):
        """A link back to a page that was read ends the walk as incomplete."""
        feed.put("/1", turtle.catalogue(turtle.dataset(1), next_page="/2"))
        feed.put("/2", turtle.catalogue(turtle.dataset(2), next_page="/1"))
        report = run(harvested)
        assert report.state.value == "incomplete"
        assert "im Kreis" in str(report.message)
        assert report.unchanged == 2

    def test_page_that_repeats(self, feed, harvested, run, turtle, reply):
        """A server that gives the same page under new addresses does not run for ever."""
        page = turtle.catalogue(turtle.dataset(1), next_page="/2")
        feed.put("/1", page)
        feed.put("/2", page)
        assert run(harvested).state.value == "incomplete"

    def test_paging_switched_off(self, feed, make_source, run, turtle):
        """With `"paging": false` only the first page is read, and counts as all."""
        page = turtle.catalogue(turtle.dataset(7), next_page="/nowhere")
        source = make_source(feed.put("/7", page), name="eine-seite", paging=False)
        report = run(source)
        assert (report.state.value, report.added) == ("finished", 1)


class TestOtherSources:
    def test_go_on(self, feed, make_source, turtle):
        """A source that fails does not stop the next."""
        from ckanext.modellregion_owl.harvest.pipeline import harvest

        bad = make_source(feed.put("/bad", HTML, "text/html"), name="schlecht")
        good = make_source(feed.put("/good", turtle.catalogue(turtle.dataset(1))), name="gut")
        states = [r.state.value for r in map(harvest, (bad, good))]
        assert states == ["failed", "finished"]
