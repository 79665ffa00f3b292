from bulk_calls import bulk_operations
from receiver import wait_for


def ended_export(maker):
    """An operation that has ended, with its result."""
    shop = maker.shop
    export = shop.one(shop.send("POST", "bulk/audit_events/export"), "bulk_operation", 202)["id"]
    wait_for(lambda: bulk_operations(shop, ids=export, status="completed"), "end of an export")
    return export


HOOKS = {
    "bulk_operation": ended_export,
    # Every write leaves one, numbered from 1 in each store; test_audit.py shows that stores see only their own.
    "audit_event": lambda maker: maker.shop.list("audit_events", limit=1)[0]["id"],
}
