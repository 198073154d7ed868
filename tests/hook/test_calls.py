"""What hosts tell their hooks, in the forms of their documentation, as one kind of value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.hook.calls import Call, Kind, NotUnderstood, Replacement, call_of

HERE = Path("/repo")
PATCH = "*** Begin Patch\n*** Update File: src/a.py\n@@\n-old\n+new\n*** End Patch"


def told(**payload: Any) -> Call:
    return call_of(json.dumps(payload).encode(), HERE)


PASCAL = {"session_id": "1", "hook_event_name": "PreToolUse", "cwd": "/repo/web"}


@pytest.mark.parametrize(
    ("payload", "kind", "path", "text"),
    [
        (
            {**PASCAL, "tool_name": "Write", "tool_input": {"file_path": "/repo/a.py", "content": "x\n"}},
            Kind.WRITE,
            "/repo/a.py",
            "x\n",
        ),
        (
            {
                "sessionId": "1",
                "cwd": "/repo",
                "toolName": "create",
                "toolArgs": {"path": "a", "file_text": "x"},
            },
            Kind.WRITE,
            "a",
            "x",
        ),
        (
            {"cwd": "/repo", "toolName": "create", "toolArgs": '{"path": "a", "file_text": "x"}'},
            Kind.WRITE,
            "a",
            "x",
        ),
        (
            {
                "workspace_roots": ["/repo"],
                "tool_name": "Write",
                "tool_input": {"path": "a", "contents": "x"},
            },
            Kind.WRITE,
            "a",
            "x",
        ),
        (
            {
                "hook_event_name": "BeforeTool",
                "tool_name": "write_file",
                "tool_input": {"file_path": "a", "content": ""},
            },
            Kind.WRITE,
            "a",
            "",
        ),
        ({**PASCAL, "tool_name": "fs_write", "tool_input": {"path": "a", "text": "x"}}, Kind.WRITE, "a", "x"),
        (
            {
                **PASCAL,
                "tool_name": "str_replace_editor",
                "tool_input": {"command": "create", "path": "a", "file_text": "x"},
            },
            Kind.WRITE,
            "a",
            "x",
        ),
        ({"tool": "write", "args": {"filePath": "a", "content": "x"}, "cwd": "/repo"}, Kind.WRITE, "a", "x"),
        ({**PASCAL, "tool_name": "apply_patch", "tool_input": {"command": PATCH}}, Kind.PATCH, "", PATCH),
        ({**PASCAL, "tool_name": "Edit", "tool_input": {"input": PATCH}}, Kind.PATCH, "", PATCH),
        ({**PASCAL, "tool_name": "Bash", "tool_input": {"command": "ls"}}, Kind.SHELL, "", "ls"),
        ({**PASCAL, "tool_name": "shell", "tool_input": {"command": ["ls", "-l"]}}, Kind.SHELL, "", "ls -l"),
        ({"tool_name": "exec", "tool_input": {"command": "ls", "shell_id": "1"}}, Kind.SHELL, "", "ls"),
        (
            {
                **PASCAL,
                "tool_name": "NotebookEdit",
                "tool_input": {"notebook_path": "n.ipynb", "new_source": "x"},
            },
            Kind.NOTEBOOK,
            "n.ipynb",
            "x",
        ),
        ({**PASCAL, "tool_name": "Read", "tool_input": {"file_path": "a"}}, Kind.OTHER, "", ""),
        ({**PASCAL, "tool_name": "mcp__jira__create", "tool_input": {}}, Kind.OTHER, "", ""),
    ],
)
def test_every_form_is_read(payload: dict[str, Any], kind: Kind, path: str, text: str) -> None:
    call = told(**payload)
    assert (call.kind, call.path, call.text) == (kind, path, text)


@pytest.mark.parametrize(
    "given",
    [
        {"file_path": "a", "old_string": "x", "new_string": "y", "replace_all": True},
        {"path": "a", "old_str": "x", "new_str": "y", "replace_all": True, "command": "str_replace"},
        {"file_path": "a", "edits": [{"old_string": "x", "new_string": "y", "replace_all": True}]},
        {"filePath": "a", "oldString": "x", "newString": "y", "replaceAll": True},
    ],
)
def test_every_form_of_an_edit_is_read(given: dict[str, Any]) -> None:
    call = told(**PASCAL, tool_name="Edit", tool_input=given)
    assert (call.kind, call.replacements) == (Kind.EDIT, (Replacement("x", "y", everywhere=True),))


def test_the_end_of_a_turn_and_where_it_works() -> None:
    assert told(hook_event_name="Stop", cwd="/repo", stop_hook_active=True).goes_on
    assert told(hook_event_name="AfterAgent").kind is Kind.END
    assert told(**PASCAL, tool_name="Bash", tool_input={"command": "ls"}).cwd == Path("/repo/web")
    assert call_of(b'{"tool_name": "exec", "tool_input": {}}', HERE, "/other").cwd == Path("/other")


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"no json",
        b"[]",
        b"\xff",
        b"{}",
        b'{"tool_name": "Write", "tool_input": {"file_path": "a"}}',
        b'{"tool_name": "Write", "tool_input": {"content": "a"}}',
        b'{"tool_name": "Edit", "tool_input": {"file_path": "a", "command": "insert"}}',
        b'{"tool_name": "apply_patch", "tool_input": {"command": "diff"}}',
        b'{"tool_name": "Write", "tool_input": 3}',
    ],
)
def test_what_is_not_understood_says_so(payload: bytes) -> None:
    with pytest.raises(NotUnderstood):
        call_of(payload, HERE)
