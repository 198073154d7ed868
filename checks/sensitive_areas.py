"""Parts of a repository where a mistake costs more than elsewhere, by the names that projects give them."""

from __future__ import annotations

from dataclasses import dataclass

from checks.languages.provenance import is_code
from checks.path_matching import matches_any_form


@dataclass(frozen=True, slots=True)
class Area:
    """One such part.

    Attributes:
        name: what it is called in a sentence.
        patterns: where it usually lies: patterns as in `.gitignore`.
        words: words by which people speak of it, in lower case.
        is_code: whether only source code belongs to it.
    """

    name: str
    patterns: tuple[str, ...]
    words: tuple[str, ...] = ()
    is_code: bool = False

    def holds(self, path: str) -> bool:
        """Whether a path, or any form it could be taken for, lies in it."""
        return (not self.is_code or is_code(path)) and matches_any_form(self.patterns, path)


def _named(*names: str) -> tuple[str, ...]:
    """Folders and source files of these names."""
    return tuple(pattern for name in names for pattern in (f"**/{name}/**", f"**/{name}.*"))


MIGRATIONS = Area(
    "migrations",
    ("**/migrations/**", "**/db/migrate/**", "**/alembic/versions/**", "**/flyway/**", "**/changelogs/db*"),
    ("migration", "migrations", "schema", "database", "table", "column", "index"),
)
AUTH = Area(
    "authentication and permissions",
    _named("auth", "authn", "authz", "authentication", "authorization", "oauth", "oauth2", "oidc", "saml")
    + _named("sso", "login", "permissions", "rbac", "iam", "acl"),
    (
        *(
            "auth",
            "authentication",
            "authorization",
            "authenticate",
            "authorize",
            "login",
            "logout",
            "session",
        ),
        *("sessions", "permission", "permissions", "oauth", "sso", "saml", "oidc", "token", "tokens", "role"),
        *("roles", "rbac", "iam", "acl"),
    ),
    is_code=True,
)
PAYMENTS = Area(
    "payments",
    _named("payment", "payments", "billing", "checkout", "invoice", "invoices", "invoicing", "stripe")
    + _named("paypal", "refund", "refunds", "payouts"),
    (
        *("payment", "payments", "billing", "checkout", "invoice", "invoices", "stripe", "paypal", "refund"),
        *("refunds", "payout", "payouts", "subscription", "subscriptions"),
    ),
    is_code=True,
)
SECURITY = Area(
    "security",
    _named("security", "crypto", "encryption", "secrets", "csrf", "sandbox", "signing", "webhooks"),
    ("security", "crypto", "encryption", "secret", "secrets"),
    is_code=True,
)
CI = Area(
    "continuous integration",
    (
        *(".github/workflows/**", ".github/actions/**", ".gitlab-ci.yml", ".gitlab/ci/**", ".circleci/**"),
        *(".buildkite/**", "azure-pipelines*.yml", "Jenkinsfile*", ".travis.yml", "bitbucket-pipelines.yml"),
        *("/action.yml", "/action.yaml"),
    ),
    (
        *("ci", "workflow", "workflows", "pipeline", "pipelines", "actions", "action", "jenkins", "circleci"),
        *("runner", "job", "jobs"),
    ),
)
INFRA = Area(
    "infrastructure",
    (
        *("*.tf", "*.tfvars", "Dockerfile*", "*.dockerfile", "docker-compose*.yml", "docker-compose*.yaml"),
        *("/compose*.yml", "/compose*.yaml", "**/terraform/**", "**/helm/**", "**/charts/*/templates/**"),
        *(
            "**/k8s/**",
            "**/kubernetes/**",
            "**/ansible/**",
            "**/pulumi/**",
            "/infra/**",
            "/infrastructure/**",
        ),
        *("/deploy/**", "/deployment/**"),
    ),
    (
        *(
            "infra",
            "infrastructure",
            "terraform",
            "docker",
            "dockerfile",
            "container",
            "image",
            "helm",
            "chart",
        ),
        *("kubernetes", "k8s", "deploy", "deployment", "deployments", "compose", "ansible", "pulumi"),
    ),
)

EXPLAINED = (MIGRATIONS, AUTH, PAYMENTS, CI, INFRA)
"""Where a change should say why."""

GRAVE = (AUTH, SECURITY, PAYMENTS)
"""Where an error that is dropped opens a door or loses money."""
