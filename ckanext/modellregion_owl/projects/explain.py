"""Says in words why a dataset is in a project, on pages and on the command line."""

from __future__ import annotations

from ckanext.modellregion_owl.projects import rules
from ckanext.modellregion_owl.projects.plan import Row, Step
from ckanext.modellregion_owl.region import Region
from ckanext.modellregion_owl.texts import translate as _


def rule(match: rules.Match | None, region: Region) -> str:
    """Return the clause after "Assigned by rule:", "" without a match."""
    if match is None:
        return ""
    sentences = {
        (rules.Where.TITLE, False): _("“{word}” in the title"),
        (rules.Where.TITLE, True): _("“{word}” in the title, data from {place}"),
        (rules.Where.KEYWORDS, False): _("keyword “{word}”"),
        (rules.Where.KEYWORDS, True): _("keyword “{word}”, data from {place}"),
    }
    municipality = region.municipality(match.place)
    place = municipality.title["de"] if municipality else ""
    return sentences[match.where, bool(place)].format(word=match.word, place=place)


def reason(row: Row, region: Region) -> str:
    """Return why the row's step is what it is, in one sentence."""
    if row.decision is not None:
        plain = _("Assigned by hand.") if row.decision.wanted else _("Taken away by hand.")
        why = row.decision.why
        return plain if why in ("", plain) else f"{plain} {why}"
    if row.match is None:
        return _("Assigned by hand.") if row.step is Step.KEEP else _("No rule fits any more.")
    clause = rule(row.match, region)
    if row.match.strong:
        return _("Assigned by rule: {rule}").format(rule=clause)
    if row.step is Step.SUGGEST:
        return _("Only suggested: {rule}").format(rule=clause)
    return _("Assigned by hand.") if row.step is Step.KEEP else _("No rule fits any more.")
