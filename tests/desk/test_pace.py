"""What one account may write in a minute by the stewards' pages and our actions."""

from __future__ import annotations

import pytest
from owltests import office
from redis.exceptions import RedisError

from ckan.lib.redis import connect_to_redis
from ckan.tests import factories

from ckanext.modellregion_owl import pace

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]
LIMIT = pytest.mark.ckan_config("ckanext.modellregion_owl.writes_per_minute", "2")
CHECK = "/api/3/action/modellregion_link_check"


@pytest.fixture
def editor(monkeypatch) -> dict[str, str]:
    """Return the headers of an editor, in a minute that does not end, with nothing counted."""
    office.open_office()
    for key in connect_to_redis().scan_iter("*:modellregion:writes:*"):
        connect_to_redis().delete(key)
    monkeypatch.setattr(pace, "MINUTE", 3600)
    return {"Authorization": factories.APIToken(user=office.user("editor"))["token"]}


@LIMIT
def test_refused_by_api_and_page(editor, make_app):
    """The third write is 429 with a plain sentence, by whatever way; reading and others go on."""
    app = make_app()
    for _ in range(2):
        assert app.post(CHECK, json={}, headers=editor).status_code == 200
    answer = app.post(CHECK, json={}, headers=editor)
    assert answer.status_code == 429
    assert answer.json["error"]["__type"] == "Rate Limit Error"
    assert int(answer.headers["Retry-After"]) > 0
    page = app.post("/de/datenpflege/links/pruefen", headers=editor)
    assert page.status_code == 429
    assert "zu viele Änderungen in einer Minute" in page.text
    assert app.get("/de/datenpflege/links", headers=editor).status_code == 200
    reading = app.post("/api/3/action/modellregion_link_list", json={}, headers=editor)
    assert reading.status_code == 200
    admin = {"Authorization": factories.APIToken(user=office.user("admin"))["token"]}
    assert app.post(CHECK, json={}, headers=admin).status_code == 200


@LIMIT
def test_ckans_own_are_not_counted(editor, make_app):
    """CKAN's own actions are its operator's business."""
    app = make_app()
    for title in ("a", "b", "c", "d"):
        patch = {"id": "baum", "title": title}
        path = "/api/3/action/package_patch"
        assert app.post(path, json=patch, headers=editor).status_code == 200


@LIMIT
def test_without_redis(editor, make_app, monkeypatch):
    """Where nothing can be counted nobody is refused."""

    def away() -> None:
        raise RedisError

    app = make_app()
    monkeypatch.setattr(pace, "connect_to_redis", away)
    for _ in range(3):
        assert app.post("/de/datenpflege/ursache", headers=editor).status_code != 429
