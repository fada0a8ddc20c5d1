"""The demo site: configuration, tables, administrator, server process."""

from __future__ import annotations

import hashlib
import json
import secrets
import subprocess
from pathlib import Path

from owlstack import probes, process, slots
from owlstack.console import StackError, step
from owlstack.settings import Settings

SLOT = "site"
# A change in one of these needs a new process: CKAN reads them once.
WATCHED = ("ckanext", "schemas", "i18n")


def prepare(settings: Settings) -> None:
    """Bring configuration file, tables and administrator up to date; quick when they are."""
    text = _own_settings(settings, slots.ensure(settings, SLOT))
    stamp = settings.run / "site.stamp"
    wanted = _digest(settings, text)
    if settings.ini.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    with step("configuration .dev/ckan.ini"):
        _write_ini(settings, text)
    with step("database tables"):
        ckan(settings, "db", "upgrade")
    if not _login_file(settings).exists():
        with step("administrator"):
            _create_admin(settings)
    stamp.write_text(wanted)


def start(settings: Settings) -> None:
    """Start the site; start it anew when its code is newer than its process."""
    pid_file = settings.run / "site.pid"
    if pid_file.exists() and _newest_change(settings) > pid_file.stat().st_mtime:
        process.stop(settings, "site")
    command = (
        *(settings.bin("ckan"), "-c", str(settings.ini), "run", "--threaded"),
        *("--disable-reloader", "--disable-debugger"),
        *("--host", "127.0.0.1", "--port", str(settings.ports["site"])),
    )
    address = f"{settings.url('site')}/api/3/action/status_show"
    service = process.Service("site", command, lambda: probes.answers(address), seconds=120)
    process.ensure(settings, service)


def ckan(settings: Settings, *arguments: str, show: bool = False) -> int:
    """Run the site's `ckan`; return its exit code.

    With `show` its output goes to the screen and the caller judges the code. Otherwise a failure
    raises `StackError` with the end of the output.
    """
    command = [settings.bin("ckan"), "-c", str(settings.ini), *arguments]
    done = subprocess.run(
        command,
        cwd=settings.root,
        capture_output=not show,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if done.returncode and not show:
        said = f"{done.stdout}{done.stderr}"[-3000:]
        raise StackError(f"“ckan {' '.join(arguments[:2])}” failed:\n{said}")
    return done.returncode


def login(settings: Settings) -> dict[str, str]:
    """Return name and password of the administrator."""
    return json.loads(_login_file(settings).read_text())


def forget(settings: Settings) -> None:
    """Delete configuration and login, after the database has gone."""
    for path in (settings.ini, _login_file(settings), settings.run / "site.stamp"):
        path.unlink(missing_ok=True)


def _own_settings(settings: Settings, environ: dict[str, str]) -> str:
    """Return dev/site.ini with the addresses of this machine."""
    local = {
        "sqlalchemy.url": environ["CKAN_SQLALCHEMY_URL"],
        "solr_url": environ["CKAN_SOLR_URL"],
        "ckan.redis.url": environ["CKAN_REDIS_URL"],
        "ckan.site_id": environ["CKAN_SITE_ID"],
        "ckan.storage_path": environ["CKAN_STORAGE_PATH"],
        "ckan.site_url": settings.url("site"),
    }
    lines = "".join(f"{key} = {value}\n" for key, value in local.items())
    text = (settings.root / "dev" / "site.ini").read_text()
    return text.replace("[app:main]\n", f"[app:main]\n{lines}", 1)


def _write_ini(settings: Settings, text: str) -> None:
    """Merge `text` into the generated file; the secrets in it are made once and stay."""
    if not settings.ini.exists():
        settings.ini.touch(mode=0o600)
        _tool(settings, "generate", "config", str(settings.ini))
    merge = settings.run / "site-settings.ini"
    merge.touch(mode=0o600)
    merge.write_text(text)
    _tool(settings, "config-tool", str(settings.ini), "-f", str(merge))


def _tool(settings: Settings, *arguments: str) -> None:
    command = [settings.bin("ckan"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackError(f"“ckan {arguments[0]}” failed:\n{done.stdout}{done.stderr}")


def _create_admin(settings: Settings) -> None:
    password = secrets.token_urlsafe(12)
    details = ("email=admin@example.org", f"password={password}")
    ckan(settings, "user", "add", "admin", *details)
    ckan(settings, "sysadmin", "add", "admin")
    path = _login_file(settings)
    path.touch(mode=0o600)
    path.write_text(json.dumps({"name": "admin", "password": password}))


def _login_file(settings: Settings) -> Path:
    return settings.dev / "demo-login.json"


def _digest(settings: Settings, text: str) -> str:
    """Return a mark of all that the prepared site depends on: settings, packages, migrations."""
    versions = settings.root / "ckanext/modellregion_owl/migration"
    digest = hashlib.sha256(text.encode())
    digest.update((settings.run / "python.stamp").read_bytes())
    for path in sorted(versions.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _newest_change(settings: Settings) -> float:
    """Return the time of the youngest file that CKAN reads only at its start."""
    paths = [settings.ini]
    for name in WATCHED:
        paths += (path for path in (settings.root / name).rglob("*") if path.is_file())
    return max(path.stat().st_mtime for path in paths if path.suffix != ".pyc")
