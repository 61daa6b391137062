"""The API's page: its OpenAPI description as plain HTML, readable without network or script."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ui.assets import plain_css
from ui.html.markup import escape

_EXAMPLES = {
    "/api/ask": (
        "curl -s {base}/api/ask -H 'Content-Type: application/json' \\\n"
        '  -d \'{{"question": "示范区何时获批？"}}\''
    ),
    "/v1/chat/completions": (
        "curl -sN {base}/v1/chat/completions -H 'Content-Type: application/json' \\\n"
        '  -d \'{{"model": "youju", "stream": true, '
        '"messages": [{{"role": "user", "content": "示范区何时获批？"}}]}}\''
    ),
    "/v1/responses": (
        "curl -s {base}/v1/responses -H 'Content-Type: application/json' \\\n"
        '  -d \'{{"model": "youju", "input": "示范区何时获批？"}}\''
    ),
    "/v1/embeddings": (
        "curl -s {base}/v1/embeddings -H 'Content-Type: application/json' \\\n"
        '  -d \'{{"model": "youju-embedding", "input": ["示范区", "获批"]}}\''
    ),
    "/v1/models": "curl -s {base}/v1/models",
    "/healthz": "curl -s {base}/healthz",
}


def api_html(schema: Mapping[str, Any], base: str) -> str:
    """Every path of an OpenAPI description with its fields and an example to copy."""
    sections = "".join(
        _operation(schema, path, verb, operation, base)
        for path, verbs in schema.get("paths", {}).items()
        for verb, operation in verbs.items()
    )
    info = schema.get("info", {})
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(info.get('title', ''))}</title><style>{plain_css()}</style>"
        f"<h1>{escape(info.get('title', ''))}</h1><p>{escape(info.get('description', ''))}</p>"
        '<p><a href="/openapi.json">openapi.json</a> · <a href="/">有据</a></p>'
        f"{sections}</html>"
    )


def _operation(
    schema: Mapping[str, Any], path: str, verb: str, operation: Mapping[str, Any], base: str
) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    reply = (
        operation.get("responses", {}).get("200", {}).get("content", {}).get("application/json", {})
    )
    example = _EXAMPLES.get(path, "").format(base=base)
    return (
        f"<h2><b class='verb'>{escape(verb.upper())}</b><code>{escape(path)}</code></h2>"
        f"<p>{escape(operation.get('description') or operation.get('summary', ''))}</p>"
        + (f"<pre>{escape(example)}</pre>" if example else "")
        + _fields(schema, body.get("schema", {}), "Request")
        + _fields(schema, reply.get("schema", {}), "Reply")
    )


def _fields(schema: Mapping[str, Any], shape: Mapping[str, Any], caption: str) -> str:
    resolved = _resolved(schema, shape)
    properties = resolved.get("properties", {})
    if not properties:
        return ""
    required = set(resolved.get("required", []))
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code>{' *' if name in required else ''}</td>"
        f"<td>{escape(_kind(value))}</td><td>{escape(_limits(value))}</td></tr>"
        for name, value in properties.items()
    )
    about = f" · {escape(resolved['description'])}" if resolved.get("description") else ""
    return f"<h3>{caption}<small>{about}</small></h3><table>{rows}</table>"


def _resolved(schema: Mapping[str, Any], shape: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(shape.get("$ref", "")).rsplit("/", 1)[-1]
    found: Mapping[str, Any] = schema.get("components", {}).get("schemas", {}).get(name, shape)
    return found


def _kind(value: Mapping[str, Any]) -> str:
    if "$ref" in value:
        return str(value["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in value:
        return " | ".join(_kind(each) for each in value["anyOf"])
    if "enum" in value:
        return " | ".join(str(each) for each in value["enum"])
    if value.get("type") == "array":
        return f"[{_kind(value.get('items', {}))}]"
    return str(value.get("format") or value.get("type") or "any")


def _limits(value: Mapping[str, Any]) -> str:
    parts = [str(value["description"])] if value.get("description") else []
    parts += [
        f"{name} {json.dumps(value[name], ensure_ascii=False)}"
        for name in ("default", "minimum", "maximum", "maxLength", "maxItems")
        if name in value
    ]
    return "; ".join(parts)
