"""Imports and exports of every resource, derived like everything else: what is listed is exported, and comes back as it was."""

import json

import pytest

from bulk_calls import counts, errors, exported, imported
from conftest import open_shop
from dialects import NATIVE
from operations import segments
from records import Maker


@pytest.fixture(scope="module")
def maker(server):
    """A store with records of every resource."""
    maker = Maker(open_shop(server, NATIVE))
    maker._make_everything()
    return maker


def of(maker, action):
    """The plurals of what can be imported or exported."""
    return sorted(segments(one.dialect, one.path)[1] for one in maker.operations if one.action == action)


def test_what_is_listed_is_exported_and_what_is_created_is_imported(maker):
    listed = {o.path.rsplit("/", 1)[-1].removesuffix(".json") for o in maker.operations if o.action == "list" and not o.is_nested}
    created = {o.path.rsplit("/", 1)[-1].removesuffix(".json") for o in maker.operations if o.action == "create" and not o.is_nested}
    # Attachments depend on what each is attached to; the operations are not worth a file; and tokens would lie open in one.
    left_out = {"metafields", "events", "operations", "storefront_access_tokens"}
    assert set(of(maker, "export")) == listed - left_out and len(listed) > 15
    assert set(of(maker, "import")) == created - left_out


def test_every_export_is_what_its_list_shows(maker):
    for plural in of(maker, "export"):
        if plural == "audit_events":
            continue
        assert json.loads(exported(maker.shop, plural, format="json"))[plural] == maker.shop.list(plural, limit=250), plural


def test_every_file_comes_back_without_a_change(maker):
    wrong = {}
    for plural in sorted(set(of(maker, "import")) & set(of(maker, "export"))):
        for media_type, format in (("text/csv", "csv"), ("application/json", "json")):
            file = exported(maker.shop, plural, format=format)
            operation = imported(maker.shop, plural, file, media_type)
            if set(counts(operation)) - {"unchanged"} or exported(maker.shop, plural, format=format) != file:
                wrong[plural, format] = (counts(operation), errors(maker.shop, operation)[:3])
    assert not wrong
