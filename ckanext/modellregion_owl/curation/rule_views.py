"""Pages of the rules for whole sources: list, new with preview, one rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import attribution
from ckanext.modellregion_owl.csrf import check_token
from ckanext.modellregion_owl.curation import rule_values
from ckanext.modellregion_owl.curation.rule_values import LICENCE
from ckanext.modellregion_owl.curation.views import NAME, act, do, number_of_page
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.vocabularies import vocabulary

# A control of that name would hide the browser's own function of a form.
_IN_FORM = {"matches": "now"}
_FORM = ("id", "field", "matches", "value", "attribution", "why", "proof")


def rules() -> str:
    """List the rules. Context: `rules` (modellregion_rule_list), `sources` [{id, title}],
    `fields` [(name, label)] that rules set."""
    found = act("modellregion_rule_list", {})
    lang = tk.h.lang()
    fields = [(name, row.label(lang)) for name, (_entity, row) in load_rows().for_rules.items()]
    shown = {"rules": found, "sources": sources(), "fields": fields}
    return tk.render("curation/rules.html", shown)


def new() -> str | Response:
    """Ask what the rule is to do, show what it would do, then set it.

    Context: `source`, `data` and `errors` of the form, `preview` (modellregion_rule_preview),
    `terms` [(IRI, name, attribution demanded)] or `parts` [(subfield, label)] of the value,
    `label` of the field, `only_missing`, `at_files`.
    """
    if tk.request.method == "POST":
        check_token()
    errors: Mapping[str, Any] = {}
    data = {name: tk.request.values.get(_IN_FORM.get(name, name), "").strip() for name in _FORM}
    data["field"] = data["field"] or LICENCE
    if data["field"] not in load_rows().for_rules:
        tk.abort(404, tk._("There are no rules for this field."))
    asked = {name: data[name] for name in ("id", "field", "matches")}
    preview = act("modellregion_rule_preview", asked)
    row = rule_values.row_of(data["field"])
    parts = [(sub.field, sub.label(tk.h.lang())) for sub in rule_values.subfields(row)]
    given: dict[str, Any] = dict(data)
    if parts:
        said = {name: tk.request.values.get(f"value.{name}", "").strip() for name, _label in parts}
        given["value"] = data["value"] = said
    if tk.request.method == "POST":
        try:
            made = tk.get_action("modellregion_rule_create")({}, given)
        except tk.ValidationError as err:
            model.Session.rollback()
            errors = err.error_dict
        else:
            tk.h.flash_success(tk._("The rule is being applied in the background."))
            return tk.redirect_to(f"{NAME}.rule", number=made["id"])
    source = model.Package.get(data["id"])
    shown = {
        "source": source,
        "data": data,
        "errors": errors,
        "preview": preview,
        "terms": _terms(row),
        "parts": parts,
        "label": row.label(tk.h.lang()),
        "only_missing": rule_values.only_missing(row),
        "at_files": rule_values.of_files(row.field),
    }
    return tk.render("curation/rule_new.html", shown)


def rule(number: str) -> str:
    """Show a rule. Context: `rule` (modellregion_rule_show), `page`."""
    if not number[:9].isdecimal():
        tk.abort(404, tk._("There is no such rule."))
    page = number_of_page()
    found = act("modellregion_rule_show", {"rule": number, "offset": (page - 1) * 50})
    return tk.render("curation/rule.html", {"rule": found, "page": page})


def choose(number: str) -> Response:
    """Decide about one file."""
    check_token()
    given = {name: tk.request.form.get(name, "") for name in ("dataset", "resource", "applies")}
    do("modellregion_rule_choose", {"rule": number, **given}, tk._("Your decision is kept."))
    return tk.redirect_to(f"{NAME}.rule", number=number)


def end(number: str) -> Response:
    """Undo a rule."""
    check_token()
    given = {"rule": number, "why": tk.request.form.get("why", "")}
    do("modellregion_rule_end", given, tk._("The rule is being undone in the background."))
    return tk.redirect_to(f"{NAME}.rule", number=number)


def _terms(row: Row) -> list[tuple[str, str, bool]]:
    """Return the form's choices: IRI, name, whether the licence demands attribution."""
    if not row.vocabulary:
        return []
    terms = (t for t in vocabulary(row.vocabulary) if t.in_form)
    by_licence = row.field == LICENCE
    return [(t.uri, t.label(tk.h.lang()), by_licence and bool(t.by)) for t in terms]


def sources() -> list[dict[str, str]]:
    """Return the sources whose datasets the user may edit."""
    from ckanext.modellregion_owl.logic.rights import organisations

    owners = organisations({"user": tk.current_user.name})
    package = model.Package
    query = model.Session.query(package.id, package.title).filter(
        package.type == "harvest", package.state == "active"
    )
    if owners is not None:
        query = query.filter(package.owner_org.in_(owners))
    return [{"id": row.id, "title": row.title} for row in query.order_by(package.title)]


def proposed(source: Any, uri: str) -> str:
    """Return a proposal for the attribution text of a source's licence."""
    group = model.Group.get(source.owner_org) if source is not None else None
    return attribution.proposal({"organization": {"title": group.title if group else ""}}, uri)


def add_rules(blueprint: Blueprint) -> None:
    """Add the routes."""
    post, both = ["POST"], ["GET", "POST"]
    rule_ = blueprint.add_url_rule
    rule_("/datenpflege/regeln", "rules", rules)
    rule_("/datenpflege/regeln/neu", "rule_new", new, methods=both)
    rule_("/datenpflege/regeln/<number>", "rule", rule)
    rule_("/datenpflege/regeln/<number>/entscheiden", "rule_choose", choose, methods=post)
    rule_("/datenpflege/regeln/<number>/aufheben", "rule_end", end, methods=post)
