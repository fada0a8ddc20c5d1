"""An organisation with people of every role, a dataset and a source."""

from __future__ import annotations

import json

# In their order: who may as one of them may as each further one.
ROLES = ("anonymous", "visitor", "member", "editor", "admin", "sysadmin")


def user(role: str) -> str:
    """Return the name of the account with a role."""
    return f"r-{role}"


def open_office(url: str = "https://daten.example.org/catalog.ttl") -> dict[str, str]:
    """Create them; return the ids of `dataset` ("baum") and `source` ("quelle").

    :param url: what the source reads.
    """
    import ckan.plugins.toolkit as tk
    from ckan.tests import factories

    for role in ROLES[1:-1]:
        factories.User(name=user(role))
    factories.Sysadmin(name=user("sysadmin"))
    users = [{"name": user(role), "capacity": role} for role in ("member", "editor", "admin")]
    organisation = factories.Organization(name="amt", users=users)
    dataset = factories.Dataset(name="baum", owner_org=organisation["id"])
    source = tk.get_action("harvest_source_create")(
        {"ignore_auth": True, "user": user("sysadmin")},
        {
            "name": "quelle",
            "title": "Quelle",
            "url": url,
            "source_type": "modellregion",
            "owner_org": organisation["id"],
            "config": json.dumps({"protocol": "dcat"}),
        },
    )
    return {"dataset": dataset["id"], "source": source["id"]}
