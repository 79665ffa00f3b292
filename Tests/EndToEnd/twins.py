"""Two stores that hold the same ids, handles and SKUs, so that only isolation keeps them apart."""

import hashlib
import itertools
import json
import sqlite3

from dialects import SHOPIFY, Shop
from server import create_key, create_store
from webhook_records import make_delivery

# More ids than a test uses up in the first store, so that the second's own records never meet the first's later ones.
GAP_VARIANTS = 2000
RECORDS = ("r_product", "r_variant", "r_option", "r_image", "r_supplier", "r_webhook", "r_webhook_delivery", "events")
_pairs = itertools.count(1)


class Twins:
    """`alpha` and `beta`; `alien` are ids of beta's that alpha never gave, `unknown` is in neither."""

    def __init__(self, server):
        number = next(_pairs)
        self.server = server
        self.alpha = self._store(f"alpha-{number}")
        self.beta = self._store(f"beta-{number}")
        self.own = self._fill(self.alpha, "alpha-canary")
        assert self._fill(self.beta, "beta-canary") == self.own, "the same steps give the same ids"
        self.beta.product("Gap", variants=[{"option1": str(n)} for n in range(GAP_VARIANTS)])
        self.alien = self._fill(self.beta, "beta-canary", "more")
        # Numbered from 1 in every store, so there are none of beta's that alpha never gives: test_audit.py has these.
        self.own["audit_event"] = [1, 2]
        self.unknown = {name: [max(ids) + 5000 for ids in self.alien.values()][0] for name in self.own}

    def _store(self, name):
        store = create_store(self.server.data, name)
        key = create_key(self.server.data, name, "all", "--no-rate-limit")
        return Shop(self.server, SHOPIFY, key, name, store["id"])

    @staticmethod
    def _fill(shop, canary, suffix=""):
        """Makes two of everything; returns their ids by resource."""
        ids = {"product": [], "variant": [], "image": [], "supplier": [], "webhook": [], "webhook_delivery": []}
        for number in range(2):
            product = shop.product(
                f"Mug {number}{suffix}", vendor=canary, body_html=canary,
                variants=[{"option1": f"{canary} {n}", "sku": f"SKU-{number}-{n}{suffix}"} for n in range(2)],
                images=[{"src": f"https://cdn.example.com/{canary}.jpg"}])
            ids["product"].append(product["id"])
            ids["variant"].append(product["variants"][0]["id"])
            ids["image"].append(product["images"][0]["id"])
            supplier = {"name": f"Supplier {number}{suffix}", "email": f"{canary}@example.com"}
            webhook, delivery = make_delivery(
                shop, lambda: ids["supplier"].append(shop.create("supplier", supplier)["id"]))
            ids["webhook"].append(webhook)
            ids["webhook_delivery"].append(delivery)
        return ids


def contents(shop, tables=(*RECORDS, "audit")):
    """A hash of a store's tables, straight from its file."""
    digest = hashlib.sha256()
    database = sqlite3.connect(f"file:{shop.server.store_file(shop.store_id)}?mode=ro", uri=True)
    try:
        for table in tables:
            for row in database.execute(f"SELECT * FROM {table} ORDER BY 1"):
                digest.update(json.dumps(row, default=repr).encode())
    finally:
        database.close()
    return digest.hexdigest()
