"""Access data of a source: from the environment to the client's memory, to one server only.

Whoever may edit a source writes its address and its configuration. So an environment variable is
sent only if its name says that it is meant for this (`PREFIX`: not the database's password), and
only to the server that the operator has named beside it (not to one of the editor's own).
"""

from __future__ import annotations

import os
import re

from ckanext.modellregion_owl.harvest.address import parts
from ckanext.modellregion_owl.harvest.exceptions import N_, SourceInvalid
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

PREFIX = "HARVEST_AUTH_"
HOST = "_HOST"  # behind the variable's name: the one that names its server

# What may stand in a header (RFC 9110, 5.5); another value would end up in an error message.
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


def authorise(source: Source, client: Client) -> None:
    """Let the client send the source's access data, if its configuration names any.

    :raises SourceInvalid: they are not set, not to be sent to this server or no text of a header.
    """
    if name := str(source.setting("auth_env") or ""):
        client.authorise(source.url, secret(name, parts(source.url).hostname or ""))


def secret(name: str, host: str) -> str:
    """Return the value of an environment variable that is meant for a server.

    :raises SourceInvalid: says which variable is missing or wrong; never its value.
    """
    value = os.environ.get(name, "").strip() if name.startswith(PREFIX) else ""
    if not value:
        raise SourceInvalid(
            N_("The environment variable {name} with the access data of the source is not set."),
            name=name if name.startswith(PREFIX) else f"{PREFIX}…",
        )
    if os.environ.get(name + HOST, "").strip().lower() != host:
        raise SourceInvalid(
            N_("The access data in {name} are not for {host}: {name}_HOST must name this server."),
            name=name,
            host=host,
        )
    if not _VALUE.fullmatch(value):
        raise SourceInvalid(
            N_("The access data in {name} have characters that can't be sent."), name=name
        )
    return value
