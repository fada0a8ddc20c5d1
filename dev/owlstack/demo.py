"""`make demo`: the whole site with harvested sample catalogues."""

from __future__ import annotations

from owlstack import probes, process, site, slots
from owlstack.console import say, step
from owlstack.settings import Settings


def run(settings: Settings) -> int:
    """Install, start, initialise, harvest; print addresses and a login.

    Returns 1 when a source could not be harvested: the site runs all the same.
    """
    slots.up(settings)
    site.prepare(settings)
    _start_sources(settings)
    with step("organisations, model projects and sources"):
        site.ckan(settings, "modellregion", "init", "--demo-url", settings.url("demo"))
    say("→ harvest the sample catalogues …")
    failed = site.ckan(settings, "modellregion", "harvest", show=True)
    site.start(settings)
    _tell(settings)
    if failed:
        say("✗ At least one source could not be harvested, see above.")
    return int(bool(failed))


def _start_sources(settings: Settings) -> None:
    """Serve the sample catalogues of the municipalities on loopback."""
    folder = settings.root / "dev"
    port = str(settings.ports["demo"])
    command = (settings.bin("python"), str(folder / "replay.py"), "--port", port)
    process.ensure(
        settings,
        process.Service(
            "demo",
            (*command, str(folder / "demo")),
            lambda: probes.answers(settings.url("demo")),
        ),
    )


def _tell(settings: Settings) -> None:
    home = settings.url("site")
    login = site.login(settings)
    say(
        f"\n  Site            {home}/\n"
        f"  Model projects  {home}/modellprojekte\n"
        f"  Feed            {home}/catalog.ttl\n"
        f"  Login           {home}/user/login   {login['name']} / {login['password']}\n"
        f"\n  Command line: dev/ckan modellregion --help\n"
        f"  End it with:  make stop\n"
    )
