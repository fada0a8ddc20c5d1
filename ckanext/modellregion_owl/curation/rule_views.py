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
from ckanext.modellregion_owl.curation.views import NAME, act, do, number_of_page
from ckanext.modellregion_owl.vocabularies import vocabulary

# A control of that name would hide the browser's own function of a form.
_IN_FORM = {"matches": "now"}
_FORM = ("id", "matches", "value", "attribution", "why", "proof")


def rules() -> str:
    """List the rules. Context: `rules` (modellregion_rule_list), `sources` [{id, title}]."""
    found = act("modellregion_rule_list", {})
    return tk.render("curation/rules.html", {"rules": found, "sources": sources()})


def new() -> str | Response:
    """Ask what the rule is to do, show what it would do, then set it.

    Context: `source`, `data` and `errors` of the form, `preview` (modellregion_rule_preview),
    `licences` [(IRI, name, attribution demanded)].
    """
    if tk.request.method == "POST":
        check_token()
    errors: Mapping[str, Any] = {}
    data = {name: tk.request.values.get(_IN_FORM.get(name, name), "").strip() for name in _FORM}
    preview = act("modellregion_rule_preview", {"id": data["id"], "matches": data["matches"]})
    if tk.request.method == "POST":
        try:
            made = tk.get_action("modellregion_rule_create")({}, data)
        except tk.ValidationError as err:
            model.Session.rollback()
            errors = err.error_dict
        else:
            tk.h.flash_success(tk._("The rule is being applied in the background."))
            return tk.redirect_to(f"{NAME}.rule", number=made["id"])
    source = model.Package.get(data["id"])
    shown = {"source": source, "data": data, "errors": errors, "preview": preview}
    return tk.render("curation/rule_new.html", {**shown, "licences": licences()})


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


def licences() -> list[tuple[str, str, bool]]:
    """Return the licences of the form: IRI, name, whether they demand attribution."""
    terms = (t for t in vocabulary("licences") if t.in_form)
    return [(t.uri, t.label(tk.h.lang()), bool(t.by)) for t in terms]


def licence(uri: str) -> str:
    """Return a licence's name, "without a licence" for none."""
    if not uri:
        return str(tk._("without a licence"))
    term = vocabulary("licences").find(uri)
    return term.label(tk.h.lang()) if term else uri


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
