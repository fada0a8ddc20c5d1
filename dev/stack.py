#!/usr/bin/env python3
"""The development stack: CKAN 2.12, PostgreSQL, Redis and Solr without containers.

Everything lies in .dev/, every service listens on 127.0.0.1 only. Settings are environment
variables (MODELLREGION_*); docs/developers/stack.md lists them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from owlstack import commands, demo
from owlstack.audit import audit
from owlstack.console import StackError, fail
from owlstack.pythons import test_pythons
from owlstack.settings import Settings, check_slot, from_environment

PLAIN: dict[str, Callable[[Settings], int]] = {
    "up": commands.up,
    "demo": demo.run,
    "stop": commands.stop,
    "status": commands.status,
    "clean": commands.clean,
    "lint": commands.lint,
    "docs": commands.docs,
}
WITH_ARGUMENTS = {
    "test": commands.test,
    "test-unit": commands.test_unit,
    "test-pythons": test_pythons,
    "bench": commands.bench,
    "load": commands.load,
    "audit": audit,
}


def main(argv: list[str]) -> int:
    """Run one command; return its exit code."""
    arguments, rest = _parse(argv)
    try:
        settings = from_environment()
        if arguments.slot:
            settings = replace(settings, slot=check_slot(arguments.slot))
        if arguments.command in PLAIN:
            return PLAIN[arguments.command](settings)
        if arguments.command == "test":
            return commands.test(settings, rest, arguments.fresh, arguments.jobs)
        return WITH_ARGUMENTS[arguments.command](settings, rest)
    except StackError as error:
        fail(error)
        return 1
    except KeyboardInterrupt:
        return 130


def _parse(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Split at `--`: what stands behind it goes to the program that is run."""
    cut = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(
        prog="dev/stack.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    summaries = {**PLAIN, **WITH_ARGUMENTS}
    width = max(map(len, summaries))
    parser.add_argument(
        "command",
        choices=list(summaries),
        metavar="COMMAND",
        help="\n".join(
            f"{name:{width}}  {(function.__doc__ or '').splitlines()[0]}"
            for name, function in summaries.items()
        ),
    )
    parser.add_argument("--slot", help="slot of the tests (default: test)")
    parser.add_argument("--fresh", action="store_true", help="test: drop the slot's database first")
    parser.add_argument(
        "--jobs", type=int, default=1, help="test: processes, each in a slot of its own"
    )
    arguments = parser.parse_args(argv[:cut])
    return arguments, argv[cut + 1 :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
