"""Every item in its order: what depends on something that is not there is unknown and says so."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from bot.court import Court, PolicyReading
from bot.doctor import application, engines, grant, merging, standing
from bot.doctor.asked import asked, unanswered
from bot.doctor.item import Item, unknown
from bot.engines.semgrep import SemgrepEngine
from bot.engines.zizmor import ZizmorEngine
from bot.git.mirror import Mirrors
from bot.git.remote import NETWORK_VARIABLES
from bot.github.app import App
from bot.github.check_runs import NAME
from bot.github.client import Client, RepositoryClient
from bot.github.connection import connection, with_token
from bot.github.errors import GitHubError, NotVisible
from bot.github.floors import Access, Floors
from bot.github.gate import bypasses, requirements
from bot.github.grants import AppGrants
from bot.github.place import Place
from bot.github.pulls import Pulls
from bot.github.registration import Installation, Registration, installation, registration
from bot.judge import Judge
from bot.policies import Policies
from bot.settings import Settings, SettingsInvalid, load

ITEMS = (
    application.SETTINGS,
    application.APP,
    application.WEBHOOK_ITEM,
    grant.INSTALLATION,
    grant.GRANT,
    grant.SUBSCRIBED,
    standing.POLICY,
    merging.REQUIRED,
    merging.BYPASS,
    merging.OTHER_RUNS,
    merging.OTHER_STATUSES,
)
"""Names of the items about the App, in the order in which they are looked at."""


def examine(environ: Mapping[str, str], full_name: str) -> tuple[Item, ...]:
    """Look at everything that makes the App a gate for one repository.

    Args:
        environ: the environment, with the settings of the service.
        full_name: `owner/name` of the repository.
    """
    return (engines.semgrep(SemgrepEngine()), engines.zizmor(ZizmorEngine()), *gate(environ, full_name))


def gate(environ: Mapping[str, str], full_name: str) -> tuple[Item, ...]:
    """Look at the App and at GitHub.

    Args:
        environ: the environment, with the settings of the service.
        full_name: `owner/name` of the repository.

    Returns:
        One item for each of `ITEMS`, in that order.
    """
    with tempfile.TemporaryDirectory(prefix="decisis-doctor-") as folder:
        found = {item.name: item for item in _Examination(environ, full_name, Path(folder)).items()}
    last = next((item.name for item in reversed(found.values()) if item.remedy), ITEMS[0])
    return tuple(
        found.get(name) or unknown(name, "not looked at", f"mend `{last}` and ask again") for name in ITEMS
    )


@dataclass
class _Examination:
    """One way through the items; it ends where the next ones have nothing to stand on."""

    environ: Mapping[str, str]
    full_name: str
    folder: Path
    engine: SemgrepEngine = field(default_factory=SemgrepEngine)

    def items(self) -> Iterator[Item]:
        try:
            settings = load(self.environ)
        except SettingsInvalid as invalid:
            yield application.settings_invalid(invalid)
            return
        yield application.settings_item(settings, self.environ)
        yield from self._app(settings, App(settings.github_api_url, settings.app_id, settings.private_key))

    def _app(self, settings: Settings, app: App) -> Iterator[Item]:
        with app.client() as client:
            try:
                registered = registration(client)
            except GitHubError as error:
                yield application.app_refused(error, settings, datetime.now(UTC))
                return
            page = application.settings_page(settings.github_api_url, registered)
            yield application.app_item(registered)
            yield asked(application.WEBHOOK_ITEM, lambda: application.webhook(client, page))
            try:
                found = installation(client, self.full_name)
            except NotVisible:
                yield grant.not_installed(self.full_name, registered)
                return
            except GitHubError as error:
                yield unanswered(grant.INSTALLATION, error)
                return
        yield from self._granted(settings, app, found, registered, page)

    def _granted(
        self, settings: Settings, app: App, found: Installation, registered: Registration, page: str
    ) -> Iterator[Item]:
        yield grant.installation_item(found, self.full_name)
        yield grant.permissions(found, registered, page)
        yield grant.events(found, page)
        if found.suspended_at is not None:
            return
        grants = AppGrants(app, connection(settings.github_api_url))
        try:
            access = grants.access(found.id, self.full_name.partition("/")[2])
        except GitHubError as error:
            yield unanswered(standing.POLICY, error)
            return
        if access is None:
            yield grant.not_installed(self.full_name, registered)
            return
        place = Place(found.id, access.repository.id, access.repository.full_name)
        with app.repository(place) as client:
            yield from self._repository(settings, app, client, access, grants)

    def _repository(
        self, settings: Settings, app: App, client: RepositoryClient, access: Access, grants: AppGrants
    ) -> Iterator[Item]:
        branch = access.repository.default_branch
        yield asked(standing.POLICY, lambda: self._policy(settings, app, client, access, grants))
        try:
            rules = requirements(client, branch, NAME)
        except GitHubError as error:
            yield unanswered(merging.REQUIRED, error)
            return
        yield merging.required(rules, app.id, branch)
        with ExitStack() as opened:
            admin: Client | None = None
            if token := self.environ.get(merging.ADMIN_TOKEN):
                given = (
                    settings.github_api_url,
                    access.repository.id,
                    client.place.full_name,
                    SecretStr(token),
                )
                admin = opened.enter_context(with_token(*given))
            who = partial(bypasses, admin or client, client.root)
            denied = f"see that `{merging.ADMIN_TOKEN}` holds a token of an administrator that has not ended"
            yield asked(merging.BYPASS, lambda: merging.bypass(rules, app.id, who), denied)
            yield asked(merging.OTHER_RUNS, lambda: merging.other_runs(client, app.id))
            yield asked(
                merging.OTHER_STATUSES,
                lambda: merging.other_statuses(
                    admin, Pulls(client).open_heads(merging.MOST_HEADS), client.root
                ),
                denied,
            )

    def _policy(
        self, settings: Settings, app: App, client: RepositoryClient, access: Access, grants: AppGrants
    ) -> Item:
        commit = Pulls(client).tip(access.repository.default_branch)
        floors = Floors(client, grants)
        network = {name: self.environ[name] for name in NETWORK_VARIABLES if name in self.environ}
        court = Court(
            Mirrors(self.folder / "mirrors"), Judge(self.engine), Policies(), settings.git_server, network
        )
        reading = PolicyReading(
            access.repository.id,
            client.place.full_name,
            commit,
            lambda: app.git_token(client.place),
            floors.standing(commit),
            floors.token,
        )
        return standing.policy(court, reading, self.engine)
