"""Writes docs/reference/{settings,commands,actions,findings}.md from what the code declares.

`python -m ckanext.modellregion_owl.reference FOLDER` writes all of them; a test compares them.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import yaml

from ckanext.modellregion_owl.cli import modellregion
from ckanext.modellregion_owl.govdata.rules import PREFIX as PREFIX_OF_CHECK
from ckanext.modellregion_owl.govdata.rules import RULES
from ckanext.modellregion_owl.harvest import messages

HEAD = """# {title}

{text} Made from the code; do not edit. After a change there:

```sh
python -m ckanext.modellregion_owl.reference docs/reference
```
"""
PREFIX = "modellregion"


def settings() -> str:
    """Return the page of the settings."""
    text = "Settings of CKAN's configuration file, all optional."
    return HEAD.format(title="Settings", text=text) + "".join(_settings())


def group() -> click.Group:
    """Return the group `ckan modellregion` with the commands of all our plugins."""
    _plugins()
    return modellregion


def commands() -> str:
    """Return the page of the command line."""
    text = "All stand below `ckan modellregion`; `--help` says the same."
    return HEAD.format(title="Commands", text=text) + "".join(_commands(group(), ""))


def actions() -> str:
    """Return the page of the API."""
    text = "Actions of CKAN's API (`/api/3/action/…`). CKAN's own that ours precede are at the end."
    return HEAD.format(title="Actions", text=text) + "".join(_actions())


def findings() -> str:
    """Return the page of the rules that findings name."""
    text = (
        "A finding names the rule that noticed something. These are the rules, what people read of "
        "them (in German too), and what they can do."
    )
    return HEAD.format(title="Findings and their rules", text=text) + "".join(_findings())


PAGES: Mapping[str, Callable[[], str]] = {
    "settings": settings,
    "commands": commands,
    "actions": actions,
    "findings": findings,
}


def _plugins() -> list[tuple[str, Any]]:
    """Return our plugins; their commands are added to the group on the way."""
    found = []
    for point in sorted(entry_points(group="ckan.plugins"), key=lambda e: e.name):
        if point.name.startswith(PREFIX):
            plugin = point.load()(name=point.name)
            plugin.get_commands()
            found.append((point.name, plugin))
    return found


def _settings() -> Iterator[str]:
    text = files("ckanext.modellregion_owl").joinpath("config_declaration.yaml").read_text("utf-8")
    for group in yaml.safe_load(text)["groups"]:
        for option in sorted(group["options"], key=lambda o: str(o["key"])):
            default = option.get("default", "")
            yield f"\n## `{option['key']}`\n\n{option['description'].strip()}\n\n"
            shown = "empty" if default in ("", None) else f"`{default}`"
            yield f"Kind: {option.get('type', 'text')}. Default: {shown}."
            yield f" Example: `{option['example']}`.\n" if option.get("example") else "\n"


def _commands(group: click.Group, above: str) -> Iterator[str]:
    for name in sorted(group.commands):
        command = group.commands[name]
        path = f"{above} {name}".strip()
        if isinstance(command, click.Group):
            yield from _commands(command, path)
            continue
        arguments = [p.human_readable_name for p in command.params if isinstance(p, click.Argument)]
        yield f"\n## `{' '.join([path, *arguments])}`\n\n{inspect.cleandoc(command.help or '')}\n"
        options = [p for p in command.params if isinstance(p, click.Option)]
        if options:
            yield "\n| option | what it does |\n|---|---|\n"
        for option in options:
            yield f"| `{'`, `'.join(option.opts)}` | {option.help or ''} |\n"


def _findings() -> Iterator[str]:
    yield "\n## When records are read\n\n"
    yield "In the report of a run, at the dataset and at the desk.\n\n"
    yield "| rule | says | what to do |\n|---|---|---|\n"
    for name, text, advice in messages.documented():
        yield f"| `{name}` | {text} | {advice} |\n"
    yield "\n## Before GovData comes\n\n"
    yield "Of `ckan modellregion govdata check` and `/datenpflege/govdata`.\n\n"
    yield "| rule | effect | field | says | what to do |\n|---|---|---|---|---|\n"
    for name, rule in sorted(RULES.items()):
        field = f"`{rule.field}`" if rule.field else "–"
        line = (f"`{PREFIX_OF_CHECK}{name}`", rule.severity.value, field, rule.message, rule.fix)
        yield f"| {' | '.join(line)} |\n"
    yield "\nChecks by the shapes of DCAT-AP.de name the [field](fields.md) and the fault.\n"


def _actions() -> Iterator[str]:
    before: list[str] = []
    for plugin, object_ in _plugins():
        found = object_.get_actions() if hasattr(object_, "get_actions") else {}
        for name in sorted(found):
            if not name.startswith(PREFIX):
                before.append(f"| `{name}` | {plugin} | {_first(found[name])} |\n")
                continue
            yield f"\n## `{name}`\n\n{_paragraphs(inspect.getdoc(found[name]) or '')}\n"
    yield "\n## CKAN's own\n\n| action | plugin | what we add |\n|---|---|---|\n"
    yield from before


def _first(function: Any) -> str:
    return (inspect.getdoc(function) or "").partition("\n\n")[0].replace("\n", " ")


def _paragraphs(text: str) -> str:
    """Return a docstring as Markdown: its fields as a list."""
    field = re.compile(r"^:(param |raises )?([\w.]+)?:?\s*", re.M)

    def item(match: re.Match[str]) -> str:
        kind, name = match[1] or "", match[2] or ""
        if kind.startswith("raises"):
            return f"- raises `{name}`: "
        return f"- `{name}`: " if kind else f"- {name}: "

    body, sep, fields = text.partition("\n:")
    if text.startswith(":"):
        body, sep, fields = "", "\n:", text[1:]
    return body.strip() + (f"\n\n{field.sub(item, ':' + fields)}" if sep else "")


def main(folder: str) -> None:
    """Write the three pages into a folder."""
    for name, page in PAGES.items():
        (Path(folder) / f"{name}.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
