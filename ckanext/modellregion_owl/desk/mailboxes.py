"""To which functional mailbox the desk writes: a source's, its organisation's, or the portal's."""

from __future__ import annotations

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.ask.mailboxes import mailbox as of_questions
from ckanext.modellregion_owl.ask.mailboxes import parse


def of(source: str, organisation: str) -> str:
    """Return the mailbox of the morning mail, "" for none.

    :param source: name of the source, "" for none. :param organisation: name, "" for none.
    """
    known = parse(config.desk_mailboxes())
    keys = [key for key in (source, organisation, "*") if key]
    return next((known[key] for key in keys if key in known), "")


def office(source: str, organisation: str) -> str:
    """Return the mailbox of those who can mend the data: as of a question from the public.

    The portal's own box (`*`) is not meant: that is who writes.
    """
    known = parse(config.desk_mailboxes())
    own = next((known[key] for key in (source, organisation) if key and key in known), "")
    return own or of_questions(organisation, "fehler")
