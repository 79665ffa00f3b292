"""Calls about collections that several files make, and what rules mean, written down a second time."""

from decimal import Decimal

TEXTS = ["title", "type", "vendor", "tag", "variant_title"]
NUMBERS = ["variant_price", "variant_compare_at_price", "variant_weight", "variant_inventory"]
TEXT_RELATIONS = ["equals", "not_equals", "starts_with", "ends_with", "contains", "not_contains"]
NUMBER_RELATIONS = ["equals", "not_equals", "greater_than", "less_than"]


def rule(column, relation, condition):
    return {"column": column, "relation": relation, "condition": condition}


def custom(shop, title="Picked", **fields):
    return shop.one(shop.post("custom_collections", "custom_collection", {"title": title, **fields}),
                    "custom_collection", 201)


def smart(shop, *rules, title="Found", **fields):
    reply = shop.post("smart_collections", "smart_collection", {"title": title, "rules": list(rules), **fields})
    return shop.one(reply, "smart_collection", 201)


def change(shop, collection, **fields):
    kind = f"{collection['collection_type']}_collection"
    return shop.one(shop.put(f"{kind}s/{collection['id']}", kind, fields), kind)


def shown(shop, collection):
    return shop.one(shop.get(f"collections/{collection['id']}"), "collection")


def pick(shop, collection, product):
    body = {"collection_id": collection["id"], "product_id": product["id"]}
    return shop.one(shop.post("collects", "collect", body), "collect", 201)


def members(shop, collection):
    """The ids of all products of a collection."""
    found, since = [], 0
    while True:
        page = shop.list("products", collection_id=collection["id"], since_id=since, fields="id", limit=250)
        found += [product["id"] for product in page]
        if len(page) < 250:
            assert len(found) == len(set(found)) == shop.count("products", collection_id=collection["id"])
            return set(found)
        since = found[-1]


def of_product(shop, product, kind="collections"):
    """The ids of the collections that a product is in."""
    return {collection["id"] for collection in shop.list(kind, product_id=product["id"], limit=250)}


def belongs(product, collection):
    """Whether a product, as the server shows it, meets the rules of a collection."""
    results = [meets(product, one) for one in collection["rules"]]
    return any(results) if collection["disjunctive"] else all(results)


def meets(product, one):
    column, relation, condition = one["column"], one["relation"], one["condition"]
    if column == "tag":
        tags = [tag for tag in product["tags"].split(", ") if tag]
        if relation in ("not_equals", "not_contains"):
            return not any(holds(tag, relation.removeprefix("not_"), condition) for tag in tags)
        return any(holds(tag, relation, condition) for tag in tags)
    if column in ("title", "type", "vendor"):
        return holds(product["product_type" if column == "type" else column], relation, condition)
    name = {"variant_title": "title", "variant_price": "price", "variant_compare_at_price": "compare_at_price",
            "variant_weight": "weight", "variant_inventory": "inventory_quantity"}[column]
    values = [variant[name] for variant in product["variants"] if variant[name] is not None]
    return any(holds(value, relation, condition) for value in values) if column == "variant_title" else any(
        compares(Decimal(str(value)), relation, Decimal(condition)) for value in values)


def holds(value, relation, condition):
    value, condition = value.lower(), condition.lower()
    return {
        "equals": value == condition, "not_equals": value != condition, "starts_with": value.startswith(condition),
        "ends_with": value.endswith(condition), "contains": condition in value, "not_contains": condition not in value,
    }[relation]


def compares(value, relation, condition):
    return {
        "equals": value == condition, "not_equals": value != condition, "greater_than": value > condition,
        "less_than": value < condition,
    }[relation]
