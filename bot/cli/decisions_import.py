"""`decisis decisions import`: rules for records in which another tool already keeps some.

The records of the work tree are read. What is proposed is printed as a diff that `git apply` takes, what
could not be translated is said on the error stream, and only `--write` changes a file.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UserError
from checks import document
from checks.front_matter import is_record_name
from checks.importing.adr_drift import SETTINGS, layers_of, rules_outside
from checks.importing.proposal import TOOLS, Proposal, propose
from checks.policy_place import PATH
from checks.problem import PolicyInvalid
from checks.record_folders import ADR_DIR, FOLDERS
from checks.report import safe

_PLACES = (*FOLDERS, ".decispher")
"""Where records are looked for if no path is given: the usual folders, and that of Decision Guardian."""

_MOST_BYTES = document.MAX_BYTES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="a record or a folder of records (default: found)"
    )
    parser.add_argument(
        "--from", dest="tool", choices=sorted(TOOLS), default="", help="the tool it comes from"
    )
    parser.add_argument(
        "--write", action="store_true", help="write the records instead of showing a diff only"
    )
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the root of the repository (default: here)"
    )


def run(options: argparse.Namespace) -> int:
    """Print what is proposed, and write it if that is asked for."""
    importer = _Importer(options.repo, options.tool)
    files = list(importer.files(options.paths))
    if not files:
        raise UserError("no record was found", "name the folder of your records")
    proposed = [importer.proposed(file) for file in files]
    for one in proposed:
        one.show()
        if options.write:
            one.write()
    importer.summarise(proposed, is_written=options.write)
    return 0


@dataclass(frozen=True)
class _Proposed:
    """A file of the work tree and what is proposed for it."""

    file: Path
    name: str
    content: bytes
    proposal: Proposal

    @property
    def is_changed(self) -> bool:
        return self.proposal.content is not None

    def show(self) -> None:
        """Print the diff, and on the error stream what is to be said."""
        for sentence in self.proposal.said:
            _say(f"{self.name}:{sentence.line}: {sentence.text}")
        if self.proposal.content is not None:
            diff = "".join(_diff(self.name, self.content, self.proposal.content))
            sys.stdout.flush()
            sys.stdout.buffer.write(diff.encode("utf-8", "surrogateescape"))
            sys.stdout.buffer.flush()

    def write(self) -> None:
        """Put the proposal in place of the record."""
        if self.proposal.content is None:
            return
        beside = self.file.with_name(f".{self.file.name}.decisis")
        try:
            beside.write_bytes(self.proposal.content)
            beside.chmod(self.file.stat().st_mode)
            os.replace(beside, self.file)  # noqa: PTH105 - whole or not at all
        except OSError as failure:
            beside.unlink(missing_ok=True)
            raise UserError(
                f"`{self.name}` cannot be written: {failure.strerror}", "mend the permissions of its folder"
            ) from failure


@dataclass(frozen=True)
class _Importer:
    root: Path
    tool: str

    def files(self, paths: Sequence[Path]) -> Iterator[Path]:
        """The records under the paths, sorted, each once; links are passed over aloud."""
        seen: set[Path] = set()
        for path in paths or [place for place in self._places() if place.is_dir()]:
            if not path.exists():
                raise UserError(
                    f"there is no `{safe.log(str(path))}`", "name a record or a folder of records"
                )
            inside = sorted(path.rglob("*"), key=os.fsencode) if path.is_dir() else [path]
            for file in inside:
                if file in seen or file.is_dir() or (path.is_dir() and not is_record_name(file.name)):
                    continue
                seen.add(file)
                if file.is_symlink():
                    _say(f"{file}: this is a symbolic link; name the file itself")
                else:
                    yield file

    def proposed(self, file: Path) -> _Proposed:
        """What is proposed for a file."""
        name = os.path.relpath(file, self.root).replace(os.sep, "/")
        try:
            content = file.read_bytes()
        except OSError as failure:
            raise UserError(
                f"`{safe.log(name)}` cannot be read: {failure.strerror}", "mend its permissions"
            ) from failure
        if len(content) > _MOST_BYTES:
            _say(f"{name}: {len(content)} bytes are too many, the limit is {_MOST_BYTES}")
            return _Proposed(file, name, content, Proposal((), None, ()))
        return _Proposed(file, name, content, propose(name, content, self.tool, self._layers()))

    def summarise(self, proposed: Sequence[_Proposed], *, is_written: bool) -> None:
        """Say how much there was."""
        outside = rules_outside(self._settings())
        if outside and any("adr-drift" in one.proposal.tools for one in proposed):
            _say(f"{SETTINGS}: the rules in it, {outside} in number, belong to no record; left out")
        changed = sum(one.is_changed for one in proposed)
        done = "written" if is_written else "proposed; `--write` writes them"
        _say(f"{changed} of {len(proposed)} records: rules {done}" if changed else "nothing is proposed")
        read = {folder.parent for folder in (one.file for one in proposed if one.is_changed)}
        hidden = sorted({str(folder) for folder in read if ".decispher" in folder.parts})
        if hidden:
            _say(f"`{hidden[0]}` is no usual folder of records; name it in `decisions` of `{PATH}`")

    def _places(self) -> Iterator[Path]:
        named = _folders_of(self._read(PATH)) or [self._read(ADR_DIR).decode("utf-8", "replace").strip()]
        for place in dict.fromkeys([*(one for one in named if one), *_PLACES]):
            yield self.root / place

    def _layers(self) -> Mapping[str, Sequence[str]]:
        return layers_of(self._settings())

    def _settings(self) -> bytes:
        return self._read(SETTINGS)

    def _read(self, name: str) -> bytes:
        file = self.root / name
        try:
            return file.read_bytes() if file.is_file() else b""
        except OSError:
            return b""


def _folders_of(policy: bytes) -> Sequence[str]:
    """The folders that the policy names, none if it cannot be read."""
    try:
        written = document.parse(PATH, policy).at(("decisions",))
    except PolicyInvalid:
        return ()
    folders = written if isinstance(written, list) else [written]
    return [folder for folder in folders if isinstance(folder, str)]


def _diff(name: str, before: bytes, after: bytes) -> Iterator[str]:
    """A unified diff whose lines are those of git, ended by a line feed alone."""
    old, new = (text.decode("utf-8", "surrogateescape").split("\n") for text in (before, after))
    old, new = ([*(f"{line}\n" for line in lines[:-1]), *filter(None, lines[-1:])] for lines in (old, new))
    end = "\t" if " " in name else ""
    for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
        if line.startswith(("--- a/", "+++ b/")) and line.endswith(f"/{name}\n"):
            yield line.removesuffix("\n") + f"{end}\n"
        else:
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _say(text: str) -> None:
    print(safe.log(text), file=sys.stderr)
