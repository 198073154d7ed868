"""What agents are answered, as values with a schema."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class RuleTold(_Answer):
    """A rule of a decision."""

    id: str = Field(description="id of the rule, such as ADR-0012/forbid-import-1")
    check: str = Field(description="the kind of inspection")
    level: str = Field(description="block, warn or note")


class DecisionTold(_Answer):
    """A decision that binds."""

    id: str
    title: str
    status: str = Field(description="accepted, rejected (turned down, binds as well) or proposed")
    why: str
    instead: list[str] = Field(description="what to do instead")
    file: str = Field(description="where the record stands")
    rules: list[RuleTold]


class PathTold(_Answer):
    """What governs one file."""

    path: str
    decisions: list[DecisionTold]


class PathsTold(_Answer):
    """What governs some files."""

    paths: list[PathTold]


class Explained(_Answer):
    """A decision, a rule or a check in full."""

    id: str
    text: str = Field(description="Markdown")


class FindingTold(_Answer):
    """A place where a change goes against what was decided."""

    id: str
    rule: str
    decision: str
    level: str
    path: str
    line: int = Field(description="from 1; 0 for the whole file")
    message: str
    why: str
    instead: str


class Checked(_Answer):
    """The verdict on a change, as the check run would give it."""

    verdict: str = Field(description="pass, fail, waiting or incomplete")
    findings: list[FindingTold]
    waiting: list[str] = Field(description="what is due from people or other programs")
    incomplete: list[str] = Field(description="what could not be judged")


class RejectedTold(_Answer):
    """Decisions by which something was turned down."""

    decisions: list[DecisionTold]
