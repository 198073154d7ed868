"""Registering an App from a manifest: the page that a person sends it to, and the code that comes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

from tests.world import founding, state
from tests.world.core import Core
from tests.world.errors import not_found
from tests.world.keys import key_pair
from tests.world.manifest import lint
from tests.world.replies import Reply

PAGE = re.compile(r"(?:/organizations/([^/]+))?/settings/apps/new")
LIFE_OF_A_CODE = timedelta(hours=1)
PERSON = "alice"


def answer(core: Core, path: str, query: Mapping[str, str], raw: bytes) -> Reply:
    """What the page answers to the form; the person behind the browser confirms at once.

    A manifest that GitHub would not take is shown as a page with the mistakes, and leads nowhere.
    """
    found = PAGE.fullmatch(path)
    assert found
    form = parse_qs(raw.decode())
    manifest = json.loads(form.get("manifest", ["{}"])[0])
    if problems := lint(manifest):
        return Reply(422, "\n".join(problems).encode(), {"content-type": "text/plain; charset=utf-8"})
    with core.step():
        code = f"{core.random.getrandbits(160):040x}"
        core.state.registrations[code] = state.Registration(found[1] or PERSON, manifest, core.now())
    back = urlencode({"code": code} | ({"state": query["state"]} if "state" in query else {}))
    return Reply(302, b"", {"location": f"{manifest['redirect_url']}?{back}"})


def convert(core: Core, code: str) -> state.App:
    """The App of a code, which from now on is the App of this world.

    Raises:
        Refused: 404, there is no such code, it was used, or its hour is over.
    """
    found = core.state.registrations.pop(code, None)
    if found is None or core.now() > found.at + LIFE_OF_A_CODE:
        raise not_found()
    manifest: dict[str, Any] = found.manifest
    private, public = key_pair.__wrapped__()
    number, slug = core.next_id(), f"{manifest['name'].lower().replace(' ', '-')}-{found.owner}"
    hook = manifest["hook_attributes"]
    made = state.App(
        number,
        slug,
        manifest["name"],
        f"Iv23li{number}",
        founding.account(core, found.owner, "User" if found.owner == PERSON else "Organization"),
        founding.account(core, f"{slug}[bot]", "Bot"),
        dict(manifest["default_permissions"]),
        list(manifest["default_events"]),
        core.now(),
        private,
        public,
        f"{core.random.getrandbits(160):040x}" if hook.get("active", True) else "",
        hook["url"],
    )
    core.state.apps[made.id] = core.app = made
    return made
