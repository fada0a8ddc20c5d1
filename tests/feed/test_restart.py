"""A crawl of a real server that ends and begins again between two pages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from ckan.tests import factories
from ckan.tests.helpers import call_action

sys.path.append(str(Path(__file__).parent))
from govdata_client import Portal, harvest

pytestmark = [
    pytest.mark.stack,
    pytest.mark.long,
    pytest.mark.usefixtures("clean_stack"),
]
ROOT = Path(__file__).resolve().parents[2]
INI = """\
[app:main]
use = config:{root}/test.ini
ckan.site_url = {url}
ckanext.modellregion_owl.feed.page_size = 2
ckanext.modellregion_owl.feed.refresh_seconds = 0
"""


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def served(ini: Path, url: str) -> Iterator[None]:
    """Run CKAN in a process of its own, until it is told to end."""
    options = ("--disable-reloader", "--host", "127.0.0.1", "--port", url.rpartition(":")[2])
    command = [str(Path(sys.executable).with_name("ckan")), "-c", str(ini), "run", *options]
    process = subprocess.Popen(
        command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"{url}/api/3/action/status_show", process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(url, timeout=60).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


def ask(method: str, url: str):
    answer = requests.request(method, url, headers={"Accept": "*/*"}, timeout=120)
    return answer.status_code, answer.headers, answer.content


class TestRestart:
    def test_the_crawl_goes_on_where_it_was(self, tmp_path):
        """The client's next page is there in the new process, of the catalogue that it began."""
        organisation = factories.Organization(name="stadt-paderborn")["id"]
        made = [
            factories.Dataset(name=f"satz-{n}", title=f"Satz {n}", owner_org=organisation)["id"]
            for n in range(7)
        ]
        url = f"http://127.0.0.1:{free_port()}"
        ini = tmp_path / "site.ini"
        ini.write_text(INI.format(root=ROOT, url=url), encoding="utf-8")
        portal = Portal()
        servers = [served(ini, url)]
        servers[0].__enter__()
        try:
            feed = f"{url}/catalog.rdf"
            assert len(harvest(portal, feed, ask).created) == 7
            ids, asked = portal.ids(), []

            def restart_before_page_3(method: str, page: str):
                asked.append((method, page))
                if len(asked) == 5:  # HEAD and GET of two pages have been answered
                    servers.pop().__exit__(None, None, None)
                    call_action("package_patch", id=sorted(made)[5], title="Neu")
                    servers.append(served(ini, url))
                    servers[0].__enter__()
                return ask(method, page)

            job = harvest(portal, feed, restart_before_page_3)
            named = {page.partition("generation=")[2].partition("&")[0] for page in job.pages[1:]}
            assert (job.failed, job.counts(), len(job.pages), len(named)) == ("", (0, 0, 0), 4, 1)
            assert portal.ids() == ids
            # The edit comes with the next crawl, and the one behind it changes nothing.
            assert harvest(portal, feed, ask).counts() == (0, 1, 0)
            assert harvest(portal, feed, ask).counts() == (0, 0, 0)
            assert portal.ids() == ids
        finally:
            for one in servers:
                one.__exit__(None, None, None)
