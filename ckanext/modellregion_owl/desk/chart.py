"""The chart of the desk's figures: coordinates, so that the page needs no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.modellregion_owl.texts import translate as _

LEFT, RIGHT, TOP, BOTTOM = 40.0, 700.0, 20.0, 200.0  # of the drawing, in its own units


def modellregion_desk_chart(days: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return `bad` and `all` (paths), `dots`, `most`, `first`, `last` and a `sentence`.

    :param days: at least one, see `modellregion_desk_figures`.
    """
    bad = [int(day["blocks"]) + int(day["wrong"]) for day in days]
    whole = [number + int(day["improve"]) for number, day in zip(bad, days, strict=True)]
    most = max([*whole, 1])
    sentence = _("Open causes: on the first day {first}, now {last}; of these {bad} are wrong.")
    return {
        "bad": _path(_points(bad, most)),
        "all": _path(_points(whole, most)),
        "dots": _points(bad, most),
        "most": most,
        "first": days[0]["day"],
        "last": days[-1]["day"],
        "sentence": sentence.format(first=whole[0], last=whole[-1], bad=bad[-1]),
    }


def _points(numbers: Sequence[int], most: int) -> list[tuple[float, float]]:
    step = (RIGHT - LEFT) / max(len(numbers) - 1, 1)
    height = BOTTOM - TOP
    return [
        (round(LEFT + i * step, 1), round(BOTTOM - height * number / most, 1))
        for i, number in enumerate(numbers)
    ]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x} {y}" for x, y in points)
