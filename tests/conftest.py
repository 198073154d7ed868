"""What all tests share."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import (
    _file_with_tables,
    _name_with_tables,
    database_url,
    empty_url,
    postgresql,
)

__all__ = ["_file_with_tables", "_name_with_tables", "database_url", "empty_url", "postgresql"]

settings.register_profile(
    "suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

os.environ["SEMGREP_ENABLE_VERSION_CHECK"] = "0"
os.environ["SEMGREP_SEND_METRICS"] = "off"
os.environ["DECISIS_RESIDENT"] = "off"

_MEMORY = Path("/dev/shm")
_ROOM = 8 << 30
"""Bytes; a run leaves a tenth of it and needs a quarter."""


def _keep_files_in_memory() -> None:
    """Make temporary files where there is no disk: repositories and databases are many small ones."""
    if "TMPDIR" in os.environ or not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < _ROOM:
        return
    if not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


def pytest_configure(config: pytest.Config) -> None:
    _keep_files_in_memory()
    gc.disable()  # what collecting makes stays; to look for garbage in it takes a fifth of the time
    config.addinivalue_line("markers", "threat(*ids): the test proves these lines of the threat model")


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def kept_for_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of this run that all its workers share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin what takes long and mostly waits, so that at the end there is enough left to share out."""
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    if workers > 1:
        items[:] = dealt_out(items, workers)


def dealt_out(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """As many equal parts as there are workers, each with stories first, because they mostly wait.

    Stories are dealt out by modules, whose tests share a service.
    """
    modules: dict[Path, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    stories = [path for path in modules if path.parent.name in ("stories", "server")]
    parts: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for path in sorted(stories, key=lambda path: -len(modules[path])):
        min(parts, key=len).extend(modules.pop(path))
    rest = [item for module in modules.values() for item in module]
    size = -(-len(items) // workers)
    for part in parts:
        wanted = max(size - len(part), 0)
        part += rest[:wanted]
        del rest[:wanted]
    return [item for part in parts for item in part] + rest
