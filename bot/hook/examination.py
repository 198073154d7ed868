"""Whether installed hooks hold a write back: a forbidden one is planted, and what comes back is looked at."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.git.command import Git
from bot.hook.answers import Host
from bot.hook.installing import installed
from bot.hook.places import AMP_PROGRAM, PLACES

_RECORD = """\
---
status: accepted
enforce:
  instead: nothing, this is a trial
  rules:
    - forbid-path: ["forbidden/**"]
---
# A trial
"""
_FILES = {".github/decisis.yml": "version: 1\nmode: enforce\n", "docs/decisions/0001-trial.md": _RECORD}
_AUTHOR = {"user.name": "Decisis", "user.email": "decisis@localhost"}
_SECONDS = 60


class Item(NamedTuple):
    """What was found about one host.

    Attributes:
        host: the host.
        is_good: whether nothing has to be done.
        said: what was seen, one sentence.
        help: what to do, empty for nothing.
    """

    host: Host
    is_good: bool
    said: str
    help: str = ""


def examined(root: Path, hosts: Sequence[Host], *, is_user: bool) -> Iterator[Item]:
    """One item or more for every host.

    Args:
        root: root of the repository, or home of the user.
        hosts: the hosts.
        is_user: whether the files of the user are meant.
    """
    for host in hosts:
        name = AMP_PROGRAM if host is Host.AMP else "decisis"
        program = shutil.which(name)
        place = PLACES[host]
        edits = list(installed(root, [host], is_user=is_user))
        if not edits or any(edit.is_due for edit in edits):
            yield Item(host, is_good=False, said="the hook is not there", help="run `decisis hooks install`")
            continue
        if program is None:
            remedy = "install it where the host finds it, for example with `uv tool install decisis`"
            yield Item(host, is_good=False, said=f"the program `{name}` is not on the PATH", help=remedy)
            continue
        yield _planted(host, program)
        if place.fails_open:
            yield Item(host, is_good=True, said=f"know that {place.fails_open}; the check run is the gate")
        if place.trust:
            yield Item(host, is_good=True, said=place.trust)


def _planted(host: Host, program: str) -> Item:
    with tempfile.TemporaryDirectory(prefix="decisis-trial-") as folder:
        root = Path(folder)
        for name, text in _FILES.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        git = Git(None, config=_AUTHOR)
        for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message=trial")):
            git.run(*words, cwd=root)
        done = subprocess.run(
            [program] if host is Host.AMP else [program, "hook", host.value],
            input=_payload(host, root),
            cwd=root,
            env={
                "PATH": os.environ.get("PATH", ""),
                "DECISIS_CACHE_DIR": str(root / ".git" / "decisis"),
                "DECISIS_RESIDENT": "off",
                **({"AGENT_TOOL_NAME": "create_file"} if host is Host.AMP else {}),
            },
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if "ADR-0001/forbid-path-1" in said and (done.returncode == 2 or host is Host.GEMINI):
        return Item(host, is_good=True, said="a forbidden write that was planted was refused")
    seen = f"a forbidden write that was planted was not refused (exit {done.returncode})"
    return Item(host, is_good=False, said=seen, help=f"run `decisis hook {host}` by hand, and report it")


def _payload(host: Host, root: Path) -> bytes:
    text, path = "trial\n", "forbidden/trial.txt"
    if host is Host.CODEX:
        patch = f"*** Begin Patch\n*** Add File: {path}\n+trial\n*** End Patch"
        told = {"tool_name": "apply_patch", "tool_input": {"command": patch}}
    elif host is Host.OPENCODE:
        told = {"tool": "write", "args": {"filePath": str(root / path), "content": text}}
    elif host is Host.AMP:
        return json.dumps({"path": str(root / path), "content": text}).encode()
    else:
        names = {Host.GEMINI: "write_file", Host.KIRO: "fs_write", Host.DEVIN: "edit"}
        told = {
            "tool_name": names.get(host, "Write"),
            "tool_input": {"file_path": str(root / path), "content": text},
        }
    return json.dumps({"cwd": str(root), **told}).encode()
