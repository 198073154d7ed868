"""`make demo` is a story, too: it fails if the App does not say what the README shows."""

from __future__ import annotations

import pytest

from tests import demo


def test_the_demo_plays_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main() == 0
    shown = capsys.readouterr().out
    for rule in ("ADR-0012/forbid-import-1", "skipped-test", "pack/python/disabled-tls-verification"):
        assert f"blocks[{rule}]" in shown
    assert "FAILURE" in shown
    assert "SUCCESS" in shown
    assert shown.count("**fixed in") == 3
