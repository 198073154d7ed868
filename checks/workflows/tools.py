"""The names of tools, sub-commands and targets that check something, and of what does not."""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """What a check looks for."""

    TESTS = "tests"
    STYLE = "style"
    TYPES = "types"
    SECURITY = "security"
    ANY = "any"


def named(kind: Kind, names: str) -> dict[str, Kind]:
    """Several names of one kind, divided by blanks."""
    return dict.fromkeys(names.split(), kind)


TOOLS = {
    **named(
        Kind.TESTS,
        "pytest py.test unittest nose2 jest vitest mocha ava karma cypress playwright gotestsum "
        "ginkgo rspec phpunit pest ctest bats behave robot tox nox nextest",
    ),
    **named(
        Kind.STYLE,
        "ruff flake8 pylint black isort eslint biome oxlint prettier stylelint xo tslint "
        "golangci-lint staticcheck gofmt revive rubocop standardrb phpcs shellcheck shfmt yamllint "
        "actionlint hadolint markdownlint markdownlint-cli2 commitlint sqlfluff ktlint detekt "
        "swiftlint clang-format clang-tidy cppcheck tflint lint-imports vulture codespell typos "
        "cspell knip depcruise dependency-cruiser madge dprint ansible-lint interrogate deptry "
        "cargo-deny",
    ),
    **named(
        Kind.TYPES,
        "mypy dmypy pyrefly zuban pyright basedpyright pytype pyre ty tsc vue-tsc svelte-check flow "
        "phpstan psalm attw",
    ),
    **named(
        Kind.SECURITY,
        "bandit safety pip-audit gosec govulncheck trivy grype snyk semgrep opengrep gitleaks "
        "trufflehog detect-secrets brakeman bundler-audit bundle-audit osv-scanner checkov tfsec "
        "kics dockle codeql zizmor scorecard audit-ci",
    ),
    **named(Kind.ANY, "pre-commit prek lefthook lint-staged"),
}
ASKED = {
    "black": ("--check", "--diff"),
    "isort": ("--check", "--check-only", "-c"),
    "prettier": ("--check", "-c", "--list-different", "-l"),
    "shfmt": ("-d", "--diff", "-l"),
    "clang-format": ("--dry-run", "-n"),
    "dprint": ("check",),
    "gofmt": ("-l", "-d"),
    "playwright": ("test",),
    "codeql": ("analyze",),
    "pre-commit": ("run",),
    "prek": ("run",),
    "lefthook": ("run",),
}
"""Tools that check only when they are asked to."""
MODES = {
    "ruff": ("check", "format"),
    "biome": ("check", "lint", "ci", "format"),
    "cypress": ("run",),
    "trivy": ("image", "fs", "config"),
}
SUBCOMMANDS = {
    "go": {"test": Kind.TESTS, "vet": Kind.STYLE},
    "cargo": {
        "test": Kind.TESTS,
        "nextest": Kind.TESTS,
        "clippy": Kind.STYLE,
        "fmt": Kind.STYLE,
        "check": Kind.TYPES,
        "audit": Kind.SECURITY,
        "deny": Kind.SECURITY,
    },
    "dotnet": {"test": Kind.TESTS, "format": Kind.STYLE},
    "swift": {"test": Kind.TESTS},
    "deno": {"test": Kind.TESTS, "lint": Kind.STYLE, "fmt": Kind.STYLE, "check": Kind.TYPES},
    "bazel": {"test": Kind.TESTS},
    "flutter": {"test": Kind.TESTS, "analyze": Kind.STYLE},
    "dart": {"test": Kind.TESTS, "analyze": Kind.STYLE},
    "mix": {"test": Kind.TESTS, "credo": Kind.STYLE, "dialyzer": Kind.TYPES},
    "sbt": {"test": Kind.TESTS},
    "rails": {"test": Kind.TESTS},
    "terraform": {"validate": Kind.STYLE, "fmt": Kind.STYLE},
    "buf": {"lint": Kind.STYLE, "breaking": Kind.STYLE},
    "xcodebuild": {"test": Kind.TESTS},
    "node": {"--test": Kind.TESTS},
    "npm": {"audit": Kind.SECURITY},
    "pnpm": {"audit": Kind.SECURITY},
    "yarn": {"audit": Kind.SECURITY},
    "bun": {"audit": Kind.SECURITY},
    "uv": {"audit": Kind.SECURITY},
    "mvn": {"test": Kind.TESTS, "verify": Kind.TESTS, "install": Kind.TESTS, "package": Kind.TESTS},
    "gradle": {"test": Kind.TESTS, "check": Kind.TESTS, "build": Kind.TESTS},
}
SAME = {"mvnw": "mvn", "gradlew": "gradle", "py.test": "pytest", "markdownlint-cli": "markdownlint"}
RUNNERS = {
    *(
        "npm",
        "pnpm",
        "yarn",
        "bun",
        "make",
        "gmake",
        "just",
        "task",
        "poe",
        "invoke",
        "inv",
        "rake",
        "composer",
    ),
    *("hatch", "turbo", "nx", "lerna", "moon", "mise", "pdm", "deno", "nox", "tox", "gradle", "bundle"),
}
WRAPPERS = re.compile(
    r"(?:sudo|env|time|nice|command|exec|xvfb-run|dbus-run-session"
    r"|(?:uv|poetry|pdm|pipenv|rye|hatch|pixi) run|uvx|npx|bunx|pipx run"
    r"|(?:pnpm|yarn|npm|mise|bundle|bun) (?:exec|dlx|x)"
    r"|python[\d.]* -m|py -m|coverage run -m|coverage run|dotnet tool run|timeout|uv tool run|doppler run)"
    r"(?= |$)"
)
WITH_VALUE = {
    *(
        "--filter",
        "-F",
        "--prefix",
        "-C",
        "--cwd",
        "--dir",
        "--with",
        "--python",
        "-p",
        "--package",
        "--extra",
    ),
    *(
        "--group",
        "--directory",
        "-f",
        "--file",
        "--project",
        "-w",
        "--workspace",
        "-n",
        "--from",
        "--env-file",
    ),
    *("-c", "--config", "-k", "-m", "-e", "--config-file", "--scope", "-e", "-s"),
}
NO_CHECK = {
    *(
        "--version",
        "--help",
        "--collect-only",
        "--co",
        "--setup-plan",
        "--setup-only",
        "--list-tests",
        "--no-run",
    ),
    *(
        "--listTests",
        "--fixtures",
        "--markers",
        "--dump-config",
        "--show-config",
        "--show-settings",
        "--init",
    ),
    *("--print-config", "--write", "-h", "-V"),
}
NO_CHECKERS = frozenset(
    (
        "git",
        "echo",
        "printf",
        "docker",
        "cd",
        "gh",
        "kubectl",
        "curl",
        "aws",
        "gcloud",
        "command",
        "which",
        "[",
    )
)
UPKEEP = {"install", "install-deps", "uninstall", "init", "update", "autoupdate", "clean", "cache"}
PARTS = re.compile(r"[:_\-./\\]+|(?<=[a-z])(?=[A-Z])")
BY_PART = {
    **named(Kind.TESTS, "test tests pytest spec specs e2e unittest jest vitest"),
    **named(Kind.STYLE, "lint linting linter linters eslint ruff style clippy fmt"),
    **named(Kind.TYPES, "type types typecheck tsc mypy typing pyright"),
    **named(Kind.SECURITY, "audit security vuln vulnerabilities sast bandit secrets"),
    **named(Kind.ANY, "check checks verify validate quality qa ci"),
}
OTHER_PARTS = {
    *(
        "setup",
        "install",
        "build",
        "deploy",
        "publish",
        "release",
        "report",
        "reports",
        "upload",
        "fix",
        "update",
    ),
    *(
        "watch",
        "generate",
        "gen",
        "codegen",
        "download",
        "prepare",
        "start",
        "stop",
        "dev",
        "notify",
        "comment",
    ),
    *("label", "version", "versions", "seed", "clean", "docs", "changelog", "bump", "summary", "env", "deps"),
    *(
        "data",
        "db",
        "ui",
        "image",
        "server",
        "write",
        "tag",
        "pr",
        "title",
        "changed",
        "changes",
        "results",
        "result",
    ),
}
