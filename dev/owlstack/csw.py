"""pycsw for the tests: its environment `.dev/csw`, its records, its process on 127.0.0.1."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from owlstack import environment
from owlstack.console import StackError, step
from owlstack.probes import answers
from owlstack.settings import Settings

REQUIREMENTS = "dev/requirements-csw.txt"
SERVER = "dev/csw_server.py"
CAP = 10  # records that an answer holds at most, whatever is asked for (pycsw's own default)

_CONFIG = """\
[server]
home={home}
url={url}/csw
mimetype=application/xml; charset=UTF-8
encoding=UTF-8
language=de-DE
maxrecords={cap}
profiles=apiso
[manager]
transactions=false
[metadata:main]
{metadata}
[metadata:inspire]
enabled=false
[repository]
database=sqlite:///{database}
table=records
"""
# pycsw wants each of them for its capabilities.
_METADATA = (
    *("identification_title", "identification_abstract", "identification_keywords"),
    *("identification_keywords_type", "identification_fees", "identification_accessconstraints"),
    *("provider_name", "provider_url", "contact_name", "contact_position", "contact_address"),
    *("contact_city", "contact_stateorprovince", "contact_postalcode", "contact_country"),
    *("contact_phone", "contact_fax", "contact_email", "contact_url", "contact_hours"),
    *("contact_instructions", "contact_role"),
)


def folder(settings: Settings) -> Path:
    """Return the folder of pycsw's virtual environment."""
    return settings.dev / "csw"


def ensure(settings: Settings) -> None:
    """Install pycsw unless it is there as described.

    :raises StackError: pip failed; says where its words are.
    """
    place = folder(settings)
    stamp = environment.Stamp(settings, "csw", REQUIREMENTS)
    if _admin(settings).exists() and stamp.is_current():
        return
    if not (place / "bin" / "python").exists():
        environment.make_venv(settings, place)
    with step("pycsw in .dev/csw (a minute the first time)"):
        environment.pip(settings, place, "install", "-r", REQUIREMENTS)
        environment.pip(settings, place, "check")
    stamp.put()


@contextmanager
def serve(
    settings: Settings, work: Path, records: Mapping[str, str], operates_on: Mapping[str, str]
) -> Iterator[str]:
    """Serve metadata records by CSW and give the address; everything lies in `work`.

    :param records: file name → XML of one MD_Metadata.
    :param operates_on: fileIdentifier of a service → identifiers of its data. pycsw 2.6.2 has a
        column for them and asks it, but loading records leaves it empty.
    :raises StackError: pycsw can't load a record or does not start.
    """
    url = f"http://127.0.0.1:{_free_port()}"
    config = _prepare(settings, work, url, records)
    _couple(work / "records.db", operates_on)
    log = (work / "pycsw.log").open("ab")
    process = subprocess.Popen(
        [str(folder(settings) / "bin/python"), str(settings.root / SERVER), url, str(config)],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    try:
        _wait(process, url, work / "pycsw.log")
        yield f"{url}/csw"
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def _prepare(settings: Settings, work: Path, url: str, records: Mapping[str, str]) -> Path:
    place = work / "records"
    place.mkdir(parents=True)
    for name, xml in records.items():
        (place / name).write_text(xml, encoding="utf-8")
    config = work / "pycsw.cfg"
    home = _run(settings, "-c", "import pycsw, os; print(os.path.dirname(pycsw.__file__))").strip()
    database = f"/{(work / 'records.db').absolute()}"
    described = "\n".join(f"{name}=Test" for name in _METADATA)
    config.write_text(
        _CONFIG.format(home=home, url=url, cap=CAP, database=database, metadata=described)
    )
    admin = str(_admin(settings))
    _run(settings, admin, "-c", "setup_db", "-f", str(config))
    _run(settings, admin, "-c", "load_records", "-f", str(config), "-p", str(place), "-r")
    with sqlite3.connect(work / "records.db") as database_:
        (loaded,) = database_.execute("SELECT count(*) FROM records").fetchone()
    # load_records says "Done" and exits with 0 even where it could not read a record.
    if loaded != len(records):
        raise StackError(f"pycsw has loaded {loaded} of {len(records)} records")
    return config


def _couple(database: Path, operates_on: Mapping[str, str]) -> None:
    with sqlite3.connect(database) as connection:
        for id_, identifiers in operates_on.items():
            connection.execute(
                "UPDATE records SET operateson = ? WHERE identifier = ?", (identifiers, id_)
            )


def _admin(settings: Settings) -> Path:
    return folder(settings) / "bin" / "pycsw-admin.py"


def _run(settings: Settings, *arguments: str) -> str:
    done = subprocess.run(
        [str(folder(settings) / "bin" / "python"), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StackError(f"pycsw: {done.stdout[-1000:]}{done.stderr[-2000:]}")
    return done.stdout


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + 30
    while not answers(f"{url}/csw?service=CSW&version=2.0.2&request=GetCapabilities"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise StackError(f"pycsw does not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.1)
