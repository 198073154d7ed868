"""One repository and one cache for the whole corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adversarial.case import all_cases
from tests.adversarial.gate import ask
from tests.adversarial.ground import FILES
from tests.git.repository import Content, Repository


@pytest.fixture(scope="session")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """The repository into which every case writes its commits; the caches beside it are shared."""
    folder: Path = tmp_path_factory.mktemp("adversarial")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DECISIS_CACHE_DIR", str(folder / "cache"))
        repository = Repository.create(folder / "repository")
        _warm(repository)
        yield repository


def _warm(repository: Repository) -> None:
    """Put the plain files of all cases to semgrep at once; answers are kept by content, not by path."""
    files: dict[str, Content] = {}
    for case in all_cases():
        if case.grows and not case.gaps:
            files |= {
                f"warm/{case.id}/{path}": content
                for path, content in case.head.items()
                if isinstance(path, str) and path.isprintable() and content is not None
            }
    base = repository.commit(FILES)
    assert ask(repository, base, repository.commit({**FILES, **files}, base)).exit_code in (1, 3)
