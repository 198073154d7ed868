"""The JSON Schema of `.github/decisis.yml`, from the words and keys that the reader knows."""

from __future__ import annotations

from typing import Any

from checks.approvers import ROLES
from checks.codeowners import CODEOWNERS_WORD
from checks.envelope import EVERY_AGENT, Link
from checks.envelope_file import (
    BUDGET_KEYS,
    MOST_APPROVALS,
    MOST_DAYS,
    MOST_NUMBER,
    Binds,
    Lasts,
)
from checks.envelope_file import KEYS as ENVELOPE_KEYS
from checks.finding import Level
from checks.policy import Audience, Mode
from checks.policy_file import KEYS
from checks.waiver_terms import WaiverTerms

Schema = dict[str, Any]

_FOLDER = r"^(?!/)(?!.*//)(?!(.*/)?\.{1,2}(/|$))[^\\]+$"
_APPROVER = r"^@[A-Za-z0-9][A-Za-z0-9-]{0,38}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$"
_AGENT = r"^[a-z0-9][a-z0-9._-]{0,99}$"
_FLOOR = (
    r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}/(?!\.{1,2}([@:]|$))[A-Za-z0-9._-]{1,100}"
    r"(@(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._/-]{0,199})?"
    r"(:(?!/)(?!.*//)(?!(.*/)?\.{1,2}(/|$))[^\\]{0,196}\.ya?ml)?$"
)


def policy_schema() -> Schema:
    """The schema of the whole file."""
    properties = _properties()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Decisis policy",
        "description": "The file .github/decisis.yml. The loader is stricter than this schema where a schema"
        " cannot say it: names of checks, folders that exist, one agent per account.",
        "type": "object",
        "additionalProperties": False,
        "required": ["version"],
        "properties": {key: properties[key] for key in KEYS},
        "$defs": {
            "level": {
                "description": "How much a finding weighs; `off` keeps the check from running.",
                "enum": [level.value for level in Level],
            },
            "weight": {
                "description": "A level, for some files or for everyone; of several the last counts.",
                "anyOf": [
                    {"$ref": "#/$defs/level"},
                    {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["level"],
                        "properties": {
                            "level": {"$ref": "#/$defs/level"},
                            "paths": {
                                "description": "The files that it is for, as in .gitignore.",
                                "oneOf": [
                                    {"type": "string", "pattern": r"\S"},
                                    {
                                        "type": "array",
                                        "minItems": 1,
                                        "items": {"type": "string", "pattern": r"\S"},
                                    },
                                ],
                            },
                            "for": {
                                "description": "Whose pull requests are judged.",
                                "enum": [audience.value for audience in Audience],
                            },
                        },
                    },
                ],
            },
            "approver": {"type": "string", "pattern": _APPROVER},
            "pattern": {"type": "string", "pattern": r"\S"},
            "agent": {"type": "string", "pattern": _AGENT},
            "judge": {"anyOf": [{"$ref": "#/$defs/approver"}, {"enum": [*ROLES, CODEOWNERS_WORD]}]},
            "speaker": {"anyOf": [{"$ref": "#/$defs/approver"}, {"enum": list(ROLES)}]},
            "folder": {"type": "string", "pattern": _FOLDER},
        },
    }


def _properties() -> Schema:
    return {
        "version": {"description": "Version of the format.", "type": "integer", "const": 1},
        "mode": {
            "description": "`enforce` holds a merge back, `observe` reports and never blocks.",
            "enum": [mode.value for mode in Mode],
            "default": Mode.ENFORCE.value,
        },
        "decisions": {
            "description": "Folders of decision records, from the root. Without it the usual folders are"
            " searched.",
            **_one_or_more("folder"),
        },
        "checks": {
            "description": "Levels of built-in checks and of rules of the pack, by name.",
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    {"$ref": "#/$defs/weight"},
                    {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/weight"}},
                ]
            },
        },
        "agents": {
            "description": "Accounts that agents of yours work with, added to the known ones.",
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "accounts"],
                "properties": {
                    "name": {
                        "description": "The agent's name, as it is shown.",
                        "type": "string",
                        "pattern": r"\S",
                    },
                    "accounts": {
                        "description": "Numbers of accounts; `gh api users/LOGIN --jq .id` tells them.",
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "integer", "minimum": 1},
                    },
                },
            },
        },
        "extends": {
            "description": "A floor beside that of the owner's `.github` repository: `owner/repo`,"
            " `owner/repo@ref`, `owner/repo:path`. One of another owner is named by a full commit id.",
            "type": "string",
            "pattern": _FLOOR,
        },
        "baseline": {
            "description": "Known debt, which `.github/decisis-baseline.json` lists.",
            "type": "object",
            "additionalProperties": False,
            "required": ["from"],
            "properties": {
                "from": {
                    "description": "Who may let it grow: `@login` or `@org/team`.",
                    **_one_or_more("approver", unique=True),
                }
            },
        },
        "envelopes": {
            "description": "What agents may do; what the envelope of a named agent says counts in place of"
            " what that of `*` does.",
            "type": "array",
            "minItems": 1,
            "items": _envelope(),
        },
        "waivers": {
            "description": "Who may permit a finding on a pull request by a comment, `/decisis waive …`.",
            "type": "object",
            "additionalProperties": False,
            "required": ["from"],
            "properties": {
                "from": {
                    "description": "Who: `@login`, `@org/team`, or a role: `admin`, `maintain`, `write`.",
                    **_one_or_more("speaker", unique=True),
                },
                "max-days": {
                    "description": "Most days that a waiver lasts.",
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MOST_DAYS,
                    "default": WaiverTerms().max_days,
                },
                "binds": {
                    "description": "`head`: a waiver holds for the commit it was given on; `fingerprint`: for"
                    " the finding on any head.",
                    "enum": [one.value for one in Binds],
                    "default": Binds.HEAD.value,
                },
                "most": {
                    "description": "Most waivers that count on one pull request.",
                    "type": "integer",
                    "minimum": 1,
                    "default": WaiverTerms().most,
                },
            },
        },
    }


def _envelope() -> Schema:
    """What one item of `envelopes` holds."""
    texts = {
        "for": ('`"*"` for every agent, or the names of some.', _agents()),
        "may-edit": ("The only files that may be touched, as in `.gitignore`.", _one_or_more("pattern")),
        "may-not-edit": ("Files that may not be touched.", _one_or_more("pattern")),
        "budget": ("The most that one pull request may be.", _budget()),
        "approvals": ("Whose approval is needed.", {"type": "array", "minItems": 1, "items": _approval()}),
        "must-pass": ("Checks that must have succeeded on the head.", _must_pass()),
        "must-link": ("What the pull request must point to.", {"enum": [one.value for one in Link]}),
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["for"],
        "properties": {key: {"description": texts[key][0], **texts[key][1]} for key in ENVELOPE_KEYS},
    }


def _agents() -> Schema:
    every = {"enum": [EVERY_AGENT, [EVERY_AGENT]]}
    return {"anyOf": [every, *_one_or_more("agent", unique=True)["oneOf"]]}


def _budget() -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {key: {"type": "integer", "minimum": 1, "maximum": MOST_NUMBER} for key in BUDGET_KEYS},
    }


def _approval() -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["from"],
        "properties": {
            "paths": _one_or_more("pattern"),
            "from": _one_or_more("judge", unique=True),
            "count": {"type": "integer", "minimum": 1, "maximum": MOST_APPROVALS, "default": 1},
            "lasts": {"enum": [one.value for one in Lasts], "default": Lasts.HEAD.value},
        },
    }


def _must_pass() -> Schema:
    name = {"type": "string", "pattern": r"\S"}
    check = {
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {"name": name, "app": {"type": "integer", "minimum": 0}},
    }
    one = {"anyOf": [name, check]}
    return {"anyOf": [*one["anyOf"], {"type": "array", "minItems": 1, "items": one}]}


def _one_or_more(name: str, *, unique: bool = False) -> Schema:
    one = {"$ref": f"#/$defs/{name}"}
    several: Schema = {"type": "array", "minItems": 1, "items": one}
    return {"oneOf": [one, {**several, "uniqueItems": True} if unique else several]}
