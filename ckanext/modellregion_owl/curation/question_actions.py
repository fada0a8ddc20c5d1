"""Actions of the API: the open questions about values that a source has changed."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import log, origins, questions
from ckanext.modellregion_owl.curation.rights import (
    checked,
    dataset,
    maybe,
    said,
)
from ckanext.modellregion_owl.harvest.web.overlay import resource_key
from ckanext.modellregion_owl.logic import numbers
from ckanext.modellregion_owl.logic.rights import (
    may_edit_known,
    may_edit_something,
    organisations,
    user_id,
)


@tk.side_effect_free
def modellregion_question_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List values that a source has changed since a person has set another one here.

    Editors see those of their organisations, administrators all.

    :param offset: questions to leave out; at most 20 are in an answer.
    :returns: `count` and `results`: `dataset_id`, `name`, `title`, `source`, `field`,
        `resource_key`, `mine`, `theirs`, `changed` (when mine was set), `since`, `why`, `rule`.
    """
    tk.check_access("modellregion_question_list", context, data_dict)
    offset = checked(data_dict, {"offset": maybe(numbers.natural)}, context)
    count, found = questions.listed(organisations(context), offset=offset.get("offset") or 0)
    return {"count": count, "results": found}


def modellregion_question_answer(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Decide between the own value of a field and the source's new one.

    :param id: id or name of the dataset.
    :param field: name of the field.
    :param resource: `uri` or id of one of its files; without it: a field of the dataset.
    :param answer: `keep`: mine, until the source changes it again; `take`: the source's.
    :param why: the reason, in a sentence.
    :returns: `written`: whether the dataset shows it already (a run may hold the source).
    :raises tk.ObjectNotFound: there is no such dataset, or no own value of the field.
    """
    package = dataset(context, data_dict, "modellregion_question_answer")
    one_of = tk.get_validator("one_of")([questions.KEEP, questions.TAKE])
    schema = {
        "id": said(),
        "field": said(),
        "resource": maybe(),
        "answer": [*said(), one_of],
        "why": maybe(),
    }
    data = checked(data_dict, schema, context)
    key = resource_key(package, data)
    why = str(data.get("why") or "")
    who = user_id(context)
    return {"written": questions.answer(package.id, key, data["field"], data["answer"], who, why)}


@tk.side_effect_free
def modellregion_origin_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show where each value of a dataset comes from, and what people have decided about it.

    :param id: id or name of the dataset.
    :returns: `fields`: of each whose value is not simply the source's: `field`, `resource_key`,
        `origin` ("steward", "source_rule", "rule", "default"), `value`, `base` (the source's),
        `user`, `why`, `changed`, `rule`; `log`: the last 100 decisions, the newest first.
    """
    package = dataset(context, data_dict, "modellregion_origin_list")
    lines = [
        {
            "act": row.act,
            "field": row.field,
            "resource_key": row.resource_key,
            "before": row._mapping["before"],
            "after": row._mapping["after"],
            "why": row.why,
            "user": row.user,
            "created": row.created.isoformat(),
        }
        for row in log.read(package.id)
    ]
    return {"fields": [one.as_dict() for one in origins.of_dataset(package.id)], "log": lines}


ACTIONS = {
    "modellregion_question_list": modellregion_question_list,
    "modellregion_question_answer": modellregion_question_answer,
    "modellregion_origin_list": modellregion_origin_list,
}
AUTH = {**dict.fromkeys(ACTIONS, may_edit_known), "modellregion_question_list": may_edit_something}
