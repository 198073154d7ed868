#!/usr/bin/env python3
"""Check an exported ledger with nothing of Decisis: python tools/verify_ledger.py LEDGER.jsonl [ANCHOR].

The format is docs/ledger.md: one record a line, JSON in ASCII with sorted keys and no white space. `sequence`
counts from 1 without gaps; `previous` is the SHA-256 of the line before, without its line feed, and 64 zeros
in the first record. A record with a `kind` is about that, one without is a verdict. The anchor is what
`decisis ledger head` printed earlier: {"digest": "…", "sequence": N}.
Exit code: 0 it holds, 1 it does not.
"""

import hashlib
import json
import sys
from pathlib import Path

FIELDS = {
    "document": str,
    "head": str,
    "previous": str,
    "pull": int,
    "repository": int,
    "sequence": int,
    "time": int,
}
"""What every record holds."""

VERDICT = {"base": str, "conclusion": str, "engine": str, "policy": str}
"""What a verdict holds besides."""

LATER = {"inputs": str}
"""Fields that verdicts before the first version with them lack."""

CONCLUSIONS = {"success", "failure", "action_required"}
KINDS = {"approval", "override", "policy", "waiver"}


def wrong(record: object, line: bytes) -> str:
    """What is wrong with a record by itself, empty for nothing."""
    is_note = isinstance(record, dict) and "kind" in record
    fields, later = {**FIELDS, **({"kind": str} if is_note else VERDICT)}, {} if is_note else LATER
    if not isinstance(record, dict) or set(record) - set(later) != set(fields):
        return "has other fields than the format names"
    for name, kind in {**fields, **{name: later[name] for name in later if name in record}}.items():
        if type(record[name]) is not kind:
            return f"holds no {kind.__name__} at `{name}`"
    if is_note and record["kind"] not in KINDS:
        return f"is about `{record['kind']}`, which the format does not know"
    if not is_note and record["conclusion"] not in CONCLUSIONS:
        return "has a conclusion that is never published"
    form = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")
    return "" if form == line else "is not in the canonical form"


def verify(lines: list[bytes], anchor: dict[str, object] | None) -> str:
    """What is wrong with a ledger, empty for nothing."""
    previous = "0" * 64
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
        except ValueError:
            return f"record {number} is no JSON"
        if fault := wrong(record, line):
            return f"record {number} {fault}"
        if record["sequence"] != number:
            return f"record {number} is missing"
        if record["previous"] != previous:
            return f"record {number} does not follow the one before it"
        previous = hashlib.sha256(line).hexdigest()
        if anchor and anchor["sequence"] == number and anchor["digest"] != previous:
            return f"record {number} is another than the anchor says"
    if anchor and int(str(anchor["sequence"])) > len(lines):
        return f"record {len(lines) + 1} is missing, although the anchor stands at {anchor['sequence']}"
    return ""


def main() -> int:
    """Check the file that the first argument names, against the anchor that the second names."""
    content = Path(sys.argv[1]).read_bytes()
    anchor = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")) if len(sys.argv) > 2 else None
    if content and not content.endswith(b"\n"):
        fault = "the last line is cut off"
    else:
        fault = verify(content.split(b"\n")[:-1], anchor)
    print(fault or f"{content.count(10)} records hold to one another")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
