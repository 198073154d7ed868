"""`lowered-gate`: linters, type checkers or coverage are asked for less than before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level


@dataclass(frozen=True, kw_only=True)
class LoweredGate(Check):
    """Reports what the configuration of a checking tool asks for less than before.

    Read are ruff, flake8, mypy, pyright, pylint, coverage and `--cov-fail-under`, ESLint, Biome, TypeScript,
    golangci-lint, the lints of Cargo, RuboCop, Codecov and Sonar. Both sides are compared by what counts:
    rules by their level, codes by the longest beginning that chooses or leaves them out, thresholds by their
    number, `strict` by what it switches on.

    ## Why

    One line in a configuration switches a rule off for the whole repository, and it looks smaller than the
    code that it makes pass.

    ## What to do

    Repair what the tool reports. Where a rule does not fit, switch it off in a change of its own, with the
    reason, so that whoever answers for the rules can decide.

    ## Example

        "useImportRestrictions": "off"

    None of 866 merged pull requests of agents, drawn at random, warns here. It warns: of 14 lines that look
    like it 6 were real and 7 were not, a rule that a successor replaced, one that moved to another file, more
    checks than before. Those are silent here, and so is a tool in place of another. Files that are left out,
    and codes that are switched off for some files, are notes.

    ## Known limits

    What a configuration extends is not followed: where it extends something, a rule that is no longer named
    is passed over. Of a configuration that is a program only literals are read. A new configuration in a
    folder below another one is not held against that one. Rules of style (`.editorconfig`, Prettier, the
    length of lines) and attributes in source files are left alone.
    """

    name: ClassVar[str] = "lowered-gate"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN
    stands: ClassVar[bool] = False

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return self.concerns(path)

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        from checks.strictness.files import tools_of

        return bool(tools_of(path))

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if any(file.path.endswith(_ENDINGS) for file in change.files):
            from checks.strictness.lowered import lowered  # much code, for few files alone

            yield from lowered(change)


_ENDINGS = (
    *(".toml", ".json", ".jsonc", ".yml", ".yaml", ".ini", ".cfg", ".flake8", ".coveragerc", "pylintrc"),
    *(".eslintrc", ".properties", "eslint.config.js", "eslint.config.mjs", "eslint.config.cjs"),
    *("eslint.config.ts", ".eslintrc.js", ".eslintrc.cjs", ".eslintrc.mjs", ".eslintrc.ts"),
)
