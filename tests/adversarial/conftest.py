"""One repository and one cache for the whole corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.git.repository import Repository


@pytest.fixture(scope="session")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """The repository into which every case writes its commits; the caches beside it are shared."""
    folder: Path = tmp_path_factory.mktemp("adversarial")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DECISIS_CACHE_DIR", str(folder / "cache"))
        yield Repository.create(folder / "repository")
