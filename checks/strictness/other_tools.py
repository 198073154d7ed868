"""What other tools are asked for: ESLint, Biome, TypeScript, golangci-lint, Clippy, RuboCop, Codecov."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checks.finding import Level
from checks.strictness.guards import Asked, Guard, Kind, is_true, listed, number
from checks.values.lookups import child, entries, nodes, text
from checks.values.node import Items, Leaf, Node, Table

_SEVERITIES = {"off": 0, "0": 0, "warn": 1, "1": 1, "error": 2, "2": 2, "info": 1, "on": 2}
_STRICT_TYPESCRIPT = (
    *("noImplicitAny", "strictNullChecks", "strictFunctionTypes", "strictBindCallApply", "noImplicitThis"),
    *("strictPropertyInitialization", "alwaysStrict", "useUnknownInCatchVariables"),
)
_MORE_TYPESCRIPT = (
    *("strict", "noUnusedLocals", "noUnusedParameters", "noImplicitReturns", "noFallthroughCasesInSwitch"),
    *("noUncheckedIndexedAccess", "exactOptionalPropertyTypes", "noImplicitOverride", "checkJs"),
)
_LINT_LEVELS = {"allow": 0, "warn": 1, "deny": 2, "forbid": 3}
_GONE_LINTERS = {
    *(
        "deadcode",
        "varcheck",
        "structcheck",
        "golint",
        "interfacer",
        "scopelint",
        "maligned",
        "gomnd",
        "tenv",
    ),
    *("exhaustivestruct", "ifshort", "nosnakecase", "exportloopref", "execinquery", "gosimple", "stylecheck"),
}


def eslint(node: Node) -> Asked:
    """A classic configuration, or the value of `eslintConfig`."""
    asked = Asked()
    inherits = asked.inherits = child(node, "extends") is not None
    _eslint_rules(asked, "", child(node, "rules"), inherits=inherits)
    for override in nodes(child(node, "overrides")):
        scope = " ".join(sorted(str(item.value) for item in listed(child(override, "files"))))
        _eslint_rules(asked, scope, child(override, "rules"), inherits=True)
    asked.excludes("ignorePatterns", child(node, "ignorePatterns"))
    return asked


def eslint_literals(values: Iterator[dict[str, object]]) -> Asked:
    """A configuration that is a program, read as data; it has no lines."""
    asked = Asked(inherits=True)
    for scope, rules, inherits in _literal_scopes(list(values)):
        for name, value in rules.items():
            setting = value[0] if isinstance(value, list) and value else value
            strength = _SEVERITIES.get(str(setting).lower())
            if strength is not None:
                asked.rule(_scoped(name, scope), strength, 0, inherits=inherits)
    return asked


def _literal_scopes(
    values: list[dict[str, object]],
) -> Iterator[tuple[str, Mapping[str, object], bool]]:
    for value in values:
        rules, files = value.get("rules"), value.get("files")
        scope = " ".join(sorted(str(one) for one in files)) if isinstance(files, list) else ""
        if isinstance(rules, dict):
            yield scope, rules, True
        overrides = value.get("overrides")
        if isinstance(overrides, list):
            yield from _literal_scopes([one for one in overrides if isinstance(one, dict)])


def _eslint_rules(asked: Asked, scope: str, node: Node | None, *, inherits: bool) -> None:
    for entry in entries(node):
        first = entry.node.nodes[0] if isinstance(entry.node, Items) and entry.node.nodes else entry.node
        strength = _SEVERITIES.get(text(first).lower())
        if strength is not None:
            asked.rule(_scoped(entry.key, scope), strength, entry.line, inherits=inherits)


def _scoped(name: str, scope: str) -> str:
    return f"{name} for {scope}" if scope else name


def biome(node: Node) -> Asked:
    """`biome.json`. A rule keeps its name when it moves to another group."""
    asked = Asked(inherits=True)
    for part in ("linter", "formatter"):
        enabled = child(node, part, "enabled")
        if enabled is not None:
            asked.switch(
                f"{part}.enabled", _line(child(node, part), "enabled"), is_on=is_true(enabled), default=True
            )
        for item in listed(child(node, part, "ignore")):
            asked.excludes(f"{part}.ignore", item)
    _biome_rules(asked, "", child(node, "linter", "rules"))
    for override in nodes(child(node, "overrides")):
        where = child(override, "includes") or child(override, "include")
        scope = " ".join(sorted(str(item.value) for item in listed(where)))
        _biome_rules(asked, scope, child(override, "linter", "rules"))
    asked.excludes("files.ignore", child(node, "files", "ignore"))
    for item in listed(child(node, "files", "includes")):
        if str(item.value).startswith("!"):
            asked.excludes("files.includes", item)
    return asked


def _biome_rules(asked: Asked, scope: str, node: Node | None) -> None:
    for group in entries(node):
        if group.key in ("recommended", "all"):
            asked.switch(_scoped(group.key, scope), group.line, is_on=is_true(group.node), default=True)
        for entry in entries(group.node):
            setting = child(entry.node, "level") if isinstance(entry.node, Table) else entry.node
            strength = _SEVERITIES.get(text(setting).lower())
            if strength is not None:
                asked.rule(_scoped(entry.key, scope), strength, entry.line, inherits=True)


def typescript(node: Node) -> Asked:
    """`tsconfig.json`."""
    asked = Asked()
    options = child(node, "compilerOptions")
    inherits = asked.inherits = child(node, "extends") is not None
    is_strict = is_true(child(options, "strict"))
    for name in (*_STRICT_TYPESCRIPT, *_MORE_TYPESCRIPT):
        value = child(options, name)
        if value is not None:
            asked.switch(name, _line(options, name), is_on=is_true(value), default=False, inherits=inherits)
        elif is_strict and name in _STRICT_TYPESCRIPT:
            asked.switch(name, _line(options, "strict"), is_on=True, default=False, inherits=inherits)
    return asked


def golangci(node: Node) -> Asked:
    """`.golangci.yml`, of either version."""
    asked = Asked()
    for linters in (child(node, "linters"), child(node, "formatters")):
        for item in listed(child(linters, "enable")):
            if item.value not in _GONE_LINTERS:
                asked.rule(str(item.value), 2, item.line, inherits=False)
        for item in listed(child(linters, "disable")):
            if item.value not in _GONE_LINTERS:
                asked.rule(str(item.value), 0, item.line, inherits=False)
    linters = child(node, "linters")
    if is_true(child(linters, "enable-all")) or text(child(linters, "default")) == "all":
        line = _line(linters, "enable-all") or _line(linters, "default")
        asked.switch("enable-all", line, is_on=True, default=False)
        asked.guards = {
            name: one for name, one in asked.guards.items() if one.strength == 0 or name == "enable-all"
        }
    return asked


def clippy(node: Node) -> Asked:
    """The tables `lints` and `workspace.lints` of `Cargo.toml`."""
    asked = Asked()
    for lints in (child(node, "lints"), child(node, "workspace", "lints")):
        for tool in entries(lints):
            for entry in entries(tool.node):
                level = child(entry.node, "level") if isinstance(entry.node, Table) else entry.node
                strength = _LINT_LEVELS.get(text(level))
                if strength is not None:
                    name = entry.key if tool.key == "rust" else f"{tool.key}::{entry.key}"
                    asked.rule(name, strength, entry.line, inherits=False)
    return asked


def rubocop(node: Node) -> Asked:
    """`.rubocop.yml`."""
    asked = Asked()
    inherits = any(entry.key.startswith("inherit") for entry in entries(node))
    for cop in entries(node):
        enabled = child(cop.node, "Enabled")
        if enabled is not None and "/" in cop.key:
            strength = 0 if text(enabled).lower() == "false" else 2
            asked.rule(cop.key, strength, _line(cop.node, "Enabled"), inherits=inherits or strength == 0)
        elif is_true(child(cop.node, "DisabledByDefault")):
            asked.switch("DisabledByDefault", cop.line, is_on=False, default=True)
        if cop.key.startswith("Metrics/"):
            line = _line(cop.node, "Max")
            asked.threshold(f"{cop.key} Max", number(child(cop.node, "Max")), line, absent=None, sign=-1)
        what = "AllCops Exclude" if cop.key == "AllCops" else f"{cop.key} Exclude"
        asked.excludes(what, child(cop.node, "Exclude"))
    return asked


def codecov(node: Node) -> Asked:
    """`codecov.yml`."""
    asked = Asked()
    status = child(node, "coverage", "status")
    for kind in entries(status):
        if kind.key not in ("project", "patch", "changes"):
            continue
        if isinstance(kind.node, Leaf):
            asked.switch(f"status.{kind.key}", kind.line, is_on=is_true(kind.node), default=True)
        for part in entries(kind.node):
            name = f"{kind.key}.{part.key}"
            asked.threshold(
                f"{name}.target", number(child(part.node, "target")), _line(part.node, "target"), absent=None
            )
            line = _line(part.node, "threshold")
            asked.threshold(f"{name}.threshold", number(child(part.node, "threshold")), line, sign=-1)
            if is_true(child(part.node, "informational")):
                asked.switch(
                    f"{name}.informational", _line(part.node, "informational"), is_on=False, default=True
                )
    asked.excludes("ignore", child(node, "ignore"))
    return asked


def sonar(node: Node) -> Asked:
    """`sonar-project.properties`."""
    asked = Asked()
    for entry in entries(node):
        if entry.key == "sonar.qualitygate.wait":
            asked.switch(entry.key, entry.line, is_on=is_true(entry.node), default=False)
        elif entry.key in ("sonar.exclusions", "sonar.coverage.exclusions", "sonar.test.exclusions"):
            for word in text(entry.node).split(","):
                asked.guards[f"{entry.key} {word}"] = Guard(
                    Kind.EXCLUDE, 0.0, entry.line, 1.0, 0.0, Level.NOTE, word
                )
    return asked


def _line(node: Node | None, key: str) -> int:
    return next((entry.line for entry in entries(node) if entry.key == key), 0)
