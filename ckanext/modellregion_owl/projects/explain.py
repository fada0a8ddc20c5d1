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
    return ", ".join(_clause(reason, region) for reason in match.reasons)


def _clause(reason: rules.Reason, region: Region) -> str:
    sentences = {
        rules.Where.TITLE: _("“{word}” in the title"),
        rules.Where.KEYWORDS: _("keyword “{word}”"),
        rules.Where.ORGANISATION: _("data from {word}"),
        rules.Where.PUBLISHER: _("publisher {word}"),
        rules.Where.PLACE: _("area {word}"),
        rules.Where.FORMAT: _("file format {word}"),
        rules.Where.SOURCE: _("source {word}"),
    }
    return sentences[reason.where].format(word=_name(reason, region))


def _name(reason: rules.Reason, region: Region) -> str:
    """Return the value as people know it: a municipality's name instead of its slug or address."""
    for place in region.municipalities:
        if reason.value == place.slug or reason.value in (*place.geocoding, place.uri):
            return place.title["de"]
    return reason.value


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
