"""Where personal data can lie: one table, for the data protection officer's page and command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.exceptions import N_
from ckanext.modellregion_owl.model import curation_log


class Kind(str, Enum):
    """What holds the data."""

    TABLE = "table"
    FILE = "file"
    LOG = "log"
    QUEUE = "queue"
    INDEX = "index"
    MAIL = "mail"


@dataclass(frozen=True)
class Place:
    """A place; `what`, `kept` (how long) and `purge` (how it is emptied) are msgids.

    `tables` are the names of the tables that it stands for.
    """

    name: str
    kind: Kind
    what: str
    kept: str
    purge: str
    tables: tuple[str, ...] = ()


def _place(name: str, kind: Kind, what: str, kept: str, purge: str, tables: str = "") -> Place:
    return Place(name, kind, what, kept, purge, tuple(tables.split()))


_WITH = N_("as long as the dataset")
_BLOCK = N_("“Block at once” empties it for the dataset, or ckan modellregion block DATASET")
_SYSTEM = N_("by the operator's rules for logs")

PLACES: tuple[Place, ...] = (
    _place(
        "users", Kind.TABLE,
        N_("Accounts of those who edit: name, mail address, last login."),
        N_("until an administrator deletes the account"),
        N_("ckan user remove NAME"),
        "user api_token dashboard user_following_dataset user_following_user user_following_group",
    ),
    _place(
        "datasets", Kind.TABLE,
        N_("Contacts in datasets. The harvester leaves persons out; what people write stays."),
        N_("until the dataset is deleted for good"), _BLOCK,
        "package resource package_tag tag package_extra package_relationship",
    ),
    _place(
        "originals", Kind.TABLE, N_("What sources have said, without persons."), _WITH, _BLOCK,
        "modellregion_original modellregion_record modellregion_batch modellregion_page",
    ),
    _place(
        "feed", Kind.TABLE, N_("Texts of the catalogue for other portals, of several days."),
        N_("the last five catalogues; what a client has read, for a day"), _BLOCK,
        "modellregion_piece modellregion_piece_body modellregion_generation "
        "modellregion_generation_page modellregion_feed_leaver",
    ),
    _place(
        "findings", Kind.TABLE, N_("What was noticed about values, and reports of runs."),
        N_("until the next run; reports of the last runs"), _BLOCK,
        "modellregion_finding modellregion_run modellregion_outcome modellregion_loss "
        "modellregion_check modellregion_check_finding",
    ),
    _place(
        "harvest", Kind.TABLE, N_("Jobs and objects of the harvesting extension."),
        N_("until an administrator clears the source"), N_("ckan harvester source clear NAME"),
        "harvest_source harvest_job harvest_object harvest_object_extra harvest_object_error "
        "harvest_gather_error harvest_log",
    ),
    _place(
        "decisions", Kind.TABLE,
        N_("Who has changed, decided or blocked what, when and why."),
        N_("until the names are taken out"),
        N_("ckan modellregion personal-data purge --days N"),
        "modellregion_curation_log modellregion_overlay modellregion_curation_rule "
        "modellregion_curation_choice modellregion_block",
    ),
    _place(
        "activity", Kind.TABLE, N_("Copies of datasets with the account that has changed them."),
        N_("without end, unless the operator deletes them"), _BLOCK, "activity activity_detail",
    ),
    _place(
        "index", Kind.INDEX, N_("Datasets in the search."), _WITH, _BLOCK,
    ),
    _place(
        "files", Kind.FILE,
        N_("Uploaded files below ckan.storage_path; packed catalogues (modellregion_dump)."),
        N_("uploads: as long as the file's entry; catalogues: until the next night"),
        N_("delete the file's entry; “Block at once” deletes the packed catalogues"),
    ),
    _place(
        "queues", Kind.QUEUE,
        N_("Redis: waiting jobs (ids only), the last check for GovData, sessions."),
        N_("until the job is done; the check 30 days"), N_("ckan jobs clear"),
    ),
    _place(
        "server", Kind.LOG, N_("Logs of the web server: addresses of visitors."), _SYSTEM, _SYSTEM,
    ),
    _place(
        "application", Kind.LOG, N_("Logs of the application: accounts, ids, faults."), _SYSTEM,
        _SYSTEM,
    ),
    _place(
        "questions", Kind.MAIL,
        N_("Questions of visitors go to the office's mailbox; the portal keeps nothing."),
        N_("by the office's rules"), N_("in the mailbox"),
    ),
    _place(
        "notices", Kind.MAIL, N_("Notices to functional mailboxes: numbers and links only."),
        N_("by the office's rules"), N_("in the mailbox"),
    ),
    _place(
        "backups", Kind.FILE, N_("Backups of database and files hold all of this."),
        N_("by the operator's rules for backups"),
        N_("after a restored backup: blocks that came later must be set again"),
    ),
)  # fmt: skip

# Tables of ours without anything about people or said by them: settings, marks, numbers.
IMPERSONAL = (
    "modellregion_link",
    "modellregion_link_use",
    "modellregion_quality_day",
)

Counted = tuple[Place, int | None]


def counted() -> Iterator[Counted]:
    """Yield the places, with the number of rows for those that are tables of this site; one query.

    Estimated by PostgreSQL: exact numbers of large tables would take long.
    """
    query = sa.text("SELECT relname, greatest(reltuples, 0) FROM pg_class WHERE relkind = 'r'")
    rows = {name: int(number) for name, number in model.Session.execute(query)}
    for place in PLACES:
        known = [rows[name] for name in place.tables if name in rows]
        yield place, sum(known) if known else None


def purge_names(days: int) -> int:
    """Take the accounts out of decisions that are older; return how many. Commits."""
    before = datetime.now(timezone.utc) - timedelta(days=days)
    old = (curation_log.c.created < before) & (curation_log.c.user_id != "")
    result = model.Session.execute(sa.update(curation_log).where(old).values(user_id=""))
    model.Session.commit()
    return int(result.rowcount)
