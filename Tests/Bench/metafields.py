"""How long it takes to find products by a custom field, with few of them and with a million.

A million records through the API would take many minutes, so the store's database is filled while no server has it open.
Python's SQLite writes the pages and the project's own VFS, compiled here, puts in their checksums; so both have to be linked
with the same library, as they are on the systems that the project supports.
"""

import ctypes
import sqlite3
import statistics
import subprocess
import time
from pathlib import Path

from servers import Stoa

# Every so many products there is one of the same size.
SIZES = 1_000
# A size that no copy has, and that stands in no other number of a template.
TEMPLATE = 987_654_321
PLACE = {"namespace": "custom", "key": "size"}
SAMPLES = 200
SYSTEM = Path(__file__).resolve().parents[2] / "Sources" / "CStoaSystem"
VFS_SOURCES = ["checksum_vfs.c", "checked_file.c", "log_guard.c"]


class StoreFile:
    """One store's database, as a context manager that commits at the end; `work` is where the VFS is compiled to."""

    def __init__(self, path, work):
        self._load_vfs(Path(work) / "checksum_vfs.so")
        self._database = sqlite3.connect(f"file:{path}?vfs=stoa", uri=True, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-262144", "temp_store=MEMORY"):
            self._database.execute(f"PRAGMA {pragma}")

    @staticmethod
    def _load_vfs(library):
        if library.exists():
            return
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-std=gnu11", f"-I{SYSTEM / 'include'}", "-o", library,
                        *(SYSTEM / name for name in VFS_SOURCES), "-lsqlite3"], check=True)
        if ctypes.CDLL(library, ctypes.RTLD_GLOBAL).stoa_checksum_vfs_register() != 0:
            raise SystemExit("bench: the VFS of the databases could not be registered")

    def __enter__(self):
        self._database.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(self, kind, *_):
        self._database.execute("ROLLBACK" if kind else "COMMIT")
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._database.close()

    def value(self, sql, *values):
        return self._database.execute(sql, values).fetchone()[0]

    def copy(self, table, template, count, **changed):
        """Inserts `count` copies of a row; `changed` are SQL expressions by column, with `n` from 0 up for the copy."""
        columns = [row[1] for row in self._database.execute(f"PRAGMA table_info({table})")]
        values = ",".join(changed.get(column, column) for column in columns)
        self._database.execute(
            f"WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n+1 FROM number WHERE n+1<?1) "
            f"INSERT INTO {table}({','.join(columns)}) SELECT {values} FROM number,{table} WHERE id=?2",
            (count, template))

    def take_ids(self, count):
        """Reserves ids; returns the first."""
        first = int(self.value("SELECT value FROM meta WHERE key='next_id'"))
        self._database.execute("UPDATE meta SET value=? WHERE key='next_id'", (str(first + count),))
        return first


def definition(stoa, key):
    fields = {"name": "Size", "owner_type": "product", "type": "number_integer", "indexed": True, **PLACE}
    stoa.call("POST", "metafield_definitions.json", key, {"metafield_definition": fields})


def product(stoa, key, size):
    return stoa.create(key, {"product": {"title": f"Mug {size}", "metafields": [{**PLACE, "value": size}]}})


def only_metafield(stoa, key, owner):
    query = f"metafield%5Bowner_resource%5D=product&metafield%5Bowner_id%5D={owner}"
    return stoa.call("GET", f"metafields.json?{query}", key)["metafields"][0]


def fill(file, template, metafield, count):
    """Copies a product and its metafield; each copy has the size of its number, modulo SIZES."""
    first = file.take_ids(2 * count)
    owner, own, size = f"({first}+2*n)", f"({first}+2*n+1)", f"(n%{SIZES})"

    def document(*replaced):
        text = "CAST(document AS TEXT)"
        for old, new in replaced:
            text = f"replace({text},'{old}',{new})"
        return f"CAST({text} AS BLOB)"

    file.copy("r_product", template, count, id=owner, f_handle=f"'mug-'||{owner}",
              document=document((template, owner), (f'"handle":"mug-{TEMPLATE}"', f"'\"handle\":\"mug-'||{owner}||'\"'")))
    file.copy("r_metafield", metafield, count, id=own, f_owner_id=owner, f_value=size, f_index_value=size,
              document=document((metafield, own), (template, owner), (TEMPLATE, size)))


def found(stoa, key, size, limit=50):
    return stoa.call("GET", f"products.json?metafields.custom.size={size}&limit={limit}", key)["products"]


def check(stoa, key, count):
    """The copies are as if the API had made them: they are found, read, changed and counted, and new ones join them."""
    total = stoa.call("GET", "products/count.json?metafields.custom.size=7", key)["count"]
    newest = found(stoa, key, 7, limit=1)[0]["id"]
    metafield = only_metafield(stoa, key, newest)
    if total != count // SIZES or metafield["value"] != 7 or metafield["owner_id"] != newest:
        raise SystemExit(f"bench: {total} products of {count} have the size 7, and {newest} has {metafield['value']}")
    stoa.call("PUT", f"metafields/{metafield['id']}.json", key, {"metafield": {"value": TEMPLATE + 1}})
    made = product(stoa, key, 7)
    if [found(stoa, key, TEMPLATE + 1)[0]["id"], found(stoa, key, 7)[0]["id"]] != [newest, made]:
        raise SystemExit("bench: a change of a copied metafield is not found")


def milliseconds(call):
    times = []
    for number in range(SAMPLES):
        started = time.monotonic()
        call(number * 37 % SIZES)
        times.append((time.monotonic() - started) * 1e3)
    return statistics.median(times), max(times)


def filtering(figures, work, count):
    directory = work / f"metafields-{count}"
    with Stoa(directory) as stoa:
        key = stoa.key(stoa.store("shop"))
        definition(stoa, key)
        template = product(stoa, key, TEMPLATE)
        metafield = only_metafield(stoa, key, template)["id"]
    figures.progress(f"filling a store with {count:,} products")
    with StoreFile(next((directory / "stores").glob("*.db")), work) as file:
        fill(file, template, metafield, count)
    with Stoa(directory) as stoa:
        check(stoa, key, count)
        usual, most = milliseconds(lambda size: found(stoa, key, size))
        counting, _ = milliseconds(
            lambda size: stoa.call("GET", f"products/count.json?metafields.custom.size={size}", key))
    figures.at_most(f"filter {count:,} products by an integer field, slowest", most, 50, 10, " ms")
    figures.note(f"  median of {SAMPLES} pages: {usual:.2f} ms; of a count: {counting:.2f} ms")


def metafields(figures, work, counts=(10_000, 100_000, 1_000_000)):
    """All of it, with stores of these sizes."""
    for count in counts:
        filtering(figures, work, count)
