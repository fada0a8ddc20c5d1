"""`ckan modellregion block`, `unblock`, `blocked`: what must not be shown."""

from __future__ import annotations

from typing import Any

import click

import ckan.plugins.toolkit as tk


@click.command(short_help="Block a dataset or a field of it at once.")
@click.argument("dataset")
@click.option("--reason", required=True, help="Why, in a sentence; it is not public.")
@click.option("--field", default="", help="Only this field of it.")
@click.option("--resource", default="", help="Only this file's field: its address or id.")
@click.option("--instead", default="", help="What the field says from now on.")
def block(dataset: str, **given: str) -> None:
    """Take DATASET, or one field of it, out of everything at once, and keep it out.

    It vanishes from pages, search, API, every generation of the feed, files, stored originals and
    activity. Its source may deliver it again: it stays away.
    """
    done = act("modellregion_block", {"id": dataset, **{k: v for k, v in given.items() if v}})
    click.echo(f"Blocked: {dataset} ({done['id']}) {done['field']}".rstrip())


@click.command(short_help="Lift a block.")
@click.argument("number", type=int)
@click.option("--why", required=True, help="The reason, in a sentence.")
def unblock(number: int, why: str) -> None:
    """Lift the block NUMBER (see: blocked); what the source says comes with its next run."""
    done = act("modellregion_unblock", {"block": number, "why": why})
    click.echo(f"No longer blocked: {done['id']}")


@click.command(short_help="List what is blocked.")
def blocked() -> None:
    """List what is blocked: number, dataset, field, since when, by whom, why."""
    for row in act("modellregion_block_list", {})["results"]:
        cells = (row["id"], row["name"], row["field"] or "*", row["created"][:16], row["user"])
        click.echo("\t".join((*map(str, cells), row["reason"])))


@click.group("personal-data", short_help="Where personal data can lie: list, purge.")
def personal_data() -> None:
    """Show where personal data can lie, and take old names out of the log."""


@personal_data.command("list", short_help="List the places.")
def list_places() -> None:
    """List every place, how long something stays there, and how it is emptied."""
    for place in act("modellregion_personal_data_list", {}):
        click.echo(f"{place['name']} ({place['kind']}): {place['what']}")
        for text in (place["kept"], place["purge"], ", ".join(place["tables"])):
            click.echo(f"  {text}" if text else "", nl=bool(text))


@personal_data.command("purge", short_help="Take old names out of the log of decisions.")
@click.option("--days", type=int, required=True, help="Age of the decisions, in days.")
def purge(days: int) -> None:
    """Take the accounts out of decisions that are older than so many days."""
    done = act("modellregion_personal_data_purge", {"days": days})
    click.echo(f"Names taken out of {done['number']} decisions.")


@click.group("rules", short_help="Rules for whole sources: list, work.")
def rules() -> None:
    """Show the rules for whole sources, and do what waits without the job queue."""


@rules.command("list", short_help="List the rules.")
def list_rules() -> None:
    """List number, source, state, datasets done and to do, reason."""
    for rule in act("modellregion_rule_list", {}):
        done = f"{rule['done']}/{rule['total']}"
        cells = (rule["id"], rule["source"], rule["state"], done, rule["why"])
        click.echo("\t".join(map(str, cells)))


@rules.command("work", short_help="Apply or undo a rule now.")
@click.argument("number", type=int)
def work(number: int) -> None:
    """Do what the rule NUMBER waits for, in this process."""
    from ckanext.modellregion_owl.curation import rule_work

    rule_work.work(number)
    click.echo(act("modellregion_rule_show", {"rule": number})["state"])


COMMANDS = (block, unblock, blocked, rules, personal_data)


def act(name: str, data: dict[str, Any]) -> Any:
    """Call an action as the system's administrator; what is wrong is said in one line."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    try:
        return tk.get_action(name)({"ignore_auth": True, "user": user["name"]}, data)
    except tk.ObjectNotFound as err:
        raise click.ClickException(str(err)) from err
    except tk.ValidationError as err:
        text = "; ".join(f"{key}: {', '.join(map(str, v))}" for key, v in err.error_dict.items())
        raise click.ClickException(text) from err
