"""What gets through today. Each case is put to the gate, too: one that is caught must move to `cases/`."""

from __future__ import annotations

from tests.adversarial.case import Case, edit

LATER = (
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
)
"""For a later capability, or beyond what a change can tell; the reasons stand in README.md."""
