"""The token of a fetch: in a file that exists in memory alone, which git and its transport read as settings.

It is in no argument, no address and no environment, and it is sent with the first request, to this address
alone. Asked only after a refusal, as by an askpass program, every fetch would cost one more round trip, and
GitHub would count those of public repositories as nobody's, for whom its limits are low.
"""

from __future__ import annotations

import os
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Credentials(NamedTuple):
    """How one run of git comes by its token.

    Attributes:
        environment: variables for git; none of them holds the token.
        descriptors: what git inherits.
    """

    environment: dict[str, str]
    descriptors: tuple[int, ...]


@contextmanager
def presented(token: str, url: str) -> Iterator[Credentials]:
    """Have git present a token.

    Args:
        token: of a GitHub App's installation, or of an action.
        url: the repository's address; it is presented there, and below it.
    """
    known = b64encode(f"x-access-token:{token}".encode()).decode()
    address = url.replace("\\", "\\\\").replace('"', '\\"')
    settings = f'[http "{address}"]\n\textraHeader = Authorization: Basic {known}\n'
    with _held(settings.encode()) as (path, descriptors):
        yield Credentials({"GIT_CONFIG_GLOBAL": path}, descriptors)


@contextmanager
def _held(content: bytes) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A file without a name, where the system has such; elsewhere one that we alone may read."""
    if sys.platform != "linux":
        with tempfile.NamedTemporaryFile(prefix="decisis-") as file:  # for its owner alone
            file.write(content)
            file.flush()
            yield file.name, ()
        return
    descriptor = os.memfd_create("settings")
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(content)
        yield f"/proc/self/fd/{descriptor}", (descriptor,)
    finally:
        os.close(descriptor)
