"""Our own decisions are proved by our own command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.engines.semgrep import SemgrepEngine
from checks.policy_loader import read_policy
from checks.proving.proof import State
from checks.proving.prove import prove
from tests.policy.trees import tree

ROOT = Path(__file__).parents[2]


def test_every_rule_of_our_own_decisions_is_proved(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path))
    code = main(["decisions", "test", "--repo", str(ROOT), "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert (code, report["flaws"]) == (0, [])
    states = {rule["id"]: rule["state"] for one in report["decisions"] for rule in one["rules"]}
    assert states
    assert set(states.values()) == {"proven"}


def test_the_record_of_the_readme_is_proved_as_it_says() -> None:
    found = re.search(
        r"^```markdown\n(---\n.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL
    )
    assert found
    ground = tree(
        **{
            ".github/decisis.yml": "version: 1\n",
            "docs/decisions/0012-one-http-client.md": found[1],
            "services/http/client.py": "import requests\n",
            "services/orders.py": "total = 1\n",
        }
    )
    proof = prove(read_policy(ground, ""), ground, "2026-03-02", SemgrepEngine().scan)
    assert proof.flaws == ()
    assert [rule.state for rule in proof.records[0].rules] == [State.PROVEN] * 3
