HOOKS = {
    # Every write leaves one, numbered from 1 in each store; test_audit.py shows that stores see only their own.
    "audit_event": lambda maker: maker.shop.list("audit_events", limit=1)[0]["id"],
}
