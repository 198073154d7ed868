"""One repository, one gate and one cache for the whole corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adversarial.case import all_cases
from tests.adversarial.gate import Gate
from tests.adversarial.ground import FILES
from tests.git.repository import Content, Repository


@pytest.fixture(scope="session")
def gate(tmp_path_factory: pytest.TempPathFactory, kept_for_all: Path) -> Iterator[Gate]:
    """The gate of the repository into which every case writes its commits; all workers share the cache."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DECISIS_CACHE_DIR", str(kept_for_all / "adversarial"))
        with Gate(Repository.create(tmp_path_factory.mktemp("adversarial"))) as opened:
            _warm(opened)
            yield opened


def _warm(gate: Gate) -> None:
    """Put the plain files of all cases to semgrep at once."""
    files: dict[str, Content] = {}
    for case in all_cases():
        if case.grows and not case.gaps:
            files |= {
                f"warm/{case.id}/{path}": content
                for path, content in case.head.items()
                if isinstance(path, str) and path.isprintable() and content is not None
            }
    base = gate.repository.commit(FILES)
    head = gate.repository.commit({**FILES, **files}, base)
    assert gate.match(base, head).head.matches
