"""`muted-test-run`: tests that nobody touched no longer run, or their failure no longer counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.languages.provenance import is_foreign
from checks.test_runs import decides_run


@dataclass(frozen=True, kw_only=True)
class MutedTestRun(Check):
    """Reports what keeps tests from running, or their failure from counting, without a test being touched.

    ## Why

    One line in a setting, a hook or a script silences every test of a repository. No test file is in the
    change, and the run is green.

    ## What to do

    Let the run fail and repair what fails. What must be left out is left out at the test, with the reason,
    where a reader of the test sees it.

    ## Example

        "test": "jest || true"                       in package.json
        addopts = "--deselect tests/test_cart.py"    in pyproject.toml
        def pytest_sessionfinish(session):           in conftest.py
            session.exitstatus = 0

    Read are the settings of pytest with the folders and names that it looks for; hooks, autouse fixtures and
    plugins of the repository that `conftest.py` loads; the settings of Jest, Vitest, Mocha, Playwright,
    Cypress and AVA; scripts of package.json and composer.json, makefiles, justfiles, shell scripts, tox,
    Taskfile and tasks of pyproject.toml, with the variables that a runner reads (`PYTEST_ADDOPTS`, `GOFLAGS`
    and their like); and code among the tests that ends the process with success. Both sides are compared, so
    that what stood before, moves or is made stricter is silent.

    It blocks where all tests, or tests that are named, leave the run, and where a failure that counted is
    swallowed: of the `|| true` in continuous integration 1 in 48 was real, and those are left that stand
    behind the tests themselves and were not there before. It blocks as well where a test that was there is
    newly repeated until it passes, or gets ten times its time: none of 299 merged pull requests of agents
    drawn at random does either. Choosing by a mark, repeating by a setting or an option, a timeout that
    grows four times or more, and what depends on a condition warn.

    ## Known limits

    Workflows are `weakened-ci`; linters and coverage are `lowered-gate`. A configuration that is a program is
    read by its literals. Settings of runners other than these, fixtures that patch the product, and what an
    installed plugin does are not judged. A new script may fail as it likes.
    """

    name: ClassVar[str] = "muted-test-run"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False
    tells_weakening: ClassVar[bool] = True

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return decides_run(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        deciding = [file for file in change.files if decides_run(file.path) and not is_foreign(file)]
        if not deciding:
            return
        from checks.languages.testing.model import NotParsed, unreadable  # loaded for changes of a run
        from checks.test_runs.reading import newly_muted

        for file in deciding:
            source = file.head_source
            if source is None or source.is_binary:
                continue
            try:
                places = newly_muted(file, change)
            except NotParsed as refused:
                yield unreadable(file.path, refused.why)
                continue
            name = file.path.rpartition("/")[2]
            for place in places:
                line = source.git_line(place.line)
                message = f"`{name}` {place.said}"
                yield Violation(
                    file.path,
                    line,
                    line,
                    message,
                    f"muted {place.text}",
                    on_changed_line=line in file.added_lines,
                    at_most=place.at_most,
                )
