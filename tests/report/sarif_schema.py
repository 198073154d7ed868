"""The published schema of SARIF 2.1.0, from Microsoft's npm package that carries it, never vendored."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

PACKAGE = "@microsoft/sarif-multitool-ts@5.7.0"
INTEGRITY = "RcsfukhNsU2fQPM2FxBYyJI9D2Flekt0SBKlAg1TjiWVqUrK3I+luL6KTLbvqLNx0Ep2Mtl5CO+wp7cikI1I1w=="
MEMBER = "package/assets/sarif-2.1.0.schema.json"
CACHE = Path(__file__).parents[2] / ".cache" / "sarif" / "multitool-5.7.0.tgz"


def load() -> dict[str, Any]:
    """The schema, fetched on first use; skips by name without npm, except in CI, where it fails."""
    if not CACHE.exists():
        _fetch()
    digest = base64.b64encode(hashlib.sha512(CACHE.read_bytes()).digest()).decode()
    assert digest == INTEGRITY, f"{PACKAGE} is not the package that was pinned; remove {CACHE.name} and retry"
    with tarfile.open(CACHE) as archive:
        member = archive.extractfile(MEMBER)
        assert member is not None
        schema: dict[str, Any] = json.loads(member.read())
    return schema


def _fetch() -> None:
    npm = shutil.which("npm")
    if npm is None:
        _unavailable("npm is not installed")
        return
    building = CACHE.parent / f"building-{os.getpid()}"
    building.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", PACKAGE, "--ignore-scripts", "--silent", "--pack-destination", str(building)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=building)
        found = list(building.glob("*.tgz"))
        if done.returncode or not found:
            _unavailable(f"npm pack failed: {done.stderr.strip()[-300:]}")
        found[0].replace(CACHE)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _unavailable(reason: str) -> None:
    message = f"the schema of SARIF cannot be had: {reason}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
