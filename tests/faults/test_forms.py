"""Whatever is written into a form: it is taken or refused, and nothing breaks.

Values are made by hypothesis, the same ones each time. 40 datasets of each kind, 1,000 in
`make test-long`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckan import model
from ckan.tests import factories

from ckanext.modellregion_owl.rdf.rows import schema_of

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

TEXTS = (
    *("", " ", "\n", "\x00", "\ud800", "a\u202eb", "<script>owl()</script>", "=1+1", "a" * 5000),
    *("null", "[]", "{}", "[[]]", '[{"a": 1}]', "[null]", '"x"', "[" * 3000, "{" * 3000, "NaN"),
    *("-1", "1e999", "9" * 5000, "0x10", "1_0", "٣", "½", "17 KB", "Infinity", "-0", "True"),
    *("2026-02-30", "99999-01-01", "0000", "2026-13", "31.05.2026", "2026-05-31T25:61:00+99:99"),
    *("http://[::1", "https://a.example:99999999/", "https://\x00", "http://%zz", "urn:", "//"),
    *("POLYGON((", "POINT(NaN NaN)", '{"type": "Point", "coordinates": [1e400, 1]}', "BBOX(1,2,3"),
    *(
        "owl-1",
        "CC BY 4.0",
        "http://dcat-ap.de/def/licenses/cc-by/4.0",
        "true",
        "__extras",
        "../..",
    ),
)
plain = st.one_of(st.sampled_from(TEXTS), st.text(max_size=20))
anything = st.recursive(
    st.one_of(plain, st.none(), st.booleans(), st.integers(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(plain, inner, max_size=3)),
    max_leaves=5,
)


def tries(number: int) -> Callable[..., Any]:
    """Return the settings of a test with so many tries: the same ones each time."""
    return settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=5000,  # milliseconds for one: nothing hangs
        suppress_health_check=list(HealthCheck),
    )


def values_of(level: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return values for some fields of a dataset or a file: as a program sends them, as a form."""
    drawn: dict[str, Any] = {}
    for field in schema_of()[f"{level}_fields"]:
        name = field["field_name"]
        drawn[name] = anything
        for sub in field.get("repeating_subfields", ()):
            drawn[f"{name}-0-{sub['field_name']}"] = plain
        if "repeating_subfields" in field:
            subs = [sub["field_name"] for sub in field["repeating_subfields"]]
            entry = st.fixed_dictionaries({}, optional=dict.fromkeys(subs, anything))
            drawn[name] = st.one_of(anything, st.lists(entry, max_size=2))
    names = sorted(drawn)
    chosen = st.lists(st.sampled_from(names), min_size=1, max_size=12, unique=True)
    return chosen.flatmap(lambda some: st.fixed_dictionaries({n: drawn[n] for n in some}))


def validated(values: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Return the errors of a new dataset's values, as CKAN's own action validates them.

    CKAN's `DataError`, for a text in place of nodes, is one too: its API answers 400.
    """
    from ckan.lib.navl.dictization_functions import DataError
    from ckan.lib.plugins import lookup_package_plugin, plugin_validate

    plugin = lookup_package_plugin("dataset")
    full = {"model": model, "session": model.Session, "user": "", **context}
    schema, data = plugin.create_package_schema(), {"type": "dataset", **values}
    try:
        _data, errors = plugin_validate(plugin, full, data, schema, "package_create")
    except DataError as err:
        errors = {"": [err.error]}
    json.dumps(errors)  # a program reads them
    return errors


@pytest.mark.parametrize("number", [40, pytest.param(1000, marks=pytest.mark.long)])
@pytest.mark.parametrize("writer", ["person", "harvest"])
def test_a_dataset_is_taken_or_refused(app, with_request_context, writer, number):
    """Any value in any field of dataset and file: errors for the form, never an exception."""
    counted = {"taken": 0, "refused": 0}
    user = factories.User()["name"]
    context = {"user": user} if writer == "person" else {"modellregion_harvest": True}

    @tries(number)
    @given(dataset=values_of("dataset"), file=st.none() | values_of("resource"))
    def work(dataset: dict[str, Any], file: dict[str, Any] | None) -> None:
        values = {"name": "probe", "title": "Probe", **dataset}
        if file is not None:
            values["resources"] = [{"url": "https://a.example", **file}]
        errors = validated(values, **context)
        counted["refused" if errors else "taken"] += 1
        model.Session.rollback()

    work()
    assert sum(counted.values()) >= number
    assert counted["refused"] > number // 10, counted
