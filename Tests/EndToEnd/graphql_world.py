"""A second implementation of the GraphQL API over what REST shows, executed by graphql-core: what ours is compared with."""

import re

from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type

from graphql_calls import gid

# Types whose records REST shows, with their paths.
ROOTS = {"Product": "products", "Collection": "collections", "Customer": "customers"}
CHILDREN = {
    "Product": {"variants": "ProductVariant", "options": "ProductOption", "images": "ProductImage"},
    "Customer": {"addresses": "CustomerAddress"},
}
PARENTS = {"ProductVariant": "product", "ProductOption": "product", "ProductImage": "product", "CustomerAddress": "customer"}


def snake(name):
    return re.sub("[A-Z]", lambda match: "_" + match[0].lower(), name)


class World:
    """All records of a store, by their types."""

    def __init__(self, shop):
        self.records = {kind: {} for kind in (*ROOTS, *PARENTS, "Metafield")}
        self.metafields, self.members = {}, {}
        for kind, path in ROOTS.items():
            source = "custom_collections" if kind == "Collection" else path
            for record in sorted(shop.list(source, limit=250), key=lambda one: one["id"]):
                if kind == "Collection":
                    record = shop.get(f"{path}/{record['id']}").json["collection"]
                self.add(kind, record)
                for field, child in CHILDREN.get(kind, {}).items():
                    for one in record[field]:
                        self.add(child, one)
                self.metafields[record["id"]] = [
                    self.add("Metafield", one) for one in shop.list(f"{path}/{record['id']}/metafields", since_id=0)]
        for collect in sorted(shop.list("collects", limit=250), key=lambda one: one["product_id"]):
            self.members.setdefault(collect["collection_id"], []).append(
                self.records["Product"][collect["product_id"]])

    def add(self, kind, record):
        record["__kind"] = kind
        self.records[kind][record["id"]] = record
        return record

    def named(self, text):
        match = re.fullmatch(r"gid://[^/]+/([A-Za-z]+)/(\d+)", str(text))
        return self.records.get(match[1], {}).get(int(match[2])) if match else None

    def ids(self):
        return [gid(kind, record) for kind, records in self.records.items() for record in records.values()]

    # MARK: graphql-core's resolvers

    def type_of(self, value, _info, _type):
        return value["__kind"]

    def resolve(self, source, info, **arguments):
        kind, name = info.parent_type.name, info.field_name
        if kind == "Query":
            return self.root(name, arguments)
        if kind.endswith("Connection") or kind.endswith("Edge") or kind in ("PageInfo", "Count"):
            return source[name]
        return self.field(source, kind, name, info.return_type, arguments)

    def root(self, name, arguments):
        if name == "nodes":
            return [self.named(id) for id in arguments["ids"]]
        if "id" in arguments:
            found = self.named(arguments["id"])
            return found if name == "node" or (found and found["__kind"].lower() == name.lower()) else None
        if name.endswith("Count"):
            return {"count": len(self.records[name[0].upper() + name[1:-6]])}
        return page(list(self.records[name[0].upper() + name[1:-1]].values()), arguments)

    def field(self, source, kind, name, type, arguments):
        if name == "id":
            return gid(kind, source)
        if name == "legacyResourceId":
            return str(source["id"])
        if name == "metafields":
            return page(self.metafields.get(source["id"], []), arguments)
        if name == "metafield":
            return next((one for one in self.metafields.get(source["id"], [])
                         if (one["namespace"], one["key"]) == (arguments["namespace"], arguments["key"])), None)
        if (kind, name) == ("Collection", "products"):
            return page(self.members.get(source["id"], []), arguments)
        if (kind, name) == ("Product", "collections"):
            return page([self.records["Collection"][id] for id in sorted(self.members) if source in self.members[id]], arguments)
        if name in CHILDREN.get(kind, {}):
            return page(source[name], arguments)
        if name == PARENTS.get(kind):
            return self.records[name.title()][source[f"{name}_id"]]
        if (kind, name) == ("Metafield", "owner"):
            return self.records[source["owner_resource"].title()].get(source["owner_id"])
        value = source.get(snake(name))
        if value is None:
            return None
        if name.endswith("Id"):
            target = {"productId": "Product", "customerId": "Customer", "imageId": "ProductImage"}.get(name)
            target = target or (source["owner_resource"].title() if name == "ownerId" else None)
            return gid(target, value) if target else value
        named = get_named_type(type)
        if isinstance(named, GraphQLEnumType):
            return re.sub("[^A-Z0-9]", "_", value.upper())
        if name == "tags":
            return [tag for tag in value.split(", ") if tag]
        return str(value) if named.name == "String" and isinstance(value, (int, float)) else value


def page(records, arguments):
    """A connection; cursors are opaque, so they are not compared."""
    if (key := arguments.get("sortKey", "ID")) != "ID":
        records = sorted(records, key=lambda record: (record[key.lower()], record["id"]))
    records = records[::-1] if arguments.get("reverse") else records
    last = arguments.get("last")
    size = last if last is not None else arguments.get("first") or 50
    shown = records[-size:] if last is not None else records[:size]
    rest = len(records) > len(shown)
    return {
        "nodes": shown, "edges": [{"node": record} for record in shown],
        "pageInfo": {"hasNextPage": rest and last is None, "hasPreviousPage": rest and last is not None},
    }


# MARK: Random queries

CONNECTION_ARGUMENTS = ["", "(first: 1)", "(first: 3)", "(last: 2)", "(first: 2, reverse: true)", "(last: 3, reverse: true)"]


class Queries:
    """Makes queries that the schema allows and the second implementation knows."""

    def __init__(self, schema, world, random):
        self.schema, self.world, self.random = schema, world, random
        self.fragments = []

    def query(self):
        self.fragments = []
        root = self.schema.query_type
        known = [name for name in ("product", "collection", "customer", "node", "nodes", "products", "collections", "customers",
                                   "productsCount") if name in root.fields]
        fields = [self.field(root, name, 0, f"r{place}: ")
                  for place, name in enumerate(self.random.sample(known, self.random.randint(1, 3)))]
        return "{ " + " ".join(fields) + " }" + "".join(self.fragments)

    def selections(self, type, depth):
        if not isinstance(type, GraphQLObjectType):
            return self.on_types(depth)
        names = [name for name, field in type.fields.items() if self.is_known(type, name, field, depth)]
        chosen = self.random.sample(names, min(len(names), self.random.randint(1, 4)))
        parts = [self.field(type, name, depth, self.random.choice(["", "", f"x{place}: "])) for place, name in enumerate(chosen)]
        if not parts or self.random.random() < 0.2:
            parts.append("__typename")
        text = " ".join(parts)
        wrap = self.random.random()
        if wrap < 0.1:
            name = f"f{len(self.fragments)}"
            self.fragments.append(f" fragment {name} on {type.name} {{ {text} }}")
            return f"...{name}"
        return f"... on {type.name} {{ {text} }}" if wrap < 0.2 else text

    def on_types(self, depth):
        kinds = self.random.sample(["Product", "ProductVariant", "Collection", "Customer"], 2)
        parts = [f"... on {kind} {{ {self.aliased(self.schema.type_map[kind], depth)} }}" for kind in kinds]
        return "id __typename " + " ".join(parts)

    def aliased(self, type, depth):
        """Fields of one of several types, under names that no other type's have."""
        names = [name for name, field in type.fields.items() if self.is_known(type, name, field, depth)]
        return " ".join(self.field(type, name, depth, f"{type.name}_{name}: ") for name in self.random.sample(names, 2))

    def is_known(self, type, name, field, depth):
        named = get_named_type(field.type)
        if isinstance(named, GraphQLObjectType) or named.name == "Node":
            kind = re.sub("(Connection|Edge)$", "", named.name)
            if kind not in self.world.records and named.name not in ("PageInfo", "Node"):
                return False
            if name == "image" or (type.name, name) == ("Collection", "metafields") and depth > 4:
                return False
            return depth < 6 and (kind in self.world.records or named.name == "PageInfo" or name == "owner")
        if type.name == "PageInfo":
            return name.startswith("has")
        return name not in ("cursor", "inventoryItemId", "defaultAddressId", "lastOrderId", "userId")

    def field(self, type, name, depth, alias):
        field = type.fields[name]
        named = get_named_type(field.type)
        directive = self.random.choice([""] * 8 + [" @include(if: true)", " @skip(if: true)"])
        text = f"{alias}{name}{self.arguments(field, name)}{directive}"
        if isinstance(named, GraphQLObjectType) or named.name == "Node":
            text += f" {{ {self.selections(named, depth + 1)} }}"
        return text

    def arguments(self, field, name):
        if name == "nodes" and "ids" in field.args:
            ids = self.random.sample(self.world.ids(), 3) + ["gid://indecommerce/Product/1"]
            return "(ids: [" + ", ".join(f'"{id}"' for id in ids) + "])"
        if "id" in field.args:
            return f'(id: "{self.random.choice(self.world.ids())}")'
        if name == "metafield":
            return f'(namespace: "custom", key: "key_{self.random.randint(0, 3)}")'
        chosen = self.random.choice(CONNECTION_ARGUMENTS) if "first" in field.args else ""
        if "sortKey" not in field.args or self.random.random() < 0.5:
            return chosen
        key = self.random.choice(list(get_named_type(field.args["sortKey"].type).values))
        return f"{chosen[:-1]}, sortKey: {key})" if chosen else f"(sortKey: {key})"
