"""A client of one store's GraphQL endpoint, on which tests ask and change things."""

from dialects import SHOPIFY

# Every path at which the one endpoint is served.
ENDPOINTS = [
    "/admin/api/2024-01/graphql.json", "/admin/api/unstable/graphql.json", "/admin/api/graphql.json", "/api/v1/graphql",
    "/api/v3/graphql", "/graphql",
]


class GraphQL:
    def __init__(self, shop, endpoint=ENDPOINTS[0]):
        self.shop = shop.again(dialect=SHOPIFY)
        self.endpoint = endpoint

    def send(self, query, variables=None, headers=None, **members):
        """The reply to a POST of the query."""
        body = {"query": query, **({"variables": variables} if variables is not None else {}), **members}
        return self.shop.send_to("POST", self.endpoint, body, headers)

    def run(self, query, variables=None, **members):
        """The whole answer, which must be 200."""
        reply = self.send(query, variables, **members)
        assert reply.status == 200, (reply.status, reply.body[:500])
        return reply.json

    def ask(self, query, variables=None):
        """The data of an answer without errors."""
        answer = self.run(query, variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def refused(self, query, variables=None):
        """The errors of an answer without data."""
        answer = self.run(query, variables)
        assert "data" not in answer, answer
        return answer["errors"]

    def change(self, query, variables=None):
        """The payload of a mutation of one field, which must have been made."""
        payload, = self.ask(query, variables).values()
        assert payload["userErrors"] == [], payload
        return payload

    def nodes(self, field, selection="id", **arguments):
        """All records of a list, read page by page."""
        found, after = [], None
        while True:
            extra = "".join(f", {name}: {value}" for name, value in arguments.items())
            page = self.ask(
                f"query($after: String) {{ {field}(first: 7, after: $after{extra}) {{ nodes {{ {selection} }} "
                "pageInfo { hasNextPage endCursor } } }", {"after": after})
            page = page[field.split(":")[0]]
            found += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]


def gid(kind, record):
    return f"gid://indecommerce/{kind}/{record['id'] if isinstance(record, dict) else record}"
