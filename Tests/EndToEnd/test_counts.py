"""Every count, derived or a module's own, is that of its list and has one form in each dialect."""

import pytest

from conftest import open_shop
from dialects import DIALECTS
from recipes import LATE
from records import Maker

PAGE_MAX = 250


def listed(maker, operation, ids):
    """How many records a list shows, page by page; a module's own list is one page."""
    number, since = 0, 0
    while True:
        query = f"?limit={PAGE_MAX}&since_id={since}" if operation.resource else ""
        page = maker.content(maker.shop.send_to("GET", operation.target(*ids) + query))
        number += len(page)
        if not operation.resource or len(page) < PAGE_MAX:
            return number
        since = page[-1]["id"]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_count_is_that_of_its_list(server, dialect):
    shop = open_shop(server, dialect)
    maker = Maker(shop)
    operations = {operation.name: operation for operation in maker.operations}
    counts = [operation for name, operation in operations.items() if name.endswith("/count")]
    wrong, empty = [], []
    for count in counts:
        ids = maker.path(count)
        create = maker.creates.get((count.about, count.subjects))
        if create:
            maker.create(create, ids)
        number = listed(maker, operations[count.name.removesuffix("/count")], ids)
        reply = shop.send_to("GET", count.target(*ids))
        expected = {"data": {"count": number}, "meta": {}} if dialect.has_envelope_data else {"count": number}
        if (reply.status, reply.json) != (200, expected):
            wrong.append((count.name, reply.status, reply.json, number))
        if create and not number and count.about not in LATE:
            empty.append(count.name)
    assert not wrong and not empty
    # Those of modules' own routes too.
    assert {"GET products/count", "GET countries/count", "GET countries/{country_id}/provinces/count"} <= {
        count.name for count in counts}
