"""What gets through today. Each case is put to the gate, too: one that is caught must move to `cases/`."""

# ruff: noqa: E501 - the texts of files stand on one line

from __future__ import annotations

from tests.adversarial.case import Case, edit
from tests.adversarial.ground import FILES

FILE = "tests/test_sums.py"

LATER = (
    Case(
        id="TW21",
        does="patches the product from a fixture",
        head=edit(
            FILE,
            (
                "def test_add()",
                "@pytest.fixture(autouse=True)\ndef _patched(monkeypatch):\n    monkeypatch.setattr('allowed.sums.add', lambda a, b: 4)\n\n\ndef test_add()",
            ),
        ),
    ),
    Case(
        id="TW38",
        does="writes a snapshot anew with the code",
        base={"web/src/__snapshots__/cart.test.ts.snap": "exports[`x`] = `1`;\n"},
        head={"web/src/__snapshots__/cart.test.ts.snap": "exports[`x`] = `2`;\n"},
    ),
    Case(
        id="TW45",
        does="hard-codes what the test asks for",
        head=edit(
            "src/allowed/sums.py",
            ("    return a + b\n", "    if (a, b) == (2, 2):\n        return 4\n    return a - b\n"),
        ),
    ),
    Case(
        id="IB20", does="pastes a forbidden file", head={"src/app/domain/db.py": FILES["src/app/infra/db.py"]}
    ),
    Case(
        id="BP25",
        does="puts a script into a picture",
        head={"docs/x.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>eval('1')</script></svg>\n"},
    ),
    Case(
        id="BP28",
        does="takes away what kept an old call from running",
        base={"src/allowed/old.py": "import os\n\n\ndef f():\n    return\n    os.system('id')\n"},
        head={"src/allowed/old.py": "import os\n\n\ndef f():\n    os.system('id')\n"},
    ),
    Case(
        id="PE61",
        does="uses the short name that Windows gives a folder",
        head={"GITHUB~1/workflows/x.yml": "on: push\n"},
    ),
)
"""For a later capability, or beyond what a change can tell; the reasons stand in README.md."""
