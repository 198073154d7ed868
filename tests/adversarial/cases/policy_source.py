"""E. Where the policy comes from."""

# ruff: noqa: E501 - the texts of files stand on one line

from __future__ import annotations

from tests.adversarial.case import Case, append, edit, laid
from tests.adversarial.ground import (
    AMENDED,
    FILES,
    GUARDRAIL,
    POLICY,
    PROTECTED,
    SYSTEM,
    UNPROVEN,
    WIDENED,
    record,
)
from tests.git.repository import Link, Repository

PATH = ".github/decisis.yml"
BANNED = "docs/decisions/0004-banned.md"
AUTH = "secure/auth.py"
CALL = 'import os\n\nos.system("id")\n'
NEW = "src/allowed/new.py"
RULES = """\
rules:
  - id: no-system
    languages: [python]
    message: calls a shell
    severity: ERROR
    pattern: os.system(...)
"""


def _refused(label: str, does: str, policy: str | bytes, said: str = PATH) -> Case:
    return Case(id=label, does=does, base={PATH: policy}, head={NEW: "x = 1\n"}, refused=said)


def _restored(repository: Repository, base: str) -> tuple[str, str]:
    """Deletes a decision and puts it back lighter in a later commit."""
    gone = repository.commit(laid(FILES, {BANNED: None}), base)
    lighter = str(FILES[BANNED]).replace("level: block", "level: note")
    return base, repository.commit(laid(FILES, {BANNED: lighter, NEW: CALL}), gone)


def _ahead(repository: Repository, base: str) -> tuple[str, str]:
    """The branch that it is to be merged into changed nothing, and the head brings a policy of its own in a merge."""
    other = repository.commit(laid(FILES, {PATH: "version: 1\nmode: observe\n"}), base)
    return base, repository.commit(laid(FILES, {PATH: "version: 1\nmode: observe\n", NEW: CALL}), base, other)


CASES = (
    Case(
        id="PS01",
        does="opens what is protected and edits it",
        head={
            "docs/decisions/0003-protected.md": record("Open", 'forbid-path: ["nowhere/**"]'),
            **edit(AUTH, ("return", "return True or")),
        },
        blocked_by=(PROTECTED, GUARDRAIL),
    ),
    Case(id="PS02", does="deletes the policy", head={PATH: None, NEW: CALL}, blocked_by=(GUARDRAIL, SYSTEM)),
    Case(
        id="PS03",
        does="lets the policy observe",
        head={PATH: POLICY.replace("enforce", "observe"), NEW: CALL},
        blocked_by=(GUARDRAIL, SYSTEM),
    ),
    Case(
        id="PS03b",
        does="breaks the policy so that it cannot be read",
        head={PATH: "version: [\n", NEW: CALL},
        blocked_by=(GUARDRAIL, SYSTEM),
    ),
    Case(
        id="PS03c",
        does="puts a link in place of the policy",
        head={PATH: Link(b"../README.md"), NEW: CALL},
        blocked_by=(GUARDRAIL, SYSTEM),
    ),
    Case(
        id="PS03d",
        does="adds a second policy file",
        head={".github/decisis.yaml": POLICY, "decisis.yml": POLICY},
        blocked_by=(GUARDRAIL,),
    ),
    _refused("PS08", "says the mode twice", POLICY + "mode: observe\n", "twice"),
    _refused("PS09a", "multiplies by aliases", "version: 1\na: &a [x]\nb: [*a, *a]\n", "alias"),
    _refused("PS09b", "merges keys in", "version: 1\nx: &x {mode: observe}\n<<: *x\n", "merge key"),
    _refused("PS09c", "adds a second document", POLICY + "---\nmode: observe\n", "second document"),
    _refused("PS09d", "nests 3,000 deep", "version: 1\nx: " + "[" * 3_000 + "]" * 3_000 + "\n", "deep"),
    _refused("PS09e", "refers to itself", "version: 1\nx: &x [*x]\n", "alias"),
    _refused("PS10", "holds comments only", "# version: 1\n# mode: enforce\n", "empty"),
    _refused("PS10b", "is empty", "", "empty"),
    _refused(
        "PS12",
        "extends a foreign policy",
        POLICY + "extends: https://evil.example/policy.yml\n",
        "not by an address",
    ),
    _refused("PS14a", "is larger than any policy", POLICY + "# " + "x" * 300_000 + "\n", "too many"),
    _refused("PS14b", "is too large to be read at all", POLICY + "# " + "x" * 1_500_000 + "\n", "too many"),
    Case(
        id="PS14c",
        does="lists 100,000 paths in a decision",
        base={
            "docs/decisions/0009-many.md": record(
                "Many", "forbid-path: [" + ", ".join(f"p{n}" for n in range(100_000)) + "]"
            )
        },
        head={NEW: "x = 1\n"},
        refused="0009-many.md",
        grows=False,
    ),
    Case(
        id="PS16",
        does="edits the owners",
        head=append(".github/CODEOWNERS", "secure/ @agent\n"),
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="PS17",
        does="lightens a decision and breaks it",
        head={**edit(BANNED, ("level: block", "level: note")), NEW: CALL},
        blocked_by=(GUARDRAIL, SYSTEM, WIDENED, AMENDED),
    ),
    Case(
        id="PS17b",
        does="retires a decision and breaks it",
        head={**edit(BANNED, ("status: accepted", "status: deprecated")), NEW: CALL},
        blocked_by=(GUARDRAIL, SYSTEM, WIDENED, AMENDED),
    ),
    Case(
        id="PS17c",
        does="deletes a decision and breaks it",
        head={BANNED: None, NEW: CALL},
        blocked_by=(GUARDRAIL, SYSTEM, AMENDED),
    ),
    Case(
        id="PS17d",
        does="moves a decision out of sight",
        head={BANNED: None, "docs/old/0004-banned.md": FILES[BANNED]},
        blocked_by=(GUARDRAIL,),
    ),
    Case(
        id="PS17e",
        does="deletes a decision and brings it back lighter",
        build=_restored,
        blocked_by=(GUARDRAIL, SYSTEM, WIDENED, AMENDED),
    ),
    Case(
        id="PS17f",
        does="puts an earlier folder of decisions in front",
        head={"adr/0001-x.md": record("Free", 'forbid-path: ["nowhere/**"]'), ".adr-dir": "adr\n", NEW: CALL},
        blocked_by=(GUARDRAIL, SYSTEM),
    ),
    Case(
        id="PS17g",
        does="supersedes a decision by a new record",
        head={
            "docs/decisions/0005-free.md": "---\nstatus: accepted\nsupersedes: ADR-0004\n---\n# Free\n",
            NEW: CALL,
        },
        blocked_by=(SYSTEM, PROTECTED),
    ),
    Case(
        id="PS18",
        does="edits a comment of the policy",
        head={PATH: "# ours\n" + POLICY},
        blocked_by=(GUARDRAIL,),
    ),
    # own ideas
    Case(id="PS40", does="brings a policy in by a merge", build=_ahead, blocked_by=(GUARDRAIL, SYSTEM)),
    Case(id="PS41", does="makes the policy executable", head={PATH: Link(b"x")}, blocked_by=(GUARDRAIL,)),
    Case(
        id="PS42",
        does="writes the policy in capitals",
        head={".github/DECISIS.YML": "version: 1\nmode: observe\n"},
        blocked_by=(GUARDRAIL,),
    ),
    Case(
        id="PS43",
        does="puts a second .github beside",
        head={".GitHub/decisis.yml": "version: 1\nmode: observe\n"},
        blocked_by=(GUARDRAIL,),
    ),
    Case(
        id="PS44",
        does="puts a decision whose name is of another script beside",
        head={"docs/decisiоns/0004-banned.md": record("Free", 'forbid-path: ["nowhere/**"]')},
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="PS45",
        does="edits a decision by its line ends alone",
        head={BANNED: str(FILES[BANNED]).replace("\n", "\r\n")},
        blocked_by=(GUARDRAIL,),
        grows=False,
    ),
    Case(
        id="PS46",
        does="puts a folder in place of the policy",
        head={PATH: None, PATH + "/x": "version: 1\n"},
        blocked_by=(GUARDRAIL,),
    ),
    Case(
        id="PS47",
        does="comments in the policy with invisible letters",
        base={PATH: POLICY + "# \u202emode\n"},
        head={NEW: "x = 1\n"},
        refused="U+202E",
    ),
    _refused("PS48", "tags a value", POLICY + "agents: !!python/object/apply:os.system ['id']\n", "tag"),
    _refused("PS49", "misspells a check", POLICY.replace("skipped-test", "weakend-test"), "weakend-test"),
    _refused(
        "PS50", "misspells a level", POLICY.replace("skipped-test: block", "skipped-test: blocks"), "blocks"
    ),
    _refused("PS51", "is written in UTF-16", POLICY.encode("utf-16"), "UTF-8"),
    _refused(
        "PS52",
        "ends a line by a carriage return",
        POLICY.replace("mode: enforce\n", "# x\rmode: observe\n"),
        PATH,
    ),
    Case(
        id="PS53",
        does="has two records of one number",
        base={"docs/decisions/0004-again.md": record("Again", 'forbid-path: ["nowhere/**"]')},
        head={NEW: "x = 1\n"},
        refused="0004",
    ),
    Case(
        id="PS54",
        does="has a record with a slip in its key",
        base={
            "docs/decisions/0008-slip.md": record("Slip", 'forbid-path: ["nowhere/**"]').replace(
                "enforce:", "enforcee:"
            )
        },
        head={NEW: "x = 1\n"},
        refused="0008-slip.md",
    ),
    Case(
        id="PS55",
        does="has a record whose front matter is never closed",
        base={
            "docs/decisions/0008-open.md": record("Open", 'forbid-path: ["nowhere/**"]').replace(
                "\n---\n#", "\n#"
            )
        },
        head={NEW: "x = 1\n"},
        refused="0008-open.md",
    ),
    Case(
        id="PS56",
        does="has a record with a regular expression that never ends",
        base={
            "docs/decisions/0008-slow.md": record(
                "Slow",
                'forbid-pattern: [{id: x, languages: [generic], message: m, severity: ERROR, pattern-regex: "(a+)+$"}]',
            )
        },
        head={NEW: "x = 1\n"},
        refused="0008-slow.md",
    ),
    Case(
        id="PS57",
        does="empties the rule file of a decision",
        base={
            "docs/decisions/0007-own.md": record("Own", "semgrep: 0007-own.yml"),
            "docs/decisions/0007-own.yml": RULES,
        },
        head={"docs/decisions/0007-own.yml": RULES.replace("os.system(...)", "never()"), NEW: CALL},
        blocked_by=(GUARDRAIL, "ADR-0007/forbid-pattern-1"),
    ),
    Case(
        id="PS58",
        does="has a rule file that would not be guarded",
        base={
            "docs/decisions/0007-own.md": record("Own", "semgrep: 0007-own.rules"),
            "docs/decisions/0007-own.rules": RULES,
        },
        head={NEW: CALL},
        refused="0007-own",
    ),
    Case(
        id="PS70",
        does="brings a decision whose rule misses its own example, and code that it should have caught",
        head={
            "docs/decisions/0009-client.md": record("Client", "forbid-import: {to: [requets]}").replace(
                "---\n# Client", '  examples: {caught: ["import requests"]}\n---\n# Client'
            ),
            NEW: "import requests\n",
        },
        blocked_by=(UNPROVEN,),
    ),
    Case(
        id="PS71",
        does="breaks a record, so that nothing could be judged after the merge",
        head={"docs/decisions/0009-client.md": record("Client", "forbid-imports: {to: [requests]}")},
        blocked_by=(UNPROVEN,),
    ),
    Case(
        id="PS72",
        does="proposes patterns that would keep the prover busy for ever",
        head={
            "docs/decisions/0009-slow.md": record("Slow", f'forbid-path: ["src/{"*a" * 20}b"]'),
            f"src/{'a' * 200}.py": "x = 1\n",
        },
        blocked_by=(UNPROVEN,),
    ),
)
