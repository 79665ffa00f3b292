"""The cells of the isolation matrix: every operation with every kind of id."""

from bodies import Bodies

UNUSABLE_IDS = ["0", "-1", str(2**63), "abc"]
KINDS = [
    "own", "other store's", "other store's child", "unknown", "unknown child", "other resource's", "other facet's",
    "other parent's", *UNUSABLE_IDS,
]


def ids_of(operation, twins, kind):
    """The path's ids of one kind, outermost first; None if the operation has no ids of this kind."""
    subjects = operation.subjects
    if not subjects:
        return () if kind == "own" else None
    own, alien = twins.own[subjects], twins.alien.get(subjects)
    *above, last = own[0]
    if kind in UNUSABLE_IDS:
        return (*above, kind)
    if kind == "other store's":
        return alien and alien[0]
    if kind in ("other resource's", "other facet's"):
        other = twins.own_of_another(kind, subjects[0])
        return other and (other, *own[0][1:])
    if kind in ("own", "unknown"):
        return own[0] if kind == "own" else (twins.unknown,) * len(subjects)
    if not above:
        return None
    if kind == "other store's child":
        return alien and (*above, alien[0][-1])
    return (*above, twins.unknown) if kind == "unknown child" else (*own[1][:-1], last)


class Walk:
    """Counts cells and collects the wrong ones, so that one run shows all."""

    def __init__(self, twins, maker):
        self.twins = twins
        self.maker = maker
        self.operations = maker.operations
        # What these link to stays, whatever becomes of the request, and is made before a test looks at what there is.
        self.bodies = Bodies(maker.document, maker.operations, twins.link)
        for operation in self.operations:
            self.bodies.call(operation)
        self.wrong = []
        self.covered = set()
        self.cells = 0
        self.connection = twins.server.connect()

    def send(self, operation, ids, headers, query="", call=None):
        """Sends what does what the operation is for; `call` is another query and body."""
        self.cells += 1
        self.covered.add(operation)
        needed, body = call or self.bodies.call(operation)
        query = "&".join(part for part in (needed, query) if part)
        target = operation.target(*ids) + (f"?{query}" if query else "")
        return self.connection.send(operation.method, target, headers, body)

    def expect(self, operation, label, reply, *statuses):
        if reply.status not in statuses or b"beta-canary" in reply.body:
            self.wrong.append((operation.method, operation.path, label, reply.status, statuses, reply.body[:120]))

    def finish(self):
        assert not self.wrong, f"{len(self.wrong)} of {self.cells} cells: {self.wrong[:12]}"
        missing = set(self.operations) - self.covered
        assert not missing, f"not covered: {missing}"
        self.twins.assert_gap()
        print(f"{self.cells} cells")


def each_cell(walk):
    for operation in walk.operations:
        for kind in KINDS:
            ids = ids_of(operation, walk.twins, kind)
            if ids is not None:
                yield operation, kind, ids
