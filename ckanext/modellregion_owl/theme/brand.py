"""A municipality's own colours, by setting: used where they read well, refused where they don't.

Only `pader`, `pader-hover` and `tiefe` may be another tone (design, section 2), and only in the
light appearance: a tone that reads on white doesn't read on black.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.theme import tokens

LEAST = 4.5  # WCAG 2.1, 1.4.3
STEP = 0.02
GROUNDS = ("page", "tint", "sand")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Refusal:
    """A colour that is not used: its setting, the value, why, and the nearest tone that passes.

    `against` is the token that it does not read on and `ratio` the contrast there; "" and 0 where
    the value is no colour at all.
    """

    setting: str
    value: str
    against: str = ""
    ratio: float = 0
    nearest: str = ""

    def __str__(self) -> str:
        if not self.against:
            return f"{self.setting} = {self.value}: no colour; write six digits, such as #07596B"
        return (
            f"{self.setting} = {self.value}: contrast {self.ratio:.1f} with {self.against}, "
            f"at least {LEAST} is needed; the nearest tone that passes is {self.nearest}"
        )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours `#RRGGBB`, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def refusals(wanted: Mapping[str, str]) -> list[Refusal]:
    """Return what is wrong with colours by setting; empty values are none."""
    return [found for name, value in wanted.items() if value and (found := _judged(name, value))]


def style(wanted: Mapping[str, str], has_dark: bool) -> str:
    """Return the rule for the colours that pass, "" without any; a dark layer keeps its own."""
    refused = {refusal.setting for refusal in refusals(wanted)}
    good = {n: v for n, v in wanted.items() if v and n not in refused}
    lines = []
    if main := good.get(config.THEME_COLOUR):
        hover = good.get(config.THEME_COLOUR_HOVER) or darker(main, 0.28)
        lines += [*_declared("pader", main), *_declared("pader-hover", hover)]
    if footer := good.get(config.THEME_COLOUR_FOOTER):
        lines += _declared("tiefe", footer)
    if not lines:
        return ""
    rule = ":root { " + " ".join(lines) + " }"
    return f"@media (prefers-color-scheme: light), print {{ {rule} }}" if has_dark else rule


def darker(colour: str, share: float) -> str:
    """Return a colour mixed with `share` (0 to 1) of black."""
    return "#" + "".join(f"{round(part * (1 - share)):02X}" for part in _parts(colour))


def _judged(setting: str, value: str) -> Refusal | None:
    if not _COLOUR.fullmatch(value):
        return Refusal(setting, value)
    token, ratio = min(_against(setting, value), key=lambda pair: pair[1])
    if ratio >= LEAST:
        return None
    return Refusal(setting, value, token, ratio, _nearest(setting, value))


def _against(setting: str, value: str) -> Iterator[tuple[str, float]]:
    """Yield the tokens that a colour meets, with its contrast there."""
    colours = tokens.load()["color"]
    footer = setting == config.THEME_COLOUR_FOOTER
    for name in ("on-tiefe",) if footer else (*GROUNDS, "on-pader"):
        yield name, contrast(value, colours[name]["light"])


def _nearest(setting: str, value: str) -> str:
    """Return the lightest darker tone that passes: all that it meets is light."""
    shares = (number * STEP for number in range(1, round(1 / STEP) + 1))
    tones = (darker(value, share) for share in shares)
    return next(t for t in tones if min(r for _n, r in _against(setting, t)) >= LEAST)


def _declared(name: str, colour: str) -> list[str]:
    numbers = ", ".join(str(part) for part in _parts(colour))
    return [f"{tokens.PREFIX}{name}: {colour};", f"{tokens.PREFIX}{name}-rgb: {numbers};"]


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    shares = (part / 255 for part in _parts(colour))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
