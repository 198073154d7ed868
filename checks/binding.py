"""Options of a check from a value that was read from YAML, with the place of every mistake.

Options are validated strictly, as JSON: no number becomes a text, no unknown key is passed over. A
text where a list of texts is due stands for a list of one.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from checks.check import Check


@dataclasses.dataclass(frozen=True, slots=True)
class OptionProblem:
    """One mistake in the options of a check.

    Attributes:
        location: the keys and indexes that lead to it.
        message: what is wrong, one sentence.
    """

    location: tuple[str | int, ...]
    message: str


class OptionsInvalid(ValueError):
    """The options of a check do not fit it."""

    def __init__(self, problems: tuple[OptionProblem, ...]) -> None:
        super().__init__(
            "; ".join(f"{'.'.join(map(str, p.location))}: {p.message}".removeprefix(": ") for p in problems)
        )
        self.problems = problems


def bind(check: type[Check], value: object) -> Check:
    """Make a check from its options.

    Args:
        check: the kind of check.
        value: a mapping from option to value with the names as written in YAML (`not-in`), or the
            check's short form.

    Raises:
        OptionsInvalid: with every problem at once.
    """
    options = value if isinstance(value, Mapping) else check.from_shorthand(value)
    if options is None:
        raise OptionsInvalid((OptionProblem((), f"`{check.name}` takes a mapping of options"),))
    try:
        return _adapter(check).validate_json(json.dumps(_with_lists(check, options)), strict=True)
    except ValidationError as invalid:
        problems = tuple(
            OptionProblem(error["loc"], _sentence(error["type"], error["msg"])) for error in invalid.errors()
        )
        raise OptionsInvalid(problems) from None
    except TypeError as wrong:
        raise OptionsInvalid(
            (OptionProblem((), f"the options of `{check.name}` must be plain values: {wrong}"),)
        ) from None


@cache
def _adapter(check: type[Check]) -> TypeAdapter[Check]:
    return TypeAdapter(check)


@cache
def _list_options(check: type[Check]) -> frozenset[str]:
    hints: dict[str, Any] = get_type_hints(check)
    return frozenset(
        check.option_name(field.name)
        for field in dataclasses.fields(check)
        if get_origin(hints[field.name]) is tuple and get_args(hints[field.name])[0] is str
    )


def _with_lists(check: type[Check], options: Mapping[Any, object]) -> dict[str, object]:
    wanted = _list_options(check)
    return {
        str(name): [value] if name in wanted and isinstance(value, str) else value
        for name, value in options.items()
    }


_KINDS = {
    "string_type": "this must be a text",
    "bool_type": "this must be true or false",
    "int_type": "this must be a whole number",
    "float_type": "this must be a number",
    "list_type": "this must be a list",
    "tuple_type": "this must be a list",
    "dict_type": "this must be a mapping",
}


def _sentence(kind: str, message: str) -> str:
    if kind in _KINDS:
        return _KINDS[kind]
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return "there is no such option"
    if kind in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return "this option is required"
    text = message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return text[:1].lower() + text[1:]
