"""The commands of dev/stack.py. Each takes the settings and returns an exit code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence

from owlstack import (
    cluster,
    csw,
    environment,
    neighbours,
    postgres,
    prerequisites,
    process,
    redis,
    site,
    slots,
    solr,
)
from owlstack.console import say, step
from owlstack.settings import Settings

# CKAN's pytest plugin loads the whole site before the first test and so needs the database.
# Without it there is no --ckan-ini either; the other options are those of pyproject.toml.
WITHOUT_CKAN = ("-p", "no:ckan", "-o", "addopts=--import-mode=importlib --strict-markers")
SERVICES = ("site", "demo", "solr", "redis", "postgres")


def up(settings: Settings) -> int:
    """Install what is missing and start PostgreSQL, Redis and Solr."""
    slots.up(settings)
    say("The services run; logs are in .dev/logs/. End them with: make stop")
    return 0


def stop(settings: Settings) -> int:
    """End the services that we started, and only those."""
    with slots.lock(settings):
        for name in ("site", "demo"):
            process.stop(settings, name)
        solr.halt(settings)
        redis.halt(settings)
        postgres.halt(settings)
    return 0


def status(settings: Settings) -> int:
    """Print what runs."""
    for name in SERVICES:
        if name in settings.external:
            say(f"{name:9} yours")
        elif process.is_running(settings, name):
            say(f"{name:9} runs on 127.0.0.1:{settings.ports[name]}")
        else:
            say(f"{name:9} –")
    return 0


def clean(settings: Settings) -> int:
    """Stop everything and delete databases, indexes and the demo site; installations stay."""
    stop(settings)
    with slots.lock(settings), step("delete databases, indexes and the demo site"):
        cluster.remove(settings)
        solr.remove(settings)
        redis.remove(settings)
        site.forget(settings)
        shutil.rmtree(settings.dev / "storage", ignore_errors=True)
    return 0


def test(settings: Settings, arguments: Sequence[str], fresh: bool = False, jobs: int = 1) -> int:
    """Run pytest in the slot's own database, index and Redis database.

    `fresh` drops the slot's databases first, for a migration that was edited in place; `jobs`
    processes share the test files, each in a slot of its own (`test`, `test_2` …).
    """
    slots.up(settings)
    with slots.lock(settings):
        csw.ensure(settings)
        neighbours.ensure(settings)
    names = [settings.slot, *(f"{settings.slot}_{number}" for number in range(2, jobs + 1))]
    if fresh:
        for name in names:
            postgres.drop_database(settings, f"owl_{name}")
    environs = [slots.ensure(settings, name) for name in names]
    if jobs == 1:
        return _pytest(settings, environs[0], arguments)
    # tests/conftest.py gives each of xdist's processes its slot.
    shares = {f"gw{number}": environ for number, environ in enumerate(environs)}
    shared = {**environs[0], "MODELLREGION_TEST_SLOTS": json.dumps(shares)}
    split = ["--numprocesses", str(jobs), "--dist", "loadfile", "--no-loadscope-reorder"]
    return _pytest(settings, shared, [*split, *arguments])


def test_unit(settings: Settings, arguments: Sequence[str]) -> int:
    """Run the tests that need no service, without starting one."""
    with slots.lock(settings):
        prerequisites.ensure(settings, browser=False)
        environment.ensure(settings)
    return _pytest(settings, {}, [*WITHOUT_CKAN, "-m", "unit and not long", *arguments])


def _pytest(settings: Settings, environ: dict[str, str], arguments: Sequence[str]) -> int:
    say(f"→ pytest in slot “{settings.slot}”")
    return environment.run(settings, ["python", "-m", "pytest", *arguments], environ)


def docs(settings: Settings) -> int:
    """Write the documentation to .dev/docs; a link that leads nowhere fails."""
    with slots.lock(settings):
        prerequisites.ensure(settings, browser=False)
        environment.ensure(settings)
    quiet = {"NO_MKDOCS_2_WARNING": "1"}
    code = environment.run(settings, ["mkdocs", "build", "--quiet"], quiet)
    if not code:
        say(f"✓ documentation in {settings.dev.name}/docs/index.html")
    return code


def bench(settings: Settings, arguments: Sequence[str]) -> int:
    """Run dev/bench.py in the slot `bench`."""
    return _in_bench(settings, "dev/bench.py", arguments)


def load(settings: Settings, arguments: Sequence[str]) -> int:
    """Run dev/load.py in the slot `bench`."""
    return _in_bench(settings, "dev/load.py", arguments)


def _in_bench(settings: Settings, script: str, arguments: Sequence[str]) -> int:
    """Run a script with CKAN's environment of the slot."""
    slots.up(settings)
    environ = slots.ensure(settings, "bench")
    return environment.run(settings, ["python", script, *arguments], environ)


def lint(settings: Settings) -> int:
    """Run ruff, ruff format and mypy; all three, whatever the first says."""
    with slots.lock(settings):
        prerequisites.ensure(settings, browser=False)
        environment.ensure(settings)
    codes = [
        environment.run(settings, ["ruff", "check", "."]),
        environment.run(settings, ["ruff", "format", "--check", "."]),
        environment.run(settings, ["mypy"]),
    ]
    return int(any(codes))
