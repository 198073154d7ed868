"""Where each host keeps its hooks, and what stands there for us, by the documentation of November 2026."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.hook.answers import Host

AMP_PROGRAM = "decisis-hook-amp"
"""What Amp delegates to: it names a program and hands over no words of ours."""

SECONDS = 20
"""How long a host waits for an answer."""

_PLUGIN = """\
// Asks Decisis before a tool writes. Made by `decisis hooks install`.
export const Decisis = async ({ directory }) => ({
  "tool.execute.before": async (input, output) => {
    const told = JSON.stringify({ tool: input.tool, args: output.args, cwd: directory })
    const done = Bun.spawnSync(["decisis", "hook", "opencode"], { cwd: directory, stdin: Buffer.from(told) })
    if (done.exitCode !== 0) throw new Error(done.stderr.toString() || "Decisis failed; nothing was written")
  },
})
"""


@dataclass(frozen=True)
class Place:
    """The hooks of one host.

    Attributes:
        file: the file, from the root of the repository.
        user_file: the same from the home of a user; empty where there is none.
        signs: files or folders by which the host is known to be in use.
        entries: what is added to which array of the file, by the keys that lead to it; of a tuple each.
        first: whether it is put before what others wrote, because there the first that matches decides.
        whole: the content of a file that is ours alone; empty for one that is shared.
        fails_open: what happens where the hook itself fails.
        trust: what a person has to do before the host runs it; empty for nothing.
    """

    file: str
    user_file: str
    signs: Sequence[str]
    entries: Mapping[tuple[str, ...], Any]
    first: bool = False
    whole: str = ""
    fails_open: str = ""
    trust: str = ""


def _grouped(
    host: Host, matcher: str, ending: str, first: str = "PreToolUse"
) -> Mapping[tuple[str, ...], Any]:
    seconds = SECONDS * 1_000 if host is Host.GEMINI else SECONDS
    call = {"type": "command", "command": f"decisis hook {host}", "timeout": seconds}
    if host is Host.GEMINI:
        call = {"name": "decisis", **call}
    return {
        ("hooks", first): {"matcher": matcher, "hooks": [call]},
        ("hooks", ending): {"hooks": [call]},
    }


_COPILOT = {
    "type": "command",
    "matcher": "Write|Edit|Bash",
    "bash": "decisis hook copilot",
    "powershell": "decisis hook copilot",
    "timeoutSec": SECONDS,
}
PLACES: Mapping[Host, Place] = {
    Host.CLAUDE: Place(
        ".claude/settings.json",
        ".claude/settings.json",
        (".claude", "CLAUDE.md"),
        _grouped(Host.CLAUDE, "Write|Edit|MultiEdit|NotebookEdit|Bash", "Stop"),
        fails_open="a hook that crashes or is late lets the write through",
    ),
    Host.CODEX: Place(
        ".codex/hooks.json",
        ".codex/hooks.json",
        (".codex",),
        _grouped(Host.CODEX, "apply_patch|Bash", "Stop"),
        fails_open="a hook that crashes is a warning, and the write goes through",
        trust="review and trust it with `/hooks` in Codex",
    ),
    Host.COPILOT: Place(
        ".github/hooks/decisis.json",
        ".copilot/hooks/decisis.json",
        (".github/hooks", ".github/copilot-instructions.md", ".copilot"),
        {("hooks", "PreToolUse"): _COPILOT},
        fails_open="a hook that is late lets the write through",
        trust="for the cloud agent, install Decisis in `.github/workflows/copilot-setup-steps.yml`",
    ),
    Host.CURSOR: Place(
        ".cursor/hooks.json",
        ".cursor/hooks.json",
        (".cursor",),
        {
            ("hooks", "preToolUse"): {
                "matcher": "Write|Shell",
                "command": "decisis hook cursor",
                "timeout": SECONDS,
                "failClosed": True,
            }
        },
    ),
    Host.GEMINI: Place(
        ".gemini/settings.json",
        ".gemini/settings.json",
        (".gemini", "GEMINI.md"),
        _grouped(Host.GEMINI, "write_file|replace|run_shell_command", "AfterAgent", "BeforeTool"),
        fails_open="a hook that crashes is a warning, and the write goes through",
        trust="trust the changed hooks when Gemini asks",
    ),
    Host.KIRO: Place(
        ".kiro/hooks/decisis.json",
        "",
        (".kiro",),
        {
            ("hooks",): {
                "name": "decisis",
                "trigger": "PreToolUse",
                "matcher": "fs_write|str_replace|execute_bash",
                "action": {"type": "command", "command": "decisis hook kiro"},
                "timeout": SECONDS,
                "enabled": True,
            }
        },
        fails_open="a hook that crashes is a warning, and the write goes through",
    ),
    Host.DEVIN: Place(
        ".devin/hooks.v1.json",
        "",
        (".devin", ".windsurf"),
        {
            ("PreToolUse",): {
                "matcher": "edit|exec",
                "hooks": [{"type": "command", "command": "decisis hook devin", "timeout": SECONDS}],
            }
        },
        fails_open="what happens after a crash is not documented",
    ),
    Host.AMP: Place(
        ".amp/settings.json",
        ".config/amp/settings.json",
        (".amp", ".config/amp"),
        {
            ("amp.permissions",): tuple(
                {"tool": tool, "action": "delegate", "to": AMP_PROGRAM}
                for tool in ("create_file", "edit_file", "apply_patch")
            )
        },
        first=True,
        fails_open="commands of the shell are not delegated: Amp would ask nobody about them then",
        trust="Amp asks nothing about a write that Decisis lets pass, whatever the rules behind ours say",
    ),
    Host.OPENCODE: Place(".opencode/plugins/decisis.ts", "", (".opencode",), {}, whole=_PLUGIN),
}
"""By host."""

HEADS: Mapping[Host, Mapping[str, Any]] = {
    Host.COPILOT: {"version": 1},
    Host.CURSOR: {"version": 1},
    Host.KIRO: {"version": "v1"},
}
"""What a new file begins with."""
