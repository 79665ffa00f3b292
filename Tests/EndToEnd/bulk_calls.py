"""Calls and files of the tests of bulk imports and exports."""

import csv
import io

from receiver import wait_for

ENDED = {"completed", "canceled", "failed"}


def send(shop, plural, data, media_type="text/csv", query=None, **headers):
    """The answer to an import."""
    headers = {**shop.dialect.authorization(shop.key), "Content-Type": media_type, **headers}
    return shop.connection.send("POST", shop.dialect.target(f"bulk/{plural}/import", query), headers, data)


def bulk_operations(shop, **query):
    """The operations that the key has made, newest first."""
    return shop.many(shop.get("bulk/operations", **query), "bulk_operations")


def begun(shop, reply):
    """The operation that was begun."""
    return shop.one(reply, "bulk_operation", 202)


def shown(shop, operation):
    return shop.one(shop.get(f"bulk/operations/{operation['id']}"), "bulk_operation")


def ended(shop, operation, status="completed", seconds=60):
    """The operation as it is when it has ended."""
    seen = [operation]

    def has_ended():
        seen.append(shown(shop, operation))
        assert seen[-1]["done"] >= seen[-2]["done"] and seen[-1]["percent"] >= seen[-2]["percent"], seen[-2:]
        return seen[-1]["status"] in ENDED

    wait_for(has_ended, "end of the operation", seconds)
    assert seen[-1]["status"] == status, seen[-1]
    return seen[-1]


def imported(shop, plural, data, media_type="text/csv", seconds=60):
    """The operation that has imported a file."""
    if isinstance(data, str):
        data = data.encode()
    operation = ended(shop, begun(shop, send(shop, plural, data, media_type)), seconds=seconds)
    assert operation["percent"] == 100 and operation["done"] == operation["total"]
    counted = sum(operation[name] for name in ("created", "updated", "unchanged", "failed"))
    assert counted == operation["total"], operation
    return operation


def counts(operation):
    return {name: operation[name] for name in ("created", "updated", "unchanged", "failed") if operation[name]}


def result(shop, operation):
    reply = shop.get(f"bulk/operations/{operation['id']}/result")
    assert reply.status == 200, (reply.status, reply.body[:300])
    assert len(reply.body) == operation["result_bytes"]
    assert reply.header("X-Content-Type-Options") == "nosniff"
    assert reply.header("Content-Disposition").startswith("attachment; filename=")
    return reply.body


def errors(shop, operation):
    """What was refused: line, external id, field and message."""
    header, *rows = csv.reader(io.StringIO(result(shop, operation).decode(), newline=""))
    assert header == ["line", "external_id", "field", "message"]
    return [(int(line), *rest) for line, *rest in rows]


def exported(shop, plural, seconds=60, **query):
    """The file of an export."""
    operation = begun(shop, shop.send("POST", f"bulk/{plural}/export", query=query))
    return result(shop, ended(shop, operation, seconds=seconds))


def table(data):
    """The rows of an exported file."""
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def written(columns, rows):
    """A file as spreadsheets write it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()
