"""The product's own `app.yml`: the only source of what the App may do and hears of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.world.permissions import EVENTS, KNOWN, LEVELS, UNASKED

DEFAULT_MANIFEST = Path(__file__).resolve().parents[2] / "app.yml"
KEYS = {
    "name", "url", "description", "public", "hook_attributes", "redirect_url", "callback_urls", "setup_url",
    "setup_on_update", "request_oauth_on_install", "default_permissions", "default_events",
}  # fmt: skip
REQUIRED = {
    "name",
    "url",
    "hook_attributes",
    "redirect_url",
    "public",
    "default_permissions",
    "default_events",
}
MAX_CALLBACKS = 10


@dataclass(frozen=True)
class Manifest:
    """What GitHub would keep of the manifest."""

    name: str
    permissions: dict[str, str]
    events: list[str]
    hook_url: str


def load(path: Path = DEFAULT_MANIFEST) -> Manifest:
    """Read a manifest.

    Raises:
        ValueError: GitHub would not take it; every problem is named.
    """
    raw: dict[str, Any] = YAML(typ="safe").load(path.read_text())
    if problems := lint(raw):
        raise ValueError(f"{path.name}: " + "; ".join(problems))
    permissions, events = dict(raw["default_permissions"]), list(raw["default_events"])
    return Manifest(raw["name"], permissions, events, raw["hook_attributes"]["url"])


def lint(raw: dict[str, Any]) -> list[str]:
    """What GitHub would refuse, or what would silently never arrive, one sentence each."""
    problems = [f"`{key}` is not a key of a manifest" for key in sorted(set(raw) - KEYS)]
    problems += [f"`{key}` is missing" for key in sorted(REQUIRED - set(raw))]
    permissions = raw.get("default_permissions", {})
    for name, level in permissions.items():
        if name not in KNOWN:
            problems.append(f"unknown permission `{name}`")
        elif level not in LEVELS or (name == "metadata" and level != "read"):
            problems.append(f"`{name}` cannot be `{level}`")
    for event in raw.get("default_events", []):
        if event in UNASKED:
            problems.append(f"`{event}` arrives unasked and cannot be subscribed to")
        elif event not in EVENTS:
            problems.append(f"unknown event `{event}`")
        elif EVENTS[event] not in permissions:
            problems.append(f"event `{event}` needs the permission `{EVENTS[event]}`")
    if len(raw.get("callback_urls", [])) > MAX_CALLBACKS:
        problems.append(f"more than {MAX_CALLBACKS} callback URLs")
    return problems
