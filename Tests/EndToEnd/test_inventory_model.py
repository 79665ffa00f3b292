"""A random walk through everything that changes stock, beside a model that is told the same (I-10, I-12, P-22)."""

import random

import pytest

from dialects import DIALECTS
from inventory_calls import change, levels, new_location, quantity, replayed
from server import TORTURE

STEPS = 4_000 if TORTURE else 250


class Model:
    """What stock should be, in the plainest way: a table, and reservations as lists of what they hold."""

    def __init__(self):
        self.table = {}
        self.may_owe = {}
        self.held = {}

    def start(self, variant, may_owe, place, count):
        self.may_owe[variant] = may_owe
        self.table[variant, place] = [count, 0, 0]

    def total(self, variant):
        return sum(values[0] for (item, _), values in self.table.items() if item == variant)

    def adjust(self, variant, place, difference):
        """False if that may not be."""
        values = self.table.get((variant, place), [0, 0, 0])
        if difference < 0 and values[0] + difference < 0 and not self.may_owe[variant]:
            return False
        self.table[variant, place] = [values[0] + difference, *values[1:]]
        return True

    def reserve(self, variant, count, places):
        """What is taken where, places in their sequence; None if there is not enough."""
        taken, lacking = {}, count
        for place in places:
            part = min(lacking, max(0, self.table.get((variant, place), [0])[0]))
            taken[place] = part
            lacking -= part
        if lacking and not self.may_owe[variant]:
            return None
        taken[places[0]] += lacking
        taken = {place: part for place, part in taken.items() if part}
        self._move(variant, taken, (-1, 0, 1))
        return taken

    def settle(self, reservation, verb):
        """The reservation's new status; None if that may not be."""
        variant, taken, status = self.held[reservation]
        if verb == "commit":
            if status == "reserved":
                self._move(variant, taken, (0, 1, -1))
            status = None if status == "released" else "committed"
        elif status != "released":
            self._move(variant, taken, (1, 0, -1) if status == "reserved" else (1, -1, 0))
            status = "released"
        if status:
            self.held[reservation][2] = status
        return status

    def _move(self, variant, taken, signs):
        for place, part in taken.items():
            values = self.table.setdefault((variant, place), [0, 0, 0])
            self.table[variant, place] = [value + sign * part for value, sign in zip(values, signs)]


class Walk:
    def __init__(self, shop, source):
        self.shop, self.source, self.model = shop, source, Model()
        self.places = [shop.list("locations")[0]["id"], new_location(shop, "B"), new_location(shop, "C")]
        self.product = shop.product(options=[{"name": "N"}], variants=[
            {"option1": "deny", "inventory_quantity": 12},
            {"option1": "continue", "inventory_quantity": 3, "inventory_policy": "continue"},
            {"option1": "none", "inventory_management": "shopify"}])
        self.variants = [variant["id"] for variant in self.product["variants"]]
        for variant in self.product["variants"]:
            self.model.start(
                variant["id"], variant["inventory_policy"] == "continue", self.places[0], variant["inventory_quantity"])

    def step(self):
        variant, place = self.source.choice(self.variants), self.source.choice(self.places)
        act = self.source.choice(
            [self.adjust, self.set, self.connect, self.move, self.reserve, self.reserve, self.settle, self.settle, self.put])
        act(variant, place)

    def expect(self, reply, is_possible, refusals=(422,)):
        assert (reply.status < 300) == is_possible, (reply.status, reply.body[:300])
        assert is_possible or reply.status in refusals, (reply.status, reply.body[:300])
        return is_possible

    def adjust(self, variant, place):
        difference = self.source.randint(-6, 6)
        body = {"inventory_item_id": variant, "location_id": place, "available_adjustment": difference}
        reply = self.shop.send("POST", "inventory_levels/adjust", body)
        self.expect(reply, self.model.adjust(variant, place, difference))

    def set(self, variant, place):
        now = self.model.table.get((variant, place), [0])[0]
        wanted = self.source.randint(-2, 9)
        body = {"inventory_item_id": variant, "location_id": place, "available": wanted}
        if expects := self.source.random() < 0.5:
            body["expected_available"] = self.source.choice([now, now + 1])
        is_expected = not expects or body["expected_available"] == now
        reply = self.shop.send("POST", "inventory_levels/set", body)
        self.expect(reply, is_expected and self.model.adjust(variant, place, wanted - now), (412, 422))

    def connect(self, variant, place):
        change(self.shop, "connect", variant, place, 201)
        self.model.table.setdefault((variant, place), [0, 0, 0])

    def move(self, variant, place):
        other, count = self.source.choice(self.places), self.source.randint(1, 5)
        entries = [{"variant_id": variant, "location_id": place, "adjustment": -count},
                   {"variant_id": variant, "location_id": other, "adjustment": count}]
        reply = self.shop.send("POST", "inventory/adjustments", {"adjustments": entries})
        if self.expect(reply, self.model.adjust(variant, place, -count)):
            self.model.adjust(variant, other, count)

    def reserve(self, variant, place):
        count, chosen = self.source.randint(1, 6), self.source.random() < 0.3
        line = {"variant_id": variant, "quantity": count, **({"location_id": place} if chosen else {})}
        reference = f"{self.source.getrandbits(60):x}"
        reply = self.shop.send("POST", "inventory_reservations", {"items": [line], "reference": reference})
        connected = [one for one in self.places if one == self.places[0] or (variant, one) in self.model.table]
        taken = self.model.reserve(variant, count, [place] if chosen else connected)
        if self.expect(reply, taken is not None):
            made = self.shop.one(reply, "inventory_reservation", 201)
            assert {part["location_id"]: part["quantity"] for part in made["items"]} == taken
            self.model.held[made["id"]] = [variant, taken, "reserved"]

    def settle(self, *_):
        if not self.model.held:
            return
        reservation = self.source.choice(list(self.model.held))
        verb = self.source.choice(["release", "commit"])
        reply = self.shop.send("POST", f"inventory_reservations/{reservation}/{verb}")
        status = self.model.settle(reservation, verb)
        if self.expect(reply, status is not None, (409,)):
            assert self.shop.one(reply, "inventory_reservation")["status"] == status

    def put(self, variant, _):
        """The product as it was shown at the start, with another title: it says nothing about stock."""
        body = {**self.product, "title": f"T{self.source.random()}"}
        self.expect(self.shop.put(f"products/{self.product['id']}", "product", body), True)

    def check(self):
        for variant in self.variants:
            expected = {place: tuple(values) for (item, place), values in self.model.table.items() if item == variant}
            assert levels(self.shop, variant) == expected
            assert quantity(self.shop, variant) == self.model.total(variant)
        found = {place: tuple(values) for place, values in self.model.table.items() if any(values)}
        assert replayed(self.shop) == found


@pytest.mark.parametrize("seed", [1, 2])
def test_a_random_walk_keeps_every_promise(empty_shop, seed):
    walk = Walk(empty_shop, random.Random(f"{seed} {empty_shop.dialect.name}"))
    for number in range(STEPS):
        walk.step()
        if number % 50 == 0:
            walk.check()
    walk.check()
