"""Services are started once, and only what we started is ended."""

from __future__ import annotations

import json
import os
import socket
import sys

import pytest
from owlstack import process
from owlstack.console import StackError
from owlstack.settings import DEFAULT_PORTS, Settings

pytestmark = pytest.mark.unit

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def settings(tmp_path, free_port):
    settings = Settings(root=tmp_path, ports={**DEFAULT_PORTS, "demo": free_port})
    yield settings
    process.stop(settings, "demo")


def service(command=SLEEP, ready=lambda: True):
    return process.Service("demo", command, ready)


class TestEnsure:
    def test_starts_once(self, settings):
        """A second call finds the process of the first."""
        assert process.ensure(settings, service())
        assert not process.ensure(settings, service())
        assert process.is_running(settings, "demo")

    def test_names_the_variable_of_a_taken_port(self, settings):
        """A port that another program holds is said, with the way out."""
        with socket.socket() as other:
            other.bind(("127.0.0.1", settings.ports["demo"]))
            other.listen()
            with pytest.raises(StackError, match="MODELLREGION_DEMO_PORT"):
                process.ensure(settings, service())

    def test_shows_the_last_words(self, settings):
        """A service that ends at once is reported with the end of its log."""
        dying = (sys.executable, "-c", "raise SystemExit('no disk left')")
        with pytest.raises(StackError, match="no disk left"):
            process.ensure(settings, service(dying, lambda: False))


class TestStop:
    def test_ends_what_we_started(self, settings):
        """The process is gone afterwards."""
        process.ensure(settings, service())
        pid = json.loads((settings.run / "demo.pid").read_text())["pid"]
        assert process.stop(settings, "demo")
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    def test_leaves_a_stranger_alone(self, settings):
        """A pid that another process has got since (after a reboot) is not ours."""
        settings.run.mkdir(parents=True)
        (settings.run / "demo.pid").write_text(json.dumps({"pid": os.getpid(), "started": "1"}))
        assert not process.stop(settings, "demo")
