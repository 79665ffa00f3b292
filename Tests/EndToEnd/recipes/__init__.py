"""What declarations cannot say: a file for each module that needs one; nothing else in the generated suites names any.

A module needs none if its documents' examples are accepted and its own routes take no query. Otherwise its file has some
of these tables:

FIELDS  by resource: fields that the example lacks, from a number that is always another.
HOOKS   by resource: makes what no create makes, from a Maker and the ids of the records above; returns its id.
CALLS   by route, as in "POST things/{id}/close": the query and the body, or None, that it needs, from a function that
        gives the id of a record of a resource, and a number.
STEPS   by operation: what has to be done first, from a Maker and the path's ids; returns None, or the query and the
        body that follow from it.
LATE    resources whose lists do not show a record as soon as it is made.
SHARED  names of things that are the same in all stores and belong to none.
"""

import importlib
import pkgutil

# By the names of modules.
FILES = {file.name: importlib.import_module(f"{__name__}.{file.name}") for file in pkgutil.iter_modules(__path__)}


def _joined(table):
    return {key: value for file in FILES.values() for key, value in getattr(file, table, {}).items()}


FIELDS, HOOKS, CALLS, STEPS = map(_joined, ("FIELDS", "HOOKS", "CALLS", "STEPS"))
LATE = {name for file in FILES.values() for name in getattr(file, "LATE", ())}
SHARED = {name for file in FILES.values() for name in getattr(file, "SHARED", ())}
