"""No text makes one of our patterns run for long (ReDoS)."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import ckanext.modellregion_owl as package

try:
    from re import _constants as sre
    from re import _parser as sre_parse
except ImportError:  # Python 3.10
    import sre_constants as sre
    import sre_parse

pytestmark = pytest.mark.unit

FOLDER = Path(package.__file__).parent
LONG = 20_000  # characters; a pattern that goes over them once takes milliseconds
SECONDS = 0.25  # of the processor; one that goes over them once for each character takes longer
MANY = 100  # repeats beyond which a repetition counts as endless
# What a test reads and nobody else writes.
OURS_ALONE = ("theme/tokens.py", "theme/words/schema.py")


Use = tuple[re.Pattern, str]  # a pattern, and the method by which it is used


def written_out() -> dict[str, Use]:
    """Return every pattern that stands in a call such as `re.sub("…", …)`, by place."""
    found = {}
    for name, tree in sources().items():
        for node in ast.walk(tree):
            if _is_pattern(node):
                pattern = re.compile(node.args[0].value, _flags(node))
                found[f"{name}:{node.lineno}"] = (pattern, node.func.attr)
    return found


def sources() -> dict[str, ast.Module]:
    """Return the package's files, parsed."""
    files = {str(file.relative_to(FOLDER)): file for file in sorted(FOLDER.rglob("*.py"))}
    return {
        name: ast.parse(file.read_text(encoding="utf-8"))
        for name, file in files.items()
        if not name.startswith("migration") and name not in OURS_ALONE
    }


def _is_pattern(node: ast.AST) -> bool:
    """Tell whether a node calls the module `re` with a text that stands there."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr not in ("escape", "compile")
        and bool(node.args)
        and isinstance(node.args[0], ast.Constant)
    )


def _flags(node: ast.Call) -> int:
    known = ("IGNORECASE", "I", "VERBOSE", "X", "DOTALL", "S", "ASCII", "MULTILINE", "M")
    names = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
    flags = 0
    for name in names.intersection(known):
        flags |= getattr(re, name)
    return flags


def compiled() -> dict[str, Use]:
    """Return the patterns that stand in the package's modules, however they were put together."""
    methods: dict[str, set[str]] = {}
    for tree in sources().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(
                node.value, (ast.Name, ast.Attribute)
            ):
                name = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                methods.setdefault(name, set()).add(node.attr)
    found = {}
    for module in pkgutil.walk_packages([str(FOLDER)], f"{package.__name__}."):
        if ".migration" in module.name or module.name.endswith((".schema", ".tokens")):
            continue
        try:
            loaded = importlib.import_module(module.name)
        except ImportError:  # needs a CKAN that is configured
            continue
        for name, value in vars(loaded).items():
            values = value if isinstance(value, (list, tuple)) else [value]
            for place, one in enumerate(values):
                part = one[0] if isinstance(one, tuple) and one else one
                if isinstance(part, re.Pattern):
                    used = IN_A_TABLE.get(name) or methods.get(name, set()) & METHODS
                    method = next(iter(used)) if used and used <= ANCHORED else "search"
                    found[f"{module.name}.{name}[{place}]"] = (part, method)
    return found


# Used by `match`: through a table, or under a name that another module has, too.
IN_A_TABLE = {"_DECIMAL": {"match"}, "_HEX": {"match"}, "_SCHEME": {"match"}}
METHODS = {"search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split"}
ANCHORED = {"match", "fullmatch"}  # these begin at one place only


def sample(parsed: Sequence[Any]) -> str:
    """Return a text that fits, more or less: looks ahead and behind are left out."""
    return "".join(_piece(op, value) for op, value in parsed)


def _piece(op: Any, value: Any) -> str:
    if op is sre.LITERAL:
        return chr(value)
    if op is sre.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if op is sre.ANY:
        return "a"
    if op is sre.IN:
        return _member(value)
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) or str(op) == "POSSESSIVE_REPEAT":
        return sample(value[2]) * max(value[0], 1)
    if op is sre.SUBPATTERN:
        return sample(value[3])
    if op is sre.BRANCH:
        return sample(value[1][0])
    return ""


def _member(value: Any) -> str:
    """Return a character of a class; blank, digit and letter first, being of most classes."""
    for char in (" ", "a", "1", "A", "-", ".", "/", "\n", "<", "%", "_", "é", "\x00", "~"):
        if _fits(value, char):
            return char
    op, what = next((o, w) for o, w in value if o is not sre.NEGATE)
    return chr(what if op is sre.LITERAL else what[0]) if op is not sre.CATEGORY else "a"


def _fits(value: Any, char: str) -> bool:
    negated = value[0][0] is sre.NEGATE
    tests = {
        sre.CATEGORY_SPACE: char.isspace(),
        sre.CATEGORY_NOT_SPACE: not char.isspace(),
        sre.CATEGORY_DIGIT: char.isdigit(),
        sre.CATEGORY_NOT_DIGIT: not char.isdigit(),
        sre.CATEGORY_WORD: char.isalnum() or char == "_",
        sre.CATEGORY_NOT_WORD: not (char.isalnum() or char == "_"),
    }
    hit = False
    for op, what in value:
        if op is sre.LITERAL:
            hit |= what == ord(char)
        elif op is sre.RANGE:
            hit |= what[0] <= ord(char) <= what[1]
        elif op is sre.CATEGORY:
            hit |= tests[what]
    return hit != negated


def attacks(parsed: Sequence[Any], before: str = "") -> Iterator[str]:
    """Yield texts that go round in each endless repetition of a pattern and end as none may."""
    for op, value in parsed:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) or str(op) == "POSSESSIVE_REPEAT":
            body = sample(value[2]) or "a"
            if int(value[1]) > MANY:
                times = LONG // len(body)
                for end in ("\x00", "!", "\n\x00", ""):
                    yield before + body * times + end
                yield (before + body) * (LONG // len(before + body))
            yield from attacks(value[2], before)
        elif op is sre.SUBPATTERN:
            yield from attacks(value[3], before)
        elif op is sre.BRANCH:
            for branch in value[1]:
                yield from attacks(branch, before)
        before += _piece(op, value)


class _TooLongError(Exception):
    """The pattern is still at work."""


def _stop(*_of: Any) -> None:
    raise _TooLongError


def slow(pattern: re.Pattern, method: str = "search") -> str:
    """Return the beginning of a text for which a pattern takes too long, "" when there is none."""
    text = pattern.pattern
    is_bytes = isinstance(text, bytes)
    parsed = sre_parse.parse(text, pattern.flags & ~re.UNICODE if is_bytes else pattern.flags)
    plain = [" " * LONG + "x", "a" * LONG + "\x00", "1" * LONG + "x", "<" * LONG, "\n" * LONG + "x"]
    work = getattr(pattern, method if method in ANCHORED else "search")
    for attack in [*plain, *attacks(parsed)]:
        given = attack.encode("utf-8", "replace") if is_bytes else attack
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            work(given)
        except _TooLongError:
            return attack[:40]
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return ""


@pytest.fixture
def watch():
    """Let a timer of the processor's time end a pattern."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    yield
    signal.signal(signal.SIGVTALRM, before)


class TestPatterns:
    def test_the_check_sees_what_is_slow(self, watch):
        """Patterns that everybody knows to be slow are found; a plain one is not."""
        for text in (r"(a+)+$", r"(\w+\s?)*:", r"(a|a)*b", r"\s+$"):
            assert slow(re.compile(text)), text
        assert not slow(re.compile(r"x/(\d{1,9})$|a{1,64}@"))

    def test_none_of_ours_is(self, watch):
        """Whatever stands in the package, written out or put together."""
        found = written_out() | compiled()
        assert len(found) > 100
        wrong = {place: text for place, one in found.items() if (text := slow(*one))}
        assert wrong == {}
