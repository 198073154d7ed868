"""Known debt under the App: what stood holds nobody back, and what is to be recorded waits for a person."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.stories.conftest import Stage
from tests.world.handles.pull import Pull

ROOT = Path(__file__).parents[2]
FILE = ".github/decisis-baseline.json"


def settled_as(pull: Pull, conclusion: str) -> bool:
    run = pull.check()
    return run is not None and run.conclusion == conclusion


def test_the_baseline_grows_with_a_person_and_shrinks_by_itself(town: Stage, tmp_path: Path) -> None:
    """The command records what stands; a pull request with that file waits; the next one is told."""
    policy = b"version: 1\nbaseline: {from: ['@dana']}\n"
    shop = town.shop({".github/decisis.yml": policy, "src/legacy/more.py": b"z = 3\n"})
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(shop.git_dir), str(clone)], check=True, timeout=60)
    command = [sys.executable, "-m", "bot.cli.main", "baseline", "--repo", str(clone), "--write"]
    assert (
        subprocess.run(
            [*command, "--format", "json"], cwd=ROOT, stdout=subprocess.PIPE, timeout=60
        ).returncode
        == 0
    )
    file = (clone / FILE).read_bytes()
    assert len(json.loads(file)["entries"]) == 2

    pull = shop.open_pull(town.world.agent(), head="record", files={FILE: file})
    run = town.settled(pull)
    assert run.conclusion == "action_required"
    assert "adds 2 entries of known debt, for `ADR-0001/forbid-path-1` (2); a person must agree" in (
        run.summary or ""
    )
    dana = town.world.human("dana")
    shop.grant(dana, "write")
    dana.review(pull, "APPROVE")
    town.world.until(lambda: settled_as(pull, "success"), 30, "the success")

    shop.commit("main", {FILE: file})
    shop.push("main")
    town.idle()
    mended = shop.open_pull(town.world.agent(), head="mend", files={"src/legacy/old.py": None})
    run = town.settled(mended)
    assert run.conclusion == "success"
    assert f"this change mends what 1 entry of `{FILE}` list" in (run.summary or "")
