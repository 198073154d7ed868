"""What a change lets run at installation or in the build that did not run before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checks.change import Change, ChangedFile, Status
from checks.dependencies.added import is_sample, once
from checks.dependencies.install_hooks import AT_INSTALL, AT_PREPARE, REACHES, Hook, has_hooks, hooks_of
from checks.dependencies.package_above import package_above
from checks.dependencies.paths import joined
from checks.dependencies.told import cut
from checks.finding import Level, Side, Violation
from checks.introduced import introduced
from checks.path_parts import folder_of, name_of

_INSTEAD = "do without it, or have whoever answers for the supply of packages look at what it runs"
_RUNS = (
    (re.compile(r"(?:^|/)build\.rs$"), "when the crate is built"),
    (re.compile(r"(?:^|/)binding\.gyp$"), "when the package is installed"),
    (re.compile(r"(?:^|/)extconf\.rb$"), "when the gem is installed"),
    (re.compile(r"(?:^|/)(?:hatch_build|build_backend)\.py$"), "when the package is built"),
    (re.compile(r"(?:^|/)init\.gradle(?:\.kts)?$|(?:^|/)init\.d/[^/]+\.gradle(?:\.kts)?$"), "in every build"),
    (re.compile(r"(?:^|/)\.mvn/(?:extensions\.xml|jvm\.config|maven\.config)$"), "in every build"),
    (re.compile(r"\.pth$"), "whenever Python starts"),
)
_SETUP = re.compile(r"(?:^|/)setup\.py$")
_SETUP_CODE = re.compile(
    r"\bcmdclass\b|^\s*class\s+\w+\(\s*(?:[\w.]+\.)?(?:install|develop|build|build_py|build_ext|egg_info|sdist)\b",
)
_SCRIPT = (".js", ".cjs", ".mjs", ".ts", ".sh", ".py", ".ps1", ".cmd", ".bat")
_WORD = re.compile(r"[^\s'\"&|;()=]+")


def may_run(path: str) -> bool:
    """Whether a file of this name can be what runs at installation or in the build."""
    return has_hooks(path) or _when(path) is not None or _SETUP.search(path) is not None


def new_runs(change: Change) -> Iterator[Violation]:
    """Report what the change lets run, or edits of it."""
    yield from _hooks(change)
    taken_away = {file.base.oid for file in change.everywhere if file.head is None and file.base is not None}
    for file in change.files:
        if file.head is None or (file.status is Status.ADDED and file.head.oid in taken_away):
            continue  # it is gone, or has moved: its content stood elsewhere before
        if when := _when(file.path):
            yield _file(file, f"which runs {when}")
        elif _SETUP.search(file.path):
            yield from _setup(file)
        elif file.path.endswith(_SCRIPT) and file.status is Status.MODIFIED:
            yield from _called(file, change)


def _when(path: str) -> str | None:
    return next((when for pattern, when in _RUNS if pattern.search(path)), None)


def _hooks(change: Change) -> Iterator[Violation]:
    files = {file.path: file for file in change.files if has_hooks(file.path)}
    head = {file.path: _read(file, Side.HEAD) for file in files.values()}
    if not any(head.values()):
        return
    base = {file.path: _read(file, Side.BASE) for file in files.values()}
    hooks = {(path, _text(one)): one for path, found in head.items() for one in found}
    new = introduced(files, _places(files, base, Side.BASE), _places(files, head, Side.HEAD))
    for place in new:
        hook = hooks[place.path, place.text]
        before = next((one for one in base[place.path] if one.key == hook.key), None)
        weight = hook.weight
        if weight is Level.OFF:
            if before is None:
                continue
            weight = Level.NOTE
        level = Level.NOTE if is_sample(place.path) else weight
        yield replace(place, message=_said(hook, before), instead=_INSTEAD, at_most=level)


def _read(file: ChangedFile, side: Side) -> tuple[Hook, ...]:
    source = file.head_source if side is Side.HEAD else file.base_source
    return hooks_of(file.path, source.content) if source is not None else ()


def _text(hook: Hook) -> str:
    return f"{hook.key} {hook.runs}"


def _places(
    files: dict[str, ChangedFile], hooks: dict[str, tuple[Hook, ...]], side: Side
) -> Iterator[Violation]:
    for path, found in hooks.items():
        source = files[path].head_source if side is Side.HEAD else files[path].base_source
        for one in found if source is not None else ():
            line = source.git_line(one.line) if source is not None else one.line
            yield Violation(path, line, line, "", _text(one), side)


def _said(hook: Hook, before: Hook | None) -> str:
    if not hook.runs:
        return hook.said
    if before is None:
        return f"adds {hook.key}, which runs {cut(hook.runs)} {hook.said}"
    return f"changes {hook.key} from {cut(before.runs)} to {cut(hook.runs)}, which runs {hook.said}"


def _reaches(file: ChangedFile, pattern: re.Pattern[str]) -> int:
    """The first added line that starts programs, reaches the network or evaluates text; 0 if none does."""
    source = file.head_source
    for number, line in enumerate(source.lines if source is not None else (), 1):
        if source is not None and source.git_line(number) in file.added_lines and pattern.search(line):
            return source.git_line(number)
    return 0


def _file(file: ChangedFile, which: str) -> Violation:
    reaching = _reaches(file, REACHES)
    is_new = file.status is Status.ADDED
    done = "adds" if is_new else "edits"
    weight = Level.WARN if (is_new or reaching) and not is_sample(file.path) else Level.NOTE
    said = f"{done} {cut(name_of(file.path))}, {which}"
    if reaching:
        said += ", and starts a program, reaches out or evaluates text there"
    return Violation(file.path, reaching, reaching, said, said, instead=_INSTEAD, at_most=weight)


def _setup(file: ChangedFile) -> Iterator[Violation]:
    line = _reaches(file, _SETUP_CODE) or _reaches(file, REACHES)
    if line:
        said = "puts code into `setup.py`, which runs when the package is installed"
        weight = Level.NOTE if is_sample(file.path) else Level.WARN
        yield Violation(file.path, line, line, said, said, instead=_INSTEAD, at_most=weight)


def _called(file: ChangedFile, change: Change) -> Iterator[Violation]:
    """A script that a hook of the package it lies in runs by its path."""
    manifest, hooks = _package(folder_of(file.path), change)
    for hook in hooks:
        if _names(hook.runs, manifest, file.path):
            yield _file(file, f"which {hook.key} of {cut(manifest)} runs")
            return


def _package(folder: str, change: Change) -> tuple[str, tuple[Hook, ...]]:
    """The nearest `package.json` at or above a folder, and its scripts that run by themselves."""
    return once(change, ("package above", folder), lambda: _read_package(folder, change))


def _read_package(folder: str, change: Change) -> tuple[str, tuple[Hook, ...]]:
    path, content = package_above(folder, change.head_tree)
    found = hooks_of(path, content) if content is not None else ()
    return path, tuple(hook for hook in found if hook.key.strip("`") in (*AT_INSTALL, *AT_PREPARE))


def _names(command: str, manifest: str, path: str) -> bool:
    places = {joined(manifest, word) for word in _WORD.findall(command) if "/" in word or "." in word}
    return path in places or path.rpartition(".")[0] in places
