"""The names of actions that check something, and of some that only look so."""

from __future__ import annotations

from checks.workflows.tools import Kind, named

ACTIONS = {
    "github/codeql-action/analyze": Kind.SECURITY,
    "github/codeql-action/autobuild": None,
    "github/codeql-action/init": None,
    "actions/dependency-review-action": Kind.SECURITY,
    "ossf/scorecard-action": Kind.SECURITY,
    "pre-commit/action": Kind.ANY,
    "super-linter/super-linter": Kind.STYLE,
    "github/super-linter": Kind.STYLE,
    "oxsecurity/megalinter": Kind.STYLE,
    "psf/black": Kind.STYLE,
    "astral-sh/ruff-action": Kind.STYLE,
    "chartboost/ruff-action": Kind.STYLE,
    "crate-ci/typos": Kind.STYLE,
    "cypress-io/github-action": Kind.TESTS,
    "chromaui/action": None,
    "aquasecurity/trivy-action": Kind.SECURITY,
    "returntocorp/semgrep-action": Kind.SECURITY,
    "trufflesecurity/trufflehog": Kind.SECURITY,
    "anchore/scan-action": Kind.SECURITY,
    "securego/gosec": Kind.SECURITY,
    "golang/govulncheck-action": Kind.SECURITY,
    "pypa/gh-action-pip-audit": Kind.SECURITY,
    "rustsec/audit-check": Kind.SECURITY,
    "EmbarkStudios/cargo-deny-action": Kind.SECURITY,
    "SonarSource/sonarqube-scan-action": Kind.SECURITY,
    "SonarSource/sonarcloud-github-action": Kind.SECURITY,
    "zizmorcore/zizmor-action": Kind.SECURITY,
    "bridgecrewio/checkov-action": Kind.SECURITY,
    "google/osv-scanner-action": Kind.SECURITY,
    "hadolint/hadolint-action": Kind.STYLE,
    "jakebailey/pyright-action": Kind.TYPES,
    "fsfe/reuse-action": Kind.STYLE,
    "wagoid/commitlint-github-action": Kind.STYLE,
    "amannn/action-semantic-pull-request": Kind.STYLE,
    "codespell-project/actions-codespell": Kind.STYLE,
}
ACTIONS_LOWER = {name.lower(): kind for name, kind in ACTIONS.items()}
ACTION_PARTS = {
    **named(Kind.STYLE, "lint linter golangci shellcheck actionlint markdownlint"),
    **named(Kind.SECURITY, "gitleaks snyk semgrep audit secret codeql trivy"),
}
