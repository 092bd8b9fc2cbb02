"""What schemathesis cannot know: the keys that open, the objects that there are, and certificates that parse.

Generated requests meet real objects most of the time this way, so that answers are tested and not only refusals. The
rest goes out as it was generated.
"""

import json
import os
import random
import time

import requests
import schemathesis

with open(os.environ["CERTLOOM_CONFORMANCE_SCENE"], encoding="utf-8") as file:
    scene = json.load(file)

url = scene["url"]
keys = scene["keys"]
# Objects that the run itself needs: the administrators whose keys it sends.
kept = set(scene["kept"])
chance = random.Random(scene["seed"])
seen: dict[str, tuple[float, list[dict]]] = {}
turn = 0

# List that names the objects of a path parameter, by what the path begins with; longer ones first.
lists = {
    "/api/v1/certificates/{uuid}": "certificates",
    "/api/v1/uploads/{uploadId}": "uploads",
    "/api/v1/event-history/{firingId}": "event-history",
    "/api/v1/expiration-scan/runs/{scanId}": "expiration-scan/runs",
    "/api/v1/expiring/{certificateUuid}": "expiring",
    "/api/v1/triggers/{uuid}": "triggers",
    "/api/v1/notification-profiles/{uuid}": "notification-profiles",
    "/api/v1/deliveries/{deliveryId}": "deliveries",
    "/api/v1/notifications/{uuid}": "notifications",
    "/api/v1/users/{uuid}": "users",
    "/api/v1/roles/{uuid}": "roles",
    "/api/v1/api-keys/{uuid}": "api-keys",
    "/api/v1/groups/{uuid}": "groups",
    "/api/v1/ra-profiles/{uuid}": "ra-profiles",
    "/api/v1/custom-attributes/{uuid}": "custom-attributes",
    "/api/v1/alerts/{uuid}": "alerts",
    "/api/v1/collections/{uuid}": "collections",
    "/api/v1/connections/{uuid}": "connections",
    "/api/v1/ssh-keys/{uuid}": "ssh-keys",
    "/api/v1/scripts/{name}": "scripts",
    "/api/v1/script-runs/{uuid}": "script-runs",
    "/api/v1/secrets/{name}": "secrets",
    "/api/v1/workers/{workerId}": "workers",
    "/api/v1/discoveries/{uuid}": "discoveries",
    "/api/v1/scheduled-jobs/{uuid}": "scheduled-jobs",
    "/api/v1/certificate-profiles/{uuid}": "certificate-profiles",
    "/api/v1/approval-profiles/{uuid}": "approval-profiles",
    "/api/v1/approvals/{uuid}": "approvals",
    "/api/v1/authorities/{uuid}": "authorities",
    "/api/v1/operations/{uuid}": "operations",
}
# What is known by its name.
named = {"scripts", "secrets"}
bound = {"groups": "groups", "raProfiles": "ra-profiles", "certificates": "certificates"}


def next_key() -> str:
    """Requests a minute are limited for each user, and what is tested here is not the limit."""
    global turn
    turn += 1
    return keys[turn % len(keys)]


def objects(collection: str) -> list[dict]:
    """What a list shows now, without what the run needs; read again when it is two seconds old."""
    at, items = seen.get(collection, (0.0, []))
    if time.monotonic() - at < 2 and items:
        return items
    answer = requests.get(
        f"{url}/api/v1/{collection}?limit=50", headers={"Authorization": f"Bearer {next_key()}"}, timeout=20
    )
    answer.raise_for_status()
    items = [item for item in answer.json()["items"] if item.get("uuid") not in kept]
    seen[collection] = (time.monotonic(), items)
    return items


def identifier(item: dict, parameter: str) -> str | None:
    return item.get(parameter) or item.get("uuid") or item.get("id")


def aim(case) -> None:
    """Puts the identifier of a real object into the path, three times of four; what is kept is never in it."""
    parameters = case.path_parameters
    path = case.operation.path
    collection = next((name for start, name in lists.items() if path.startswith(start)), None)
    if path.startswith("/api/v1/trigger-sets/{event}/{resource}/"):
        collection = bound.get(str(parameters.get("resource")))
    if "version" in parameters and chance.random() < 0.5:
        parameters["version"] = 1
    ends = ("name",) if collection in named else ("uuid", "id")
    parameter = next((name for name in parameters if name.lower().endswith(ends)), None)
    if collection is None or parameter is None:
        return
    if chance.random() < 0.75 or str(parameters[parameter]).lower() in kept:
        found = objects(collection)
        if found:
            parameters[parameter] = identifier(chance.choice(found), parameter) or parameters[parameter]
        elif str(parameters[parameter]).lower() in kept:
            parameters[parameter] = "00000000-0000-4000-8000-0000000000ff"


def fill(case) -> None:
    """A certificate that parses, and a change of what is there, each half of the time."""
    path, method = case.operation.path, case.method.upper()
    if chance.random() < 0.5 or not isinstance(case.body, dict):
        return
    if path.startswith("/api/v1/certificates/upload"):
        case.body["certificate"] = chance.choice(scene["certificates"])
    elif method == "PUT":
        # Most of what is generated is refused for one field: the others stay as they are.
        now = requests.get(
            url + case.formatted_path, headers={"Authorization": f"Bearer {next_key()}"}, timeout=20
        )
        if now.ok and isinstance(now.json(), dict):
            settable = set(writable(case)) & set(now.json())
            generated = chance.sample(sorted(case.body), min(1, len(case.body)))
            case.body = {name: case.body[name] if name in generated and name in case.body else now.json()[name]
                         for name in settable | set(generated)}


def writable(case) -> list[str]:
    content = case.operation.definition.raw["requestBody"]["content"]["application/json"]["schema"]
    while "$ref" in content:
        content = case.operation.schema.raw_schema["components"]["schemas"][content["$ref"].split("/")[-1]]
    return list(content.get("properties", {}))


@schemathesis.hook
def before_call(ctx, case, kwargs):
    case.headers = {name: value for name, value in (case.headers or {}).items()
                    if name.lower() not in ("authorization", "x-api-key")}
    case.headers["Authorization"] = f"Bearer {next_key()}"
    if case.path_parameters:
        aim(case)
    if any(name.lower() == "if-match" for name in case.headers) and chance.random() < 0.75:
        case.headers = {name: value for name, value in case.headers.items() if name.lower() != "if-match"}
        case.headers["If-Match"] = "*"
    fill(case)


# The coverage phase makes a case of each member of each schema: ten thousands for an alert, whose handlers hold conditions.
WHOLE = 200
covered: dict[str, int] = {}


@schemathesis.hook
def filter_case(ctx, case) -> bool:
    """The first cases of an operation, and of the others ever fewer, so that a run takes minutes."""
    if case.meta is None or case.meta.phase.name.value != "coverage":
        return True
    label = case.operation.label
    covered[label] = covered.get(label, 0) + 1
    return chance.random() < WHOLE / covered[label]
