"""Solr from Maven Central, served by its own Jetty on loopback; one core per slot."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

from owlstack.console import StackError, step
from owlstack.probes import answers
from owlstack.process import Service, ensure, stop
from owlstack.settings import Settings

EMPTY_LISTS = ("synonyms.txt", "protwords.txt", "stopwords.txt")


def install(settings: Settings) -> None:
    """Fetch Solr's libraries once per version (151 files, about 107 MB)."""
    done = _library(settings) / ".complete"
    if "solr" in settings.external or done.exists():
        return
    with step(f"Solr {_version(settings)} from Maven Central"):
        command = ["mvn", "-B", "-q", "-f", str(_sources(settings) / "pom.xml")]
        command += ["dependency:copy-dependencies", f"-DoutputDirectory={_library(settings)}"]
        result = subprocess.run(
            [*command, "-DincludeScope=runtime"],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if result.returncode:
            raise StackError(f"Maven could not fetch Solr:\n{result.stdout[-3000:]}")
        done.touch()


def start(settings: Settings) -> None:
    """Write the Solr home with CKAN's own schema and start Solr; nothing for an external one."""
    if "solr" in settings.external:
        return
    install(settings)
    _write_home(settings)
    sources = _sources(settings)
    command = (
        *("java", "-Xms128m", "-Xmx512m", "-XX:+UseSerialGC"),
        *(f"-Dsolr.install.dir={settings.dev / 'solr'}", "-Dsolr.log.muteconsole=false"),
        f"-Dlog4j2.configurationFile={sources / 'log4j2.xml'}",
        *("-cp", f"{_library(settings)}/*", str(sources / "SolrServer.java")),
        *(str(_home(settings)), str(settings.ports["solr"])),
    )
    ensure(settings, Service("solr", command, lambda: answers(_admin(settings)), seconds=120))


def halt(settings: Settings) -> bool:
    """End Solr if we started it."""
    return stop(settings, "solr")


def url(settings: Settings, slot: str) -> str:
    """Return the address of the slot's core."""
    return f"{_base(settings)}/owl_{slot}"


def ensure_core(settings: Settings, slot: str) -> bool:
    """Create the slot's core if it is missing; return whether it was created."""
    name = f"owl_{slot}"
    if _ask(settings, {"action": "STATUS", "core": name})["status"].get(name):
        return False
    if "solr" in settings.external:
        raise StackError(
            f"Your Solr has no core “{name}”. Create it with CKAN's schema.xml "
            f"(ckan/config/solr/schema.xml) and dev/solr/solrconfig.xml."
        )
    _ask(settings, {"action": "CREATE", "name": name, "configSet": "ckan"})
    return True


def remove(settings: Settings) -> None:
    """Delete all cores; the libraries stay."""
    shutil.rmtree(_home(settings), ignore_errors=True)


def _sources(settings: Settings) -> Path:
    return settings.root / "dev" / "solr"


def _version(settings: Settings) -> str:
    match = re.search(r"<solr.version>(.+?)<", (_sources(settings) / "pom.xml").read_text())
    if not match:
        raise StackError("dev/solr/pom.xml names no solr.version")
    return match[1]


def _library(settings: Settings) -> Path:
    return settings.dev / "solr" / f"lib-{_version(settings)}"


def _home(settings: Settings) -> Path:
    return settings.dev / "solr" / "home"


def _base(settings: Settings) -> str:
    return settings.external.get("solr") or f"{settings.url('solr')}/solr"


def _admin(settings: Settings) -> str:
    return f"{_base(settings)}/admin/cores?action=STATUS&wt=json"


def _write_home(settings: Settings) -> None:
    """Put CKAN's schema, as it is installed, beside our configuration in one config set."""
    found = list(settings.venv.glob("lib/python3*/site-packages/ckan/config/solr/schema.xml"))
    if not found:
        raise StackError("CKAN's Solr schema is missing: is CKAN installed in .dev/venv?")
    conf = _home(settings) / "configsets" / "ckan" / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_sources(settings) / "solr.xml", _home(settings) / "solr.xml")
    shutil.copyfile(_sources(settings) / "solrconfig.xml", conf / "solrconfig.xml")
    shutil.copyfile(found[0], conf / "schema.xml")
    for name in EMPTY_LISTS:
        (conf / name).touch()


def _ask(settings: Settings, question: dict[str, str]) -> dict:
    query = urlencode({**question, "wt": "json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{_base(settings)}/admin/cores?{query}", timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise StackError(f"Solr refused {question}: {error.read().decode()[:2000]}") from error
    except OSError as error:
        raise StackError(f"Solr does not answer at {_base(settings)}: {error}") from error
