"""How accounts, Apps and repositories come to be in a world."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from tests.world import state
from tests.world.core import Core
from tests.world.errors import Refused
from tests.world.keys import key_pair
from tests.world.manifest import load
from tests.world.objects import Content, Signature
from tests.world.render.repositories import noreply

ACTIONS_APP = 15_368
APP_ID = 2_345_678
KNOWN_ACCOUNTS = {"copilot-swe-agent[bot]": 198_982_749}
"""Accounts whose numeric id in reality matters to the product."""


def account(core: Core, login: str, kind: Literal["User", "Bot", "Organization"]) -> state.Account:
    """The account of that name, made if there is none."""
    with core.step():
        try:
            return core.account(login)
        except Refused:
            number = KNOWN_ACCOUNTS.get(login) or core.next_id()
            made = core.state.accounts[number] = state.Account(number, login, kind)
            return made


def make_app(core: Core, manifest: Path) -> state.App:
    """The App under test, as its manifest says."""
    loaded, (private, public) = load(manifest), key_pair()
    owner = account(core, "decisis-owners", "Organization")
    slug = loaded.name.lower().replace(" ", "-")
    bot = account(core, f"{slug}[bot]", "Bot")
    secret = f"{core.random.getrandbits(320):080x}"
    app = state.App(
        APP_ID,
        slug,
        loaded.name,
        f"Iv23li{APP_ID}",
        owner,
        bot,
        loaded.permissions,
        loaded.events,
        core.now(),
        private,
        public,
        secret,
        loaded.hook_url,
    )
    core.state.apps[app.id] = app
    return app


def other_app(core: Core, slug: str, number: int | None = None) -> state.App:
    """Another App, made if there is none."""
    with core.step():
        for app in core.state.apps.values():
            if app.slug == slug:
                return app
        bot, owner = account(core, f"{slug}[bot]", "Bot"), account(core, "github", "Organization")
        grant = {"checks": "write"}
        made = state.App(
            number or core.next_id(), slug, slug, f"Iv1.{slug}", owner, bot, grant, [], core.now()
        )
        core.state.apps[made.id] = made
        return made


def make_repository(
    core: Core, owner: str, name: str, files: Mapping[str, Content], *, private: bool, branch: str = "main"
) -> state.Repository:
    """A repository whose default branch has a first commit; the App is not installed on it yet."""
    whose, number = account(core, owner, "Organization"), core.next_id()
    made = state.Repository(number, whose, name, core.directory / f"{number}.git", private, core.now())
    made.default_branch = branch
    core.state.repositories[number] = made
    objects = core.objects(made)
    objects.create(made.default_branch)
    signature = Signature(whose.login, noreply(whose.id, whose.login))
    sha = objects.commit(files, (), "First commit", signature)
    objects.point(f"refs/heads/{made.default_branch}", sha)
    return made
