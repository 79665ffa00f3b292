"""Two stores that hold the same ids and handles, so that only isolation keeps them apart."""

import hashlib
import itertools
import json
import sqlite3
from contextlib import closing, contextmanager

from canaries import Marker
from dialects import SHOPIFY, Shop
from receiver import wait_for
from server import create_key, create_store, jobs_of

GAP_VARIANTS = 2000
# Ids that the tests of one operation use up in the first store, rounded up.
GAP_OF_OPERATION = 50
_pairs = itertools.count(1)


class Twins:
    """`alpha` and `beta`; `alien` are ids of beta's that alpha never gave, `unknown` is in neither.

    `own` and `alien` hold paths, the ids of records below each other, by the resources that these are of. What paths name
    by a key of its own is alien by nature.
    """

    def __init__(self, server):
        number = next(_pairs)
        self.server = server
        self.alpha = self._store(f"alpha-{number}")
        self.beta = self._store(f"beta-{number}")
        self.maker, other = Marker(self.alpha, "alpha-canary"), Marker(self.beta, "beta-canary")
        self.own = fill(self.maker)
        assert numbers(fill(other)) == numbers(self.own), "the same steps give the same ids"
        gap = self._leave_gap()
        self.own_ids = ids_of_all(self.own, self.maker)
        # What every store has from the start, or numbers from 1, is no other store's alone.
        self.alien = {
            subjects: paths for subjects, paths in fill(other).items()
            if isinstance(paths[0][-1], str) or paths[0][-1] > gap}
        # The newest of them by resource, as they are shown.
        self.alien_records = other.newest
        self.alien_ids = {id for id in ids_of_all(self.alien, other) if id > gap}
        self.unknown = max(self.alien_ids) + 5000
        self._links = {}
        self._keys = {}

    def _store(self, name):
        store = create_store(self.server.data, name)
        key = create_key(self.server.data, name, "all", "--no-rate-limit")
        return Shop(self.server, SHOPIFY, key, name, store["id"])

    def _leave_gap(self):
        """Uses up more ids in beta than tests do in alpha, so that beta's next records never meet alpha's later ones.

        The last of these ids.
        """
        for _ in range(1 + len(self.maker.operations) * GAP_OF_OPERATION // GAP_VARIANTS):
            gap = self.beta.product(variants=[{"option1": str(number)} for number in range(GAP_VARIANTS)])
            assert self.beta.delete(f"products/{gap['id']}").status == 204
        # What belonged to so many variants is deleted by a job.
        wait_for(lambda: not jobs_of(self.server.data, self.beta.store, "kernel.delete_orphans"), "end of the deletions")
        return gap["variants"][-1]["id"]

    def assert_gap(self):
        with tables(self.alpha) as (database, names):
            newest = max(database.execute(f"SELECT max(id) FROM {name}").fetchone()[0] or 0 for name in names)
        assert newest < min(self.alien_ids), "raise GAP_OF_OPERATION"

    def alien_ids_of(self, resource):
        return sorted({paths[0][-1] for subjects, paths in self.alien.items() if subjects[-1] == resource})

    def own_of_another(self, kind, name):
        """The id of a record of alpha's that another module keeps, or another facet of the same resource shows."""
        known = {operation.about: operation for operation in self.maker.operations if operation.resource}
        own = known.get(name)

        def is_other(one):
            if kind == "other resource's":
                return own is None or one.module != own.module
            # Two facets and their resource have three names.
            return own and own.resource == one.resource and len({one.about, own.about, own.resource}) == 3

        return next((
            paths[0][-1] for (*_, other), paths in self.own.items()
            # An id that comes with another record may be the same as that one's.
            if other in known and not self.maker.comes_with_others((other,)) and is_other(known[other])), None)

    def link(self, resource):
        """The id of a record of alpha's that stays."""
        if resource not in self._links:
            paths = [paths[0] for subjects, paths in self.own.items() if subjects[-1] == resource]
            self._links[resource] = paths[0][-1] if paths else self.maker.make(resource)
        return self._links[resource]

    def key(self, scopes):
        """A key of alpha's with these scopes and no others."""
        if scopes not in self._keys:
            self._keys[scopes] = create_key(self.server.data, self.alpha.store, scopes, "--no-rate-limit")
        return self._keys[scopes]


def ids_of_all(paths, maker):
    """The ids in paths, and those of records that paths name by a key."""
    found = {id for one in paths.values() for path in one for id in path if isinstance(id, int)}
    return found | {record["id"] for record in maker.newest.values()}


def numbers(paths):
    """The ids of paths, without keys, which are random."""
    return {subjects: [[id for id in path if isinstance(id, int)] for path in found] for subjects, found in paths.items()}


def fill(maker):
    """The ids of new records for every path; two where records are below others, so that they can be mixed up."""
    paths = {}
    # What comes with others has to come after them.
    for operation in sorted(maker.operations, key=lambda operation: maker.comes_with_others(operation.subjects)):
        subjects = operation.subjects
        if subjects and subjects not in paths:
            paths[subjects] = [maker.path(operation) for _ in range(2 if len(subjects) > 1 else 1)]
    return paths


@contextmanager
def tables(shop):
    """A store's database, straight from its file, and the names of the tables of its records."""
    with closing(sqlite3.connect(f"file:{shop.server.store_file(shop.store_id)}?mode=ro", uri=True)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'r_*' ORDER BY 1")
        yield database, [name for name, in names]


def unfinished(shop):
    """How many imports and exports go on."""
    with tables(shop) as (database, _):
        return database.execute("SELECT count(*) FROM jobs WHERE name GLOB 'kernel.*port_records'").fetchone()[0]


def contents(shop, with_audit=True):
    """A hash of all that a store keeps."""
    wait_for(lambda: not unfinished(shop), "end of imports and exports")
    digest = hashlib.sha256()
    with tables(shop) as (database, names):
        assert names
        for name in [*names, "events", *(["audit"] if with_audit else [])]:
            for row in database.execute(f"SELECT * FROM {name} ORDER BY 1"):
                digest.update(json.dumps(row, default=repr).encode())
    return digest.hexdigest()
