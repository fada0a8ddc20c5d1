"""Pages of curation below `/datenpflege`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.csrf import check_token
from ckanext.modellregion_owl.curation.questions import ROWS
from ckanext.modellregion_owl.impossible import refuse_impossible
from ckanext.modellregion_owl.login import refuse

NAME = "modellregion_curation"


def block(id: str) -> str | Response:
    """Ask what is to be blocked and why, then block it.

    Context: `pkg`, `fields` (of the dataset: [{name, label}]), `data` and `errors` of the form.
    """
    if tk.request.method == "POST":
        check_token()
    package = act("package_show", {"id": id})
    if not tk.h.check_access("modellregion_block", {"id": package["id"]}):
        return tk.abort(403, tk._("You may not block this dataset."))
    errors: Mapping[str, Any] = {}
    if tk.request.method == "POST":
        try:
            tk.get_action("modellregion_block")({}, {"id": package["id"], **given(_BLOCK)})
        except tk.ValidationError as err:
            errors = err.error_dict
        else:
            tk.h.flash_success(tk._("It is blocked: nobody sees it any more."))
            whole = not tk.request.form.get("field")
            return tk.redirect_to("home.index" if whole else "dataset.read", id=package["name"])
    data = {name: tk.request.form.get(name, "") for name in _BLOCK}
    fields = blockable(package["type"])
    return tk.render(
        "curation/block.html", {"pkg": package, "fields": fields, "data": data, "errors": errors}
    )


def blocked() -> str | Response:
    """Show administrators what is blocked. Context: `found` (modellregion_block_list), `page`."""
    page = number_of_page()
    found = act("modellregion_block_list", {"offset": (page - 1) * 100})
    return tk.render("curation/blocked.html", {"found": found, "page": page})


def unblock() -> Response:
    """Lift a block."""
    check_token()
    do("modellregion_unblock", given(("block", "why")), tk._("The block is lifted."))
    return tk.redirect_to(f"{NAME}.blocked")


def purge() -> Response:
    """Delete a blocked dataset for good."""
    check_token()
    do("modellregion_blocked_purge", given(("id",)), tk._("The dataset is deleted for good."))
    return tk.redirect_to(f"{NAME}.blocked")


_BLOCK = ("reason", "field", "instead")


def blockable(type_: str) -> list[dict[str, str]]:
    """Return the fields of a dataset that people may block, in the order of the form."""
    from ckanext.modellregion_owl.harvest.web.overlay import FIXED

    schema = tk.h.scheming_get_dataset_schema(type_) or {}
    return [
        {"name": f["field_name"], "label": tk.h.scheming_language_text(f["label"])}
        for f in schema.get("dataset_fields", ())
        if f["field_name"] not in FIXED and f.get("form_snippet", "") is not None and "label" in f
    ]


def number_of_page() -> int:
    """Return the page that is asked for, from 1."""
    number = tk.request.args.get("page", "1")
    return max(1, int(number[:6])) if number.isdecimal() else 1


def act(name: str, data: dict[str, Any]) -> Any:
    """Call an action; 403 and 404 where it says so."""
    try:
        return tk.get_action(name)({}, data)
    except tk.NotAuthorized:
        return refuse(tk._("You may not see this page."))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no such page."))


def given(names: tuple[str, ...]) -> dict[str, str]:
    """Return the fields of a form that are filled in."""
    return {name: tk.request.form[name] for name in names if tk.request.form.get(name)}


def do(action: str, data: dict[str, Any], done: str) -> None:
    """Call an action, and say that it is done or what is missing."""
    try:
        act(action, data)
    except tk.ValidationError as err:
        model.Session.rollback()
        tk.h.flash_error("; ".join(str(t) for texts in err.error_dict.values() for t in texts))
    else:
        tk.h.flash_success(done)


def questions() -> str:
    """Show values that sources have changed. Context: `found` (modellregion_question_list)."""
    page = number_of_page()
    found = act("modellregion_question_list", {"offset": (page - 1) * ROWS})
    context = {"found": found, "page": page, "rows": ROWS}
    return tk.render("curation/questions.html", context)


def answer() -> Response:
    """Answer one of these questions."""
    check_token()
    data = given(("id", "field", "resource", "answer", "why"))
    do("modellregion_question_answer", data, tk._("Your decision is kept."))
    return _back()


def answer_several() -> Response:
    """Answer the chosen questions alike; those that somebody else has answered are left out."""
    check_token()
    if not tk.h.check_access("modellregion_question_list"):
        return tk.abort(403, tk._("Only people who may edit datasets can see this page."))
    form, done, left = tk.request.form, 0, 0
    for chosen in form.getlist("chosen")[:ROWS]:
        id_, field, resource = (*chosen.split(" ", 2), "", "")[:3]
        data = {"id": id_, "field": field, "answer": form.get("answer", "")}
        try:
            tk.get_action("modellregion_question_answer")(
                {}, {**data, **({"resource": resource} if resource else {})}
            )
        except (tk.ValidationError, tk.ObjectNotFound, tk.NotAuthorized):
            model.Session.rollback()
            left += 1
        else:
            done += 1
    text = tk.ungettext("{n} decision is kept.", "{n} decisions are kept.", done)
    if done:
        tk.h.flash_success(text.format(n=done))
    if left:
        text = tk.ungettext(
            "{n} question could not be answered.", "{n} questions could not be answered.", left
        )
        tk.h.flash_error(text.format(n=left))
    if not done and not left:
        tk.h.flash_error(tk._("No question is chosen."))
    return _back()


def undo() -> Response:
    """Let the source's own value of a field stand again."""
    check_token()
    data = given(("id", "field", "resource", "why"))
    do("modellregion_overlay_remove", data, tk._("What the source says stands again."))
    return _back()


def places() -> str:
    """Show where personal data can lie. Context: `places` (modellregion_personal_data_list)."""
    found = act("modellregion_personal_data_list", {})
    return tk.render("curation/places.html", {"places": found})


def _back() -> Response:
    """Return to the page of the dataset, else to the questions."""
    name = tk.request.form.get("dataset_page", "")
    if name:
        return tk.redirect_to("dataset.read", id=name)
    return tk.redirect_to(f"{NAME}.questions")


def make_blueprint() -> Blueprint:
    """Return the routes."""
    blueprint = Blueprint(NAME, __name__)
    both, post = ["GET", "POST"], ["POST"]
    rule = blueprint.add_url_rule
    rule("/datenpflege/sperren/<id>", "block", block, methods=both)
    rule("/datenpflege/gesperrt", "blocked", blocked)
    rule("/datenpflege/gesperrt/aufheben", "unblock", unblock, methods=post)
    rule("/datenpflege/gesperrt/loeschen", "purge", purge, methods=post)
    rule("/datenpflege/datenschutz", "places", places)
    rule("/datenpflege/fragen/quelle", "questions", questions)
    rule("/datenpflege/fragen/quelle/antwort", "answer", answer, methods=post)
    several = "/datenpflege/fragen/quelle/antworten"
    rule(several, "answer_several", answer_several, methods=post)
    rule("/datenpflege/wert-der-quelle", "undo", undo, methods=post)
    from ckanext.modellregion_owl.curation.rule_views import add_rules

    add_rules(blueprint)
    return refuse_impossible(blueprint)
