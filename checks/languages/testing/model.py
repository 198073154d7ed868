"""What is known of a test, in the same words for every language."""

from __future__ import annotations

from dataclasses import dataclass

from checks.change import Incomplete, Reason


class NotParsed(Exception):
    """A test file does not parse in its language.

    Attributes:
        path: the file.
        why: the parser's own words, one line.
    """

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in the text that takes force from a test.

    Attributes:
        text: its source in one line, by which it is recognised again.
        reason: what it does, as the end of a sentence that begins with the test.
        line: its first line in `Source.text`, from 1.
        end_line: its last line.
        is_empty: whether the test still runs, over nothing.
        may_be_meant: whether honest tests are written so, and only what it replaces tells.
    """

    text: str
    reason: str
    line: int
    end_line: int
    is_empty: bool = False
    may_be_meant: bool = False

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line."""
        return self.line, self.end_line


@dataclass(frozen=True, slots=True)
class Assertion:
    """One assertion that can fail.

    Attributes:
        text: its source with white space folded.
        line: its first line in `Source.text`, from 1.
        end_line: its last line.
        helper: name of the function that asserts, empty if the assertion stands here.
    """

    text: str
    line: int
    end_line: int
    helper: str = ""

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line."""
        return self.line, self.end_line


@dataclass(frozen=True, slots=True)
class Test:
    """One test.

    Attributes:
        path: its file.
        name: how the runner calls it: `TestOrders::test_total`, `cart > adds an item`.
        line: its first line in `Source.text`, from 1.
        end_line: its last line.
        body: its statements with white space folded, without name and decorators: equal for a renamed test.
        assertions: those that can fail, in order.
        hollow: those that cannot.
        disabled: why it does not run, if so.
        conditional: under which condition it does not run, where that is not the platform, if so.
        calls: the last parts of the names it calls.
        words: every identifier and word of a string in it.
        cases: how many rows of data it runs over, at least 1.
    """

    __test__ = False

    path: str
    name: str
    line: int
    end_line: int
    body: str
    assertions: tuple[Assertion, ...] = ()
    hollow: tuple[Mark, ...] = ()
    disabled: Mark | None = None
    conditional: Mark | None = None
    calls: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    cases: int = 1

    @property
    def short_name(self) -> str:
        """The name without what it stands in."""
        return self.name.rsplit("::", 1)[-1].rsplit(" > ", 1)[-1]

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line."""
        return self.line, self.end_line


@dataclass(frozen=True, slots=True)
class TestFile:
    """The tests of one file.

    Attributes:
        path: the file.
        tests: in order.
        functions: the other functions by name → body, in the form of `Test.body`.
        asserting: names of those functions that assert.
        called: names called or referred to anywhere in the file.
        replaced: stand-ins for what a test then asks about; the reason is the whole sentence.
        focus: marks that keep all other tests from running.
        imports: module and the names taken from it, as written; an empty tuple for a whole module.
        broken: whether parts of the file could not be parsed.
    """

    __test__ = False

    path: str
    tests: tuple[Test, ...] = ()
    functions: tuple[tuple[str, str], ...] = ()
    asserting: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    replaced: tuple[Mark, ...] = ()
    focus: tuple[Mark, ...] = ()
    imports: tuple[tuple[str, tuple[str, ...]], ...] = ()
    broken: bool = False


def unreadable(path: str, why: str) -> Incomplete:
    """The gap that a file leaves whose tests were due and cannot be read."""
    return Incomplete(
        code=Reason.NOT_ANALYSED,
        path=path,
        limit="",
        measured=f"what the file says of tests cannot be read: {why}",
        help="correct the syntax of the file",
    )
