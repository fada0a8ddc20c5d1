"""Design tokens: assets/tokens.json is the one truth; tokens.css and dark-tokens.css come from it.

`python -m ckanext.modellregion_owl.theme.tokens` writes the files again; a test compares them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).parent / "assets"
PREFIX = "--owl-"
NARROW = re.compile(r"^(?P<wide>\S+) \((?P<narrow>\S+) < 640 px\)$")

Declaration = tuple[str, str]


def load() -> dict[str, Any]:
    """Return the tokens as tokens.json holds them."""
    tokens: dict[str, Any] = json.loads((ASSETS / "tokens.json").read_text(encoding="utf-8"))
    return tokens


def css(tokens: Mapping[str, Any]) -> str:
    """Return the style sheet of custom properties for the light appearance."""
    return "\n".join(
        [
            "/* Written by theme/tokens.py from tokens.json; do not edit. */",
            _rule(
                ":root",
                [
                    *_colours(tokens, "light"),
                    *_type(tokens),
                    *_space(tokens, "wide"),
                    *_rest(tokens),
                ],
            ),
            "@media (max-width: 640px) {",
            _rule("  :root", _space(tokens, "narrow"), "  "),
            "}",
            "",
        ]
    )


def dark_css(tokens: Mapping[str, Any]) -> str:
    """Return the style sheet of the same names for screens of people who want it dark."""
    return "\n".join(
        [
            "/* Written by theme/tokens.py from tokens.json; do not edit. */",
            "@media screen and (prefers-color-scheme: dark) {",
            _rule("  :root", list(_colours(tokens, "dark")), "  "),
            "}",
            "",
        ]
    )


def _rule(selector: str, declarations: list[Declaration], indent: str = "") -> str:
    lines = [f"{indent}  {PREFIX}{name}: {value};" for name, value in declarations]
    return "\n".join([f"{selector} {{", *lines, f"{indent}}}"])


def _colours(tokens: Mapping[str, Any], mode: str) -> Iterator[Declaration]:
    for name, row in tokens["color"].items():
        yield name, row[mode]
        # Bootstrap wants some colours as three numbers, to add an opacity.
        yield f"{name}-rgb", ", ".join(str(int(row[mode][i : i + 2], 16)) for i in (1, 3, 5))
    for slug, row in tokens["handlungsfeld"].items():
        yield f"field-{slug}", row[mode]
        yield f"on-field-{slug}", row["on"][mode]
    for name, row in tokens["map"].items():
        yield f"map-{name}", row[mode]


def _type(tokens: Mapping[str, Any]) -> Iterator[Declaration]:
    yield "font", tokens["font"]["family"]
    yield "font-mono", tokens["font"]["mono"]
    for name, weight in tokens["font"]["weights"].items():
        yield f"weight-{name}", str(weight)
    for name, row in tokens["type"].items():
        yield f"size-{name}", row["size"]
        yield f"leading-{name}", str(row["line"])
        if "tracking" in row:
            yield f"tracking-{name}", row["tracking"]


def _space(tokens: Mapping[str, Any], which: str) -> list[Declaration]:
    found = []
    for step, value in tokens["space"].items():
        both = NARROW.match(value)
        if both:
            found.append((f"s{step}", both[which]))
        elif which == "wide":
            found.append((f"s{step}", value))
    return found


def _rest(tokens: Mapping[str, Any]) -> Iterator[Declaration]:
    for name, value in tokens["radius"].items():
        yield f"radius-{name}", value
    yield "hairline", f"1px solid var({PREFIX}line)"
    yield "shadow-hover", tokens["elevation"]["hover"]
    for name in ("container", "gutter", "aside", "facets", "measure", "form"):
        yield name, tokens["layout"][name]


if __name__ == "__main__":
    (ASSETS / "tokens.css").write_text(css(load()), encoding="utf-8")
    (ASSETS / "dark-tokens.css").write_text(dark_css(load()), encoding="utf-8")
