"""The report of `decisis baseline`: what stands, against what is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from checks.baseline_file import Entry
from checks.change import Incomplete
from checks.policy_place import BASELINE
from checks.report import canonical, safe, sentences

SCHEMA = "decisis.baseline/1"
MOST_SHOWN = 50
"""Entries of a kind that the text shows; the JSON report has all."""


@dataclass(frozen=True, slots=True)
class BaselineReport:
    """What came out.

    Attributes:
        head: object id of the commit whose tree was judged.
        files: how many files it holds.
        recorded: entries that stand.
        stale: entries whose finding is gone.
        new: findings that stand and are not recorded.
        kept: entries that could not be looked at, because a file or a floor could not be read.
        incomplete: what could not be judged.
        taken_out: whether the stale ones were taken out of the file.
        put_in: whether the new ones were put into it.
    """

    head: str
    files: int
    recorded: tuple[Entry, ...] = ()
    stale: tuple[Entry, ...] = ()
    new: tuple[Entry, ...] = ()
    kept: tuple[Entry, ...] = ()
    incomplete: tuple[Incomplete, ...] = ()
    taken_out: bool = False
    put_in: bool = False

    @property
    def exit_code(self) -> int:
        """0 the file says what stands, 1 it does not, 3 something could not be judged."""
        if self.incomplete:
            return 3
        is_open = (self.stale and not self.taken_out) or (self.new and not self.put_in)
        return 1 if is_open else 0


def render_json(report: BaselineReport) -> str:
    """The report as JSON, described by `docs/baseline-report.schema.json`."""
    document = {
        "schema": SCHEMA,
        "head": report.head,
        "files": report.files,
        "taken_out": report.taken_out,
        "put_in": report.put_in,
        **{
            name: [asdict(entry) for entry in getattr(report, name)]
            for name in ("recorded", "stale", "new", "kept")
        },
        "incomplete": [
            {
                "code": gap.code.value,
                "rule": canonical.text(gap.rule),
                "path": canonical.text(gap.path),
                "limit": canonical.text(gap.limit),
                "measured": canonical.text(gap.measured),
                "help": canonical.text(gap.help),
            }
            for gap in report.incomplete
        ],
    }
    return canonical.dump(document) + "\n"


def render_text(report: BaselineReport) -> str:
    """The report for a terminal."""
    return "\n".join(safe.log(line) for line in _lines(report)) + "\n"


def _lines(report: BaselineReport) -> Iterator[str]:
    yield from _section("stale: taken out" if report.taken_out else "stale", report.stale)
    yield from _section("new: put in" if report.put_in else "new", report.new)
    yield from _section("kept, not looked at", report.kept)
    if report.incomplete:
        yield f"# incomplete: {len(report.incomplete)}"
        for gap in report.incomplete[:MOST_SHOWN]:
            place = gap.path or "the tree"
            yield f"  {gap.code.value} {place}: {gap.measured} [{safe.few(gap.rule)}]"
        if len(report.incomplete) > MOST_SHOWN:
            yield f"  {sentences.baseline_more(len(report.incomplete) - MOST_SHOWN)}"
    yield sentences.baseline_counted(
        BASELINE,
        sentences.short(report.head),
        len(report.recorded) + len(report.kept) + (len(report.new) if report.put_in else 0),
        0 if report.taken_out else len(report.stale),
        0 if report.put_in else len(report.new),
    )
    if report.stale and not report.taken_out:
        yield f"help: {sentences.baseline_stale()}"
    if report.new and not report.put_in:
        yield f"help: {sentences.baseline_new()}"


def _section(title: str, entries: tuple[Entry, ...]) -> Iterator[str]:
    if not entries:
        return
    yield f"# {title}: {len(entries)}"
    rules = Counter(entry.rule for entry in entries)
    for rule, count in sorted(rules.items(), key=lambda one: (-one[1], one[0])):
        yield f"  {count:>5} {rule}"
    for entry in entries[:MOST_SHOWN]:
        yield f"  {entry.path}:{entry.line} [{entry.rule}, F-{entry.fingerprint[:12]}]"
    if len(entries) > MOST_SHOWN:
        yield f"  {sentences.baseline_more(len(entries) - MOST_SHOWN)}"
