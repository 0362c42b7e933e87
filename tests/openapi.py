"""
Holds HTTP answers against schema/openapi.yaml.

The description is open, as fields may be added for clients; here it is read strictly: a field that it doesn't name is a
mistake, so that nothing slips out undescribed. `check_answer` is for every answer a test sees, `check_schema` for
other texts of the contract (a stream's frame, an event).
"""
import functools
import json
import re
from pathlib import Path

import jsonschema
import yaml

DESCRIPTION = Path(__file__).resolve().parent.parent / "schema" / "openapi.yaml"
BODILESS = (204, 304)


class Undescribed(AssertionError):
    """An answer that schema/openapi.yaml doesn't allow."""


def _closed(node, document: dict):
    """A copy with every reference filled in, in which every object that lists its properties takes no others."""
    if isinstance(node, list):
        return [_closed(item, document) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return _closed(target, document)
    copy = {key: _closed(value, document) for key, value in node.items()}
    if node.get("type") == "object" and "properties" in node:
        copy.setdefault("additionalProperties", False)
    return copy


def _load() -> dict:
    document = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    return _closed(document, document)


_API = _load()      # at import: tests check answers from many threads at once
# (pattern of the path, its operations); a path that no pattern takes is an unknown route.
_ROUTES = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), item) for path, item in _API["paths"].items()]


@functools.cache
def _validator(schema_id: int):
    return jsonschema.Draft202012Validator(_schemas[schema_id])


_schemas: dict[int, dict] = {}      # parts of _API, which lives as long as we do


def _fail(where: str, why: str):
    raise Undescribed(f"{where}: {why}")


def _against(schema: dict, value, where: str) -> None:
    _schemas[id(schema)] = schema
    error = jsonschema.exceptions.best_match(_validator(id(schema)).iter_errors(value))
    if error:
        _fail(where, f"{'/'.join(map(str, error.absolute_path)) or 'the whole'}: {error.message}")


def check_schema(name: str, value) -> None:
    """value against components/schemas/<name>."""
    _against(_API["components"]["schemas"][name], value, name)


def _strict_json(text: str, where: str):
    def no_twice(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            _fail(where, "a key stands twice")
        return dict(pairs)
    try:
        return json.loads(text, object_pairs_hook=no_twice)
    except ValueError as error:
        _fail(where, f"not JSON: {error}")


def _described(method: str, path: str, status: int, where: str) -> dict:
    """The response object for this answer; an unknown method or route gets what the web server says to any request."""
    item = next((item for pattern, item in _ROUTES if pattern.match(path)), {})
    operation = item.get({"head": "get"}.get(method.lower(), method.lower()), {})
    for responses in (operation.get("responses", {}), _API["x-any-route"]):
        if str(status) in responses:
            return responses[str(status)]
    _fail(where, "this status is not described")


def _check_headers(response: dict, headers: dict, where: str) -> None:
    for name, header in response.get("headers", {}).items():
        values = [v for k, v in headers.items() if k.lower() == name.lower()]
        if not values and header.get("required"):
            _fail(where, f"header {name} is missing")
        for value in values:
            _against(header["schema"], value, f"{where}: header {name}")


def _check_problem(problem: dict, status: int, headers: dict, where: str) -> None:
    ids = [v for k, v in headers.items() if k.lower() == "x-request-id"]
    if problem["status"] != status:
        _fail(where, f"the body says status {problem['status']}")
    if [problem["requestId"]] != ids:
        _fail(where, f"the body says request {problem['requestId']}, the header {ids}")


def check_answer(method: str, path: str, status: int, headers: dict, body: bytes) -> None:
    """Raise Undescribed unless the description allows this answer. headers: one value a name, as received."""
    path = path.split("?")[0]
    where = f"{method} {re.sub(r'^/s/.*', '/s/…', path)} → {status}"
    response = _described(method, path, status, where)
    _check_headers(response, headers, where)
    content = response.get("content")
    if not content:
        if body:
            _fail(where, "a body where none is described")
        return
    full_type = next((v for k, v in headers.items() if k.lower() == "content-type"), "")
    media = full_type.split(";")[0].strip().lower()
    entry = content.get(media, content.get(media.split("/")[0] + "/*"))
    if entry is None:
        _fail(where, f"content type {full_type!r}, described are {sorted(content)}")
    if media.startswith("text/") and "charset=utf-8" not in full_type.lower() and media != "text/event-stream":
        _fail(where, f"content type {full_type!r} doesn't name its charset")
    if method == "HEAD" or "schema" not in entry:
        return
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        _fail(where, f"the body is not UTF-8: {error}")
    if not media.endswith("json"):
        return
    value = _strict_json(text, where)
    _against(entry["schema"], value, where)
    if media == "application/problem+json":
        _check_problem(value, status, headers, where)
