"""A limit of what one account may write in a minute, by the stewards' pages or our actions.

Against a program gone wild, or a stolen login: each of these writes is a transaction, a mail or a
job. What people do by hand stays far below; a form for many lines is one request.
"""

from __future__ import annotations

import logging
from time import time

from flask import Blueprint, request
from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.later import READING, Answer, called_action, later
from ckanext.modellregion_owl.texts import N_

log = logging.getLogger(__name__)

MINUTE = 60
OURS = "modellregion_"  # names of our actions and of the stewards' blueprints begin so
PUBLIC = frozenset(("modellregion_ask",))  # has a limit of its own, by network address
SENTENCE = N_("That were too many changes in one minute. Please wait a minute and go on then.")

blueprint = Blueprint("modellregion_pace", __name__)


@blueprint.before_app_request
def refuse() -> Answer | None:
    """Answer 429 with a plain sentence where an account writes more than the setting allows."""
    if request.method in READING or not _writes() or tk.current_user.is_anonymous:
        return None
    if not _too_many(str(tk.current_user.id)):
        return None
    title = tk._("Too many changes")
    return later(429, title, tk._(SENTENCE), "Rate Limit Error", MINUTE)


def _writes() -> bool:
    """Tell whether the request is a form of ours or calls an action of ours that writes."""
    if request.blueprint == "api":
        name = str((request.view_args or {}).get("logic_function") or "")
        action = called_action() if name.startswith(OURS) else None
        return action is not None and not getattr(action, "side_effect_free", False)
    name = str(request.blueprint or "")
    return name.startswith(OURS) and name not in PUBLIC


def _too_many(account: str) -> bool:
    """Count a write; tell whether there were too many in this minute. Without Redis none are."""
    minute = int(time()) // MINUTE
    key = f"ckan:{tk.config['ckan.site_id']}:modellregion:writes:{account}:{minute}"
    try:
        pipe = connect_to_redis().pipeline()
        number, _expires = pipe.incr(key).expire(key, 2 * MINUTE).execute()
    except RedisError as err:
        log.warning("writes are not counted, Redis can't be reached: %s", err)
        return False
    return int(number) > config.writes_per_minute()
