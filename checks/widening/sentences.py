"""What is said of a wider envelope: the key on both sides, and what stands there now."""

from __future__ import annotations

from collections.abc import Sequence

from checks.widening.model import DENIED, Term

_MOST_NAMED = 3
_LONGEST = 120


def granted(key: str, of: str, says: str, names: Sequence[str], held: Term | None) -> str:
    """Something is permitted that was not."""
    if held is None:
        was = "at the base it does not"
    elif held.strictness == DENIED:
        was = f"at the base `{held.key}` refuses {_them(names)}"
    else:
        was = f"at the base `{held.key}` asks for {_them(names)}"
    return f"`{key}` of {of} now {says} {listed(names)}; {was}"


def lost_guard(key: str, of: str, names: Sequence[str], asked: str, *, is_hook: bool) -> str:
    """Something no longer holds back."""
    verb = "runs" if is_hook else "holds"
    now = f", and `{asked}` only asks for {_them(names)}" if asked else ""
    return f"`{key}` of {of} no longer {verb} {listed(names)} as at the base{now}"


def replaced_hook(old: Term, new: Term, of: str) -> str:
    """Another program holds back."""
    return f"`{new.key}` of {of} runs {shown(new.name)} in place of {shown(old.name)}"


def replaced_server(new: Term, old: Term, of: str) -> str:
    """Another program lends its tools under the name of an old one."""
    return f"`{new.key}.{new.scope}` of {of} now reaches {shown(new.value)}; at the base {shown(old.value)}"


def moved_mark(key: str, of: str, old: str, new: str, *, is_known: bool) -> str:
    """A value stands higher on its scale."""
    doubt = "" if is_known else ", which is not known here"
    return f"`{key}` of {of} goes from {shown(old)} to {shown(new)}{doubt}"


def listed(names: Sequence[str]) -> str:
    """The first names in backticks, and how many more there are."""
    some = ", ".join(shown(name) for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{some} and {more} more" if more > 0 else some


def shown(value: str) -> str:
    """A value in backticks, cut where it is long."""
    plain = " ".join(value.split())
    return f"`{plain}`" if len(plain) <= _LONGEST else f"`{plain[:_LONGEST]}…`"


def _them(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"
