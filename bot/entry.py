"""The program's first lines: what a process that stays can do for it, it lets that do."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # not even `typing` is loaded
    from collections.abc import Sequence
    from typing import NoReturn


def program() -> None:
    """Run the command line as a process of its own."""
    _run(sys.argv[1:])


def amp() -> None:
    """Answer Amp, which delegates to a program by its name alone."""
    _run(["hook", "amp"])


def _run(words: Sequence[str]) -> None:
    is_hook = len(words) == 2 and words[0] == "hook" and not words[1].startswith("-")
    if is_hook or words[:1] == ["check"]:
        from bot.resident import client

        try:
            code = _answered(words) if is_hook else client.command(words)
        except client.Unanswered:
            _alone(words)
        except client.Late:
            code = client.refuse(words)
        except KeyboardInterrupt:
            code = 130
        except OSError:
            code = 3
            sys.stderr.write("error: Decisis ended without a verdict\nhelp: run the command again\n")
        os._exit(code)
    from bot.cli.main import program as whole

    whole(words)


def _answered(words: Sequence[str]) -> int:
    """A call of the hook, answered by whoever stays, or here by what was read already."""
    from bot.resident import client

    try:
        return client.hook(words)
    except client.Unanswered as unanswered:
        if unanswered.payload is not None:
            import io

            sys.stdin = io.TextIOWrapper(io.BytesIO(unanswered.payload))
        _alone(words)


def _alone(words: Sequence[str]) -> NoReturn:
    """Do the work here, and have a process stay for the next time."""
    from bot.cli.main import program as whole
    from bot.resident.starting import start

    whole(words, afterwards=start)
