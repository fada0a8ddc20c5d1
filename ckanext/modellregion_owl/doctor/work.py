"""Checks of what must happen again and again: harvests, lists, files; seen by what they leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import wraps
from pathlib import Path

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.doctor.check import Answer, good, look, wrong
from ckanext.modellregion_owl.texts import translate as _

LATE = timedelta(hours=1)  # cron asks every few minutes whether a harvest is to begin
NIGHT = timedelta(hours=26)


def _with(plugin: str) -> Callable[[Callable[[], Answer]], Callable[[], Answer]]:
    """Ask only where a plugin is switched on and the tables stand."""

    def wrap(ask: Callable[[], Answer]) -> Callable[[], Answer]:
        @wraps(ask)
        def asked() -> Answer:
            if not p.plugin_loaded(plugin):
                return good(_("not switched on"))
            try:
                return ask()
            except sa.exc.SQLAlchemyError:
                model.Session.rollback()
                return wrong(_("The tables are missing or the database does not answer."))

        return asked

    return wrap


@_with("modellregion_owl_harvest")
def harvest_jobs() -> Answer:
    """Look for harvests that were ordered and that nobody began: cron does not run."""
    from ckanext.harvest.model import HarvestJob

    from ckanext.modellregion_owl.harvest.frame.moment import now

    before = now() - LATE
    waiting = sa.select(sa.func.count()).select_from(HarvestJob)
    waiting = waiting.where(HarvestJob.status == "New", HarvestJob.created < before)
    number = model.Session.execute(waiting).scalar_one()
    if number:
        return wrong(_("{n} ordered more than an hour ago and not begun").format(n=number))
    return good(_("none waits"))


@_with("modellregion_owl_feed")
def feed_list() -> Answer:
    """Look whether the feed has a list of datasets, and whether it waits for an answer."""
    from ckanext.modellregion_owl.feed import generations, guard

    if not generations.usable():
        return look(_("a plugin says who may see what: there is no fixed list"))
    newest = next(iter(generations.kept()), None)
    if newest is None:
        return wrong(_("nothing is built yet"))
    if held := guard.held():
        return look(_("{n} datasets have left at once and wait for an answer").format(n=len(held)))
    return good(_("list {number}").format(number=newest))


@_with("modellregion_owl")
def morning_mail() -> Answer:
    """Look whether somebody is told of what breaks: mailboxes, mail server, test mail."""
    from ckanext.modellregion_owl.desk import morning

    if hindrance := morning.hindrance():
        return look(hindrance)
    return good(_("ready"))


@_with("modellregion_owl_feed")
def dump() -> Answer:
    """Look how old the file with the whole catalogue is: cron makes it every night."""
    folder = Path(str(tk.config.get("ckan.storage_path") or "")) / "modellregion_dump"
    times = [file.stat().st_mtime for file in folder.glob("*.gz")] if folder.is_dir() else []
    if not times:
        return look(_("there is none yet"))
    newest = datetime.fromtimestamp(max(times), timezone.utc)
    said = newest.isoformat(timespec="minutes")
    return good(said) if datetime.now(timezone.utc) - newest < NIGHT else look(said)
