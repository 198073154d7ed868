"""The settings of the service as a file of variables that only its owner may read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.errors import UserError

_MODE = 0o600


@contextmanager
def reserved(file: Path) -> Iterator[TextIO]:
    """A new file, made before anything is asked for, as secrets are shown once; gone on failure.

    Args:
        file: its path.

    Raises:
        UserError: it is there already, or cannot be made.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    except FileExistsError:
        raise UserError(f"`{file}` is there already", "name another file with `--out`") from None
    except OSError as error:
        remedy = "name another file with `--out`"
        raise UserError(f"`{file}` cannot be written: {error.strerror}", remedy) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        os.fchmod(descriptor, _MODE)
        try:
            yield stream
        except BaseException:
            file.unlink(missing_ok=True)
            raise


def text(variables: Mapping[str, str]) -> str:
    r"""The variables for a shell, systemd and Compose alike: quoted once, a line break as `\n`.

    The settings read such a line break in the private key as one.
    """
    lines = [f"{name}='{value.strip().replace(chr(10), chr(92) + 'n')}'" for name, value in variables.items()]
    return "\n".join(lines) + "\n"
