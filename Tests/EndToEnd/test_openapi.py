"""The OpenAPI documents: valid, public, complete, and true (PL-06, ER-14)."""

import pytest
from openapi_spec_validator import validate

from dialects import DIALECTS
from operations import ANY_SCOPE, document, mismatch, operations, unfit
from records import Maker
from test_isolation_matrix import SUCCESS


@pytest.fixture(scope="module", params=DIALECTS, ids=lambda dialect: dialect.name)
def described(request, server):
    return request.param, document(server.port, request.param.name)


def test_the_document_is_valid(described):
    validate(described[1])


def test_every_operation_says_what_generated_tests_need(described):
    dialect, text = described
    found = operations(text, dialect.name)
    identifiers = [operation.description["operationId"] for operation in found]
    assert len(set(identifiers)) == len(identifiers) > 20
    for operation in found:
        assert operation.path.startswith(dialect.base + "/"), operation.path
        assert operation.scope and operation.module and operation.action in SUCCESS
        assert operation.description["summary"] and operation.description["tags"]
        in_path = {p["name"] for p in operation.description["parameters"] if p["in"] == "path"}
        assert in_path == set(operation.parameters)
        changes = operation.writes and operation.action not in ("export", "cancel")
        assert operation.scope.startswith("write_" if changes else ("read_", ANY_SCOPE))


def test_every_operation_documents_its_refusals(described):
    dialect, text = described
    for operation in operations(text, dialect.name):
        statuses = set(operation.description["responses"])
        expected = {"401", "403", "429"} | ({"404"} if operation.parameters else set())
        assert expected <= statuses, (operation.method, operation.path, statuses)


def test_the_examples_of_every_operation_answer_as_documented(described, open_shops):
    dialect, text = described
    maker = Maker(open_shops(dialect))
    for operation in maker.operations:
        ids = maker.path(operation)
        query, body = maker.call(operation, ids)
        has_fields = maker.bodies.has_fields(operation)
        is_file = operation.action == "import"
        assert is_file or has_fields == ("requestBody" in operation.description) and (has_fields or body is None), (
            operation.name)
        example = maker.bodies.example(operation) if has_fields else body if is_file else None
        for sent in (body, example) if operation.action == "route" and has_fields else ():
            assert unfit(text, operation, sent) is None, operation.name
        target = f"{operation.target(*ids)}?{query}"
        reply = maker.shop.send_to(operation.method, target, example)
        if reply.status == 422 and has_fields:
            # A rule asks for more, and a recipe says what.
            reply = maker.shop.send_to(operation.method, target, body)
        assert reply.status in SUCCESS[operation.action], (
            operation.name, body, reply.status, reply.body[:300])
        assert mismatch(text, operation, reply) is None, operation.path


def test_documents_are_public_and_cacheable(server):
    with server.connect() as connection:
        for dialect in DIALECTS:
            reply = connection.send("GET", f"/openapi/{dialect.name}.json")
            assert reply.header("Content-Type").startswith("application/json")
            assert connection.send("GET", f"/openapi/{dialect.name}.json").body == reply.body
        assert connection.send("GET", "/openapi/other.json").status == 404


def test_metrics_count_requests_and_name_no_secrets(server, open_shops):
    shop = open_shops(DIALECTS[0])
    product = shop.product()
    with server.connect() as connection:
        text = connection.send("GET", "/metrics").body.decode()
    assert "# TYPE" in text and shop.key not in text and str(product["id"]) not in text
