"""The kinds of permission and their words (design README, section 6): text only, no logic."""

from __future__ import annotations

from dataclasses import dataclass


def N_(text: str) -> str:  # noqa: N802 - the name that the message extractor knows
    """Mark a text for translation; it is translated where it is used."""
    return text


@dataclass(frozen=True)
class Terms:
    """One kind of permission: `short` for lists, `answer` to "May I?", `sentence` for the page."""

    kind: str
    free: bool
    short: str
    answer: str
    sentence: str


TERMS = {
    terms.kind: terms
    for terms in (
        Terms(
            "free",
            True,
            N_("Free to use, no conditions"),
            N_("Yes, without conditions"),
            N_("You may use the data for any purpose, without conditions."),
        ),
        Terms(
            "by",
            True,
            N_("Free to use if you name the source"),
            N_("Yes, if you name the source"),
            N_("You may use the data for any purpose if you name the source."),
        ),
        Terms(
            "sa",
            True,
            N_("Free to use, share under the same licence"),
            N_("Yes, share under the same licence"),
            N_(
                "You may use the data for any purpose if you name the source and share what you "
                "make of it under the same licence."
            ),
        ),
        Terms(
            "open",
            True,
            N_("Free to use, conditions in the licence"),
            N_("Yes, see the licence"),
            N_("You may use the data for any purpose. The conditions are in the licence."),
        ),
        Terms(
            "nc",
            False,
            N_("Only for non-commercial use"),
            N_("Only non-commercially"),
            N_("You may use the data for non-commercial purposes if you name the source."),
        ),
        Terms(
            "nd",
            False,
            N_("Only unchanged, if you name the source"),
            N_("Only unchanged"),
            N_("You may pass the data on unchanged if you name the source."),
        ),
        Terms(
            "closed",
            False,
            N_("Restricted use"),
            N_("Only with restrictions"),
            N_("The data are not free to use. The provider's conditions apply."),
        ),
        Terms(
            "unclear",
            False,
            N_("Use not settled"),
            N_("Not settled"),
            N_("Use not settled: nobody has said yet what you may do with these data."),
        ),
        Terms(
            "mixed",
            False,
            N_("Depends on the file"),
            N_("Depends on the file"),
            N_("The files have different licences. You find what applies beside each file."),
        ),
    )
}
