"""Code among the tests that ends the run with success, repeats a test until it passes, or waits longer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from checks.change import ChangedFile
from checks.finding import Level, normalised
from checks.languages.language import Language, language_of
from checks.languages.syntax import of_kinds, parse
from checks.path_parts import suffix_of
from checks.source import Source
from checks.test_runs.muting import Muting, taken

_SCRIPT_EXIT = re.compile(r"\bprocess\s*\.\s*(?:exit|exitCode|reallyExit)\b")
_HOOKS = {"beforeAll", "afterAll", "beforeEach", "afterEach", "before", "after", "teardown", "setup"}
_HOOKS |= {"globalSetup"}
_HOOKS |= {"suiteSetup", "suiteTeardown", "globalTeardown"}
_FUNCTIONS = {"arrow_function", "function_expression", "function_declaration", "method_definition"}
_RUBY_EXIT = re.compile(
    r"^\s*(?:at_exit\s*(?:\{|do)\s*)?(?:Process\.|Kernel\.)?exit!?\s*\(?\s*(?:0|true)\s*\)?", re.MULTILINE
)
_REPEATS = re.compile(
    r"^[ \t]*(?:@(?:pytest\.mark\.)?flaky\b[^\n]*|@RepeatedIfExceptionsTest\b[^\n]*|@RetryingTest\b[^\n]*"
    r"|\[(?:Retry|RetryFact|RetryTheory)\b[^\n]*\]|(?:jest|vi|this)\.(?:retryTimes|retries)\([^\n]*\)"
    r"|test\.describe\.configure\([^\n]*\bretries:[^\n]*)",
    re.MULTILINE,
)
_WAITS = re.compile(
    r"^[ \t]*(?:@pytest\.mark\.timeout\(|jest\.setTimeout\(|vi\.setConfig\(\{ ?testTimeout: ?"
    r"|test\.setTimeout\(|this\.timeout\(|@Timeout\((?:value ?= ?)?)(?P<time>\d[\d_]{0,11})",
    re.MULTILINE,
)
_TEST_BELOW = re.compile(
    r"(?:\s*(?:@|\[|#|//)[^\n]*\n){0,12}\s*(?:(?:async|public|private|static|void|Task|def|fun)\s+)*"
    r"(?P<name>\w+)\s*\("
)
_WORDS = re.compile(r"[eE]xit|TestMain|reallyExit|flaky|etr(?:y|ies)|Repeated|imeout")
_TIMES, _MANY_TIMES = 4, 10


def newly_excused(file: ChangedFile) -> Iterator[Muting]:
    """What the head of a file that is loaded with the tests does to the outcome, and the base did not."""
    head, base = file.head_source, file.base_source
    if head is None or not _WORDS.search(head.text):
        return
    known = dict(Counter(one.text for one in _ends(file.path, base))) if base is not None else {}
    yield from (one for one in _ends(file.path, head) if not taken(known, one.text))
    if base is None:
        return  # a test that is new may need patience
    if fresh := _newly_repeated(base.text, head.text):
        text = normalised(fresh[0][0])[:80].replace("`", "'")
        what = "a test until it passes" if len(fresh) == 1 else f"{len(fresh)} tests until they pass"
        yield Muting(text, f"repeats {what}: `{text}`", _line(head, fresh[0]))
    yield from _patience(base, head)


def _newly_repeated(base: str, head: str) -> list[re.Match[str]]:
    """The marks of tests that stood at the base without; a test that is new was not surer before."""
    if len(_REPEATS.findall(head)) <= len(_REPEATS.findall(base)):
        return []
    known = Counter(_marked(found, base) for found in _REPEATS.finditer(base))
    fresh = []
    for found in _REPEATS.finditer(head):
        mark = _marked(found, head)
        if not taken(known, mark) and (not mark[1] or re.search(rf"\b{mark[1]}\b", base)):
            fresh.append(found)
    return fresh


def _marked(found: re.Match[str], text: str) -> tuple[str, str]:
    """A mark, and the name of the test below it; empty where it stands for a whole file."""
    below = _TEST_BELOW.match(text, found.end()) if found[0].lstrip()[0] in "@[" else None
    return normalised(found[0]), below["name"] if below else ""


def _patience(base: Source, head: Source) -> Iterator[Muting]:
    before = [_time(found) for found in _WAITS.finditer(base.text)]
    waits = list(_WAITS.finditer(head.text))
    for was, found in zip(before, waits, strict=False):
        if len(before) == len(waits) and _time(found) >= _TIMES * was > 0:
            said = f"waits {_time(found)} for a test where it waited {was}"
            weight = None if _time(found) >= _MANY_TIMES * was else Level.WARN
            yield Muting(f"{normalised(found[0])}", said, _line(head, found), weight)


def _time(found: re.Match[str]) -> int:
    return int(found["time"].replace("_", ""))


def _line(source: Source, found: re.Match[str]) -> int:
    return source.line_at(found.end())


def _ends(path: str, source: Source) -> Iterator[Muting]:
    language = language_of(path, None)
    if suffix_of(path) == ".rb":
        for found in _RUBY_EXIT.finditer(source.text):
            text = normalised(found[0])
            yield Muting(text, f"ends the run with success, by `{text}`", _line(source, found))
    elif path.endswith("_test.go"):
        yield from _of_go(source)
    elif language in (Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX) and _SCRIPT_EXIT.search(
        source.text
    ):
        yield from _of_script(source, language)


def _of_script(source: Source, language: Language) -> Iterator[Muting]:
    """Calls of `process.exit(0)` that run with the tests: at the margin, or in a hook around them."""
    for call in of_kinds(parse(source.text, language), ("call_expression", "assignment_expression")):
        text = normalised(call.text())
        if not re.fullmatch(r"process ?\. ?(?:(?:exit|reallyExit)\( ?0? ?\)|exitCode ?= ?0)", text):
            continue
        around = [one for one in call.ancestors() if one.kind() in _FUNCTIONS]
        if not around or (len(around) == 1 and _is_hook(around[0])):
            yield Muting(text, f"ends the run with success, by `{text}`", call.range().start.line + 1)


def _is_hook(function: object) -> bool:
    from ast_grep_py import SgNode

    if not isinstance(function, SgNode):
        return False
    holder = function.parent()
    if holder is not None and holder.kind() == "arguments":
        call = holder.parent()
        callee = call.field("function") if call is not None else None
        return callee is not None and callee.text().rpartition(".")[2] in _HOOKS
    name = function.field("name")
    is_default = (
        holder is not None and holder.kind() == "export_statement" and "default" in holder.text()[:20]
    )
    return is_default or (name is not None and name.text() in _HOOKS)


def _of_go(source: Source) -> Iterator[Muting]:
    """`TestMain` that exits with 0, or runs nothing."""
    for function in of_kinds(parse(source.text, Language.GO), ("function_declaration",)):
        name = function.field("name")
        if name is None or name.text() != "TestMain":
            continue
        body = normalised(function.text())
        line = function.range().start.line + 1
        if re.search(r"\bos\.Exit\(0\)", body) and not re.search(r"os\.Exit\((?!0\))", body):
            yield Muting("TestMain os.Exit(0)", "ends the run with success in `TestMain`", line)
        elif not re.search(r"\.Run\(|VerifyTestMain|RunSpecs|\bRun\w*\(", body):
            yield Muting("TestMain", "runs no test in `TestMain`", line)
