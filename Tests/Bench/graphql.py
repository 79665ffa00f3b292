"""GraphQL beside REST: what asking for the same records, and making the same record, costs by either."""

import json
import statistics

from load import cpu_seconds
from servers import Stoa

ENDPOINT = "/admin/api/2024-01/graphql.json"
FIELDS = "id title handle vendor productType tags createdAt updatedAt"
ONE = "{ product(id: %d) { " + FIELDS + " variants(first: 5) { nodes { id price sku } } } }"
MANY = "{ products(first: 50) { nodes { " + FIELDS + " variants(first: 1) { nodes { id price sku } } } } }"
LINKED = "{ products(first: 50) { nodes { id title metafields(first: 3) { nodes { key value } } } } }"
CREATE = ("mutation($in: ProductInput!) { productCreate(input: $in) { product { id variants(first: 1) { nodes { id } } } "
          "userErrors { field message } } }")


def measure(load, stoa, rounds, calls):
    """Rounds in turns; for each call the medians of calls per second and CPU microseconds a call."""
    rows = {title: [] for title, *_ in calls}
    for _ in range(rounds):
        for title, path, headers, body in calls:
            before = cpu_seconds(stoa.pid)
            result = load.run(stoa.url + path, headers, body=body)
            if result.errors:
                raise SystemExit(f"bench: {result.errors} of {title} were refused")
            rows[title].append((result.per_second, (cpu_seconds(stoa.pid) - before) / max(result.requests, 1) * 1e6))
    return {title: [statistics.median(column) for column in zip(*values)] for title, values in rows.items()}


def graphql(figures, load, sample, work, rounds):
    with Stoa(work / "graphql") as stoa:
        key = stoa.key(stoa.store("graphql"))
        ids = [stoa.create(key, sample) for _ in range(60)]
        headers = {"X-Shopify-Access-Token": key}
        rest = "/admin/api/2024-01/products"
        product = {
            "title": sample["product"]["title"], "bodyHtml": sample["product"]["body_html"],
            "vendor": sample["product"]["vendor"], "productType": sample["product"]["product_type"],
            "tags": sample["product"]["tags"].split(", "),
            "variants": [{"price": "18.00", "sku": "MUG-12-WHT", "inventoryQuantity": 200}],
            "images": sample["product"]["images"],
        }

        def ask(query, variables=None):
            return json.dumps({"query": query, **({"variables": variables} if variables else {})})

        read = measure(load, stoa, rounds, [
            ("REST, one", f"{rest}/{ids[0]}.json", headers, None), ("one", ENDPOINT, headers, ask(ONE % ids[0])),
            ("REST, list of 50", f"{rest}.json?limit=50", headers, None), ("list of 50", ENDPOINT, headers, ask(MANY)),
            ("list of 50, each with a list", ENDPOINT, headers, ask(LINKED)),
        ])
        written = measure(load, stoa, rounds, [
            ("REST, create", f"{rest}.json", headers, json.dumps(sample)),
            ("create", ENDPOINT, headers, ask(CREATE, {"in": product})),
        ])
        both = {**read, **written}
        for title, (rate, cpu) in both.items():
            figures.note(f"  GraphQL and REST, {title}: {rate:,.0f}/s; CPU us/call: {cpu:.1f}")
        for title, bar, aim in (("one", 6, 3), ("list of 50", 15, 8), ("create", 1.5, 1.2)):
            figures.at_most(f"GraphQL, {title}: CPU against REST", both[title][1] / both[f"REST, {title}"][1], bar, aim, "x")
