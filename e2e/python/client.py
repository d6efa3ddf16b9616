"""A client that is not ours: knows only asyncapi.json and NATS credentials.

Usage: client.py <asyncapi.json> <nkey seed file> <account> <password>

Finds the operations in the document, signs in, runs a query, and provokes problems. Prints what it got as
JSON lines; exits with 1 when an answer is not as the document says.
"""

import asyncio
import json
import sys

import nats


class Platform:
    """Request/reply by the AsyncAPI document alone."""

    def __init__(self, document, connection):
        self.document = document
        self.connection = connection
        self.token = None

    def channel(self, operation):
        reference = self.document["operations"][operation]["channel"]["$ref"]
        return self.document["channels"][reference.removeprefix("#/channels/")]

    def example(self, operation):
        return self.channel(operation)["messages"]["request"]["examples"][0]["payload"]

    async def call(self, operation, body, **headers):
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        reply = await self.connection.request(
            self.channel(operation)["address"], payload, timeout=5, headers=headers or None
        )
        status = (reply.headers or {}).get("Nats-Service-Error-Code")
        return int(status) if status else 200, json.loads(reply.data)


def expect(condition, what):
    if not condition:
        sys.exit(f"not as documented: {what}")


async def main(document_file, seed_file, account, password):
    with open(document_file, encoding="utf8") as file:
        document = json.load(file)
    connection = await nats.connect(
        f"nats://{document['servers']['city']['host']}",
        nkeys_seed=seed_file,
        inbox_prefix=b"_INBOX_integrator",
    )
    platform = Platform(document, connection)

    status, problem = await platform.call("data-catalog.searchEntries", {"q": "供水"})
    print(json.dumps({"step": "without a token", "status": status, "code": problem["code"]}))
    expect((status, problem["code"]) == (401, "unauthenticated"), "a query needs a token")

    status, token = await platform.call("identity.signIn", {"account": account, "password": password})
    expect(status == 200, f"sign-in: {token}")
    platform.token = token["accessToken"]

    status, page = await platform.call("data-catalog.searchEntries", platform.example("data-catalog.searchEntries"))
    print(json.dumps({"step": "query", "status": status, "total": page.get("total")}))
    expect(status == 200 and isinstance(page["items"], list), "the example of searchEntries")

    status, problem = await platform.call(
        "data-catalog.searchEntries", {"q": "供水", "page": 2}, **{"accept-language": "en"}
    )
    print(json.dumps({"step": "problem", "status": status, "code": problem["code"], "errors": problem["errors"]}))
    expect((status, problem["code"]) == (400, "invalid-request"), "an unknown field is refused")
    expect(problem["errors"][0]["path"] == "/page", "the problem names the field")
    required = document["components"]["schemas"]["ProblemDetail"]["required"]
    expect(all(field in problem for field in required), "the problem has the documented fields")

    status, problem = await platform.call("data-catalog.getEntry", b'{"id": ')
    expect((status, problem["code"]) == (400, "unreadable-body"), "broken JSON is refused")

    info = await connection.request("$SRV.INFO.data-catalog", b"", timeout=2)
    expect(json.loads(info.data)["name"] == "data-catalog", "NATS discovery answers")
    await connection.close()
    print(json.dumps({"step": "done"}))


asyncio.run(main(*sys.argv[1:]))
