"""What the desk shows: causes, who looks, and what a room does that adds causes of its own.

A provider is a module with

    PREFIX: str                                          # all its keys begin with it, e.g. "links."
    def queries(scope: Scope) -> Queries: ...            # what it must know, by any name
    def causes(scope: Scope, rows: Rows) -> Iterable[Cause]: ... # from the rows of these queries
    def affected(scope: Scope, key: str) -> Iterable[Affected]: ...   # optional: the datasets

listed in `desk/providers.py`. The queries of all providers are one statement (desk/together.py).
Texts are in the reader's language (texts.translate: they are asked for in mails and on the command
line too).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ckanext.modellregion_owl.desk.together import Queries, Rows
from ckanext.modellregion_owl.findings import Severity


@dataclass(frozen=True)
class Scope:
    """Who looks, and at what.

    `organisations`: ids of those whose datasets the user may edit; None: all. The other three are
    filters, "" or None for none: ids of an organisation and of a source, and the effect.
    """

    user: str
    organisations: tuple[str, ...] | None = None
    organisation: str = ""
    source: str = ""
    effect: Severity | None = None

    def wanted(self) -> tuple[str, ...] | None:
        """Return the ids of the organisations to look at, None for all; for a query's WHERE."""
        if not self.organisation:
            return self.organisations
        if self.organisations is None or self.organisation in self.organisations:
            return (self.organisation,)
        return ()

    def shows(self, cause: Cause) -> bool:
        """Tell whether a cause is this user's business and passes the filters.

        A cause of no organisation is the business of those who see all.
        """
        if self.organisations is not None and cause.organisation not in self.organisations:
            return False
        return (
            self.organisation in ("", cause.organisation)
            and self.source in ("", cause.source)
            and self.effect in (None, cause.effect)
        )


@dataclass(frozen=True)
class Step:
    """The one thing to do next: what the button says (a verb), and its address."""

    label: str
    url: str


@dataclass(frozen=True)
class Cause:
    """One line of the desk: one cause, however many datasets it has.

    `key` names the cause for notes and acceptances and must stay the same from day to day: no
    number and no date in it; `<prefix><rule>:<source or organisation>`. `count` is the number in
    `text` ("212 files have no licence"), by which causes of one effect are ordered. `detail` is
    one short sentence below it. `organisation` and `source` are ids, "" where they do not apply;
    `question`: somebody must decide, it is no fault. `datasets_url`: where to see the datasets, ""
    when `affected` tells them or there are none.
    """

    key: str
    effect: Severity
    count: int
    text: str
    step: Step
    detail: str = ""
    organisation: str = ""
    source: str = ""
    question: bool = False
    datasets_url: str = ""


@dataclass(frozen=True)
class Affected:
    """A dataset of a cause: name and title, and which field of which file holds what.

    `choice`: what a question is about, for the buttons of its page (name of a model project).
    """

    name: str
    title: str
    file: str = ""
    field: str = ""
    value: str = ""
    choice: str = ""


@runtime_checkable
class Provider(Protocol):
    """A module that knows causes; `affected` is optional."""

    PREFIX: str

    def queries(self, scope: Scope) -> Queries:
        """Return what to ask the database for the scope."""
        ...

    def causes(self, scope: Scope, rows: Rows) -> Iterable[Cause]:
        """Return the causes in the scope; the desk filters once more by `Scope.shows`."""
        ...
