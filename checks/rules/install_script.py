"""`install-script`: a change lets something run when a package is installed or built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, ChangedFile, Status, Tree
from checks.check import Check, Sighting
from checks.dependencies.package_above import package_above
from checks.finding import Level
from checks.path_parts import folder_of, name_of


@dataclass(frozen=True, kw_only=True)
class InstallScript(Check):
    """Reports what a change lets run at installation or in the build, and edits of it.

    Looked at are the scripts `preinstall`, `install`, `postinstall` and `prepare` of `package.json`, with the
    scripts that they run by name and the files that they run by path; which packages may run scripts of their
    own (`onlyBuiltDependencies`, `trustedDependencies`, `ignore-scripts`, `enableScripts`); `build.rs` and
    `package.build` of Cargo; code in `setup.py`, build back ends and build hooks of `pyproject.toml`,
    `*.pth`; `binding.gyp`, `extconf.rb`; init scripts and wrappers of Gradle, extensions of Maven.

    ## Why

    Such code runs on the machine of everyone who installs, with their rights, before any test does. It is
    where malicious packages start, and a place that nobody looks at again.

    ## What to do

    Do without it: ship what is built, or name a command that a person runs. Where it has to be, let whoever
    answers for the supply of packages permit the finding.

    ## Example

        "scripts": { "postinstall": "node scripts/fetch.js" }

    It warns where a script at installation, a build script, a foreign back end or code in `setup.py` comes
    in, and where what is added to one starts a program, reaches out or evaluates text: none of 866 merged
    pull requests of agents, drawn at random, has one. It is a note for `prepare`, for well-known commands
    such as `husky` and `patch-package`, for another well-known back end, for a package that may run its
    scripts, for other edits, and in tests and examples.

    ## Known limits

    What a script does is told from words on added lines, not by running it; a script that another one calls
    is not followed further than one step. Scripts of the dependencies themselves are not seen. Plugins of
    Gradle, Maven and MSBuild are code, too, and are dependencies here.
    """

    name: ClassVar[str] = "install-script"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN
    stands: ClassVar[bool] = False

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        from checks.dependencies.install_changes import may_run

        return may_run(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if any(_may_matter(file, change.head_tree) for file in change.files):
            from checks.dependencies.install_changes import new_runs  # much code, for few files alone

            yield from new_runs(change)


def _may_matter(file: ChangedFile, head: Tree) -> bool:
    """Whether a file can be what the check speaks about: by its name, or because its package names it."""
    if file.path.endswith(_ENDINGS):
        return True
    if file.status is not Status.MODIFIED or not file.path.endswith(_SCRIPTS):
        return False
    _, content = package_above(folder_of(file.path), head)
    stem = name_of(file.path).rpartition(".")[0].encode("utf-8", "surrogateescape")
    return content is not None and (stem in content or rb"\u" in content)


_ENDINGS = (
    *("package.json", "pnpm-workspace.yaml", ".npmrc", ".yarnrc.yml", "pyproject.toml", "Cargo.toml"),
    *("wrapper.properties", "build.rs", "setup.py", ".pth", "binding.gyp", "extconf.rb", "hatch_build.py"),
    *("build_backend.py", ".gradle", ".gradle.kts"),
    *(".mvn/extensions.xml", ".mvn/jvm.config", ".mvn/maven.config"),
)
_SCRIPTS = (".js", ".cjs", ".mjs", ".ts", ".sh", ".py", ".ps1", ".cmd", ".bat")
