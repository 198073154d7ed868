"""The statements of SQL, each a run of tokens; the body of a routine is part of what makes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.sql.tokens import Kind, Token, tokens

Statement = tuple[Token, ...]

_ROUTINES = ("FUNCTION", "PROCEDURE", "TRIGGER", "PACKAGE", "EVENT")
_OTHERS = ("TABLE", "INDEX", "VIEW", "TYPE", "SCHEMA", "DATABASE", "SEQUENCE", "POLICY", "RULE", "DOMAIN")
_BLOCKS = ("IF", "LOOP", "WHILE", "REPEAT", "FOR")
_HEAD = 12


def statements(text: str) -> Iterator[Statement]:
    """The statements of a text, in order, without the sign that ends each."""
    yield from _split(tokens(text))


def _split(all_tokens: Sequence[Token]) -> Iterator[Statement]:
    current: list[Token] = []
    depth = 0
    for at, token in enumerate(all_tokens):
        if token.is_word("GO") and _stands_alone(all_tokens, at):
            depth = 0
        elif not (token.kind is Kind.SIGN and token.text == ";" and depth <= 0):
            current.append(token)
            if _makes_a_routine(current):
                depth += _opens(all_tokens, at)
            continue
        if current:
            yield tuple(current)
        current, depth = [], 0
    if current:
        yield tuple(current)


def _stands_alone(all_tokens: Sequence[Token], at: int) -> bool:
    line = all_tokens[at].line
    around = (*all_tokens[max(at - 1, 0) : at], *all_tokens[at + 1 : at + 2])
    return all(other.line != line for other in around)


def _makes_a_routine(current: Sequence[Token]) -> bool:
    if not current[0].is_word("CREATE", "ALTER"):
        return False
    kinds = (one for one in current[1:_HEAD] if one.is_word(*_ROUTINES, *_OTHERS))
    first = next(kinds, None)
    return first is not None and first.is_word(*_ROUTINES)


def _opens(all_tokens: Sequence[Token], at: int) -> int:
    token = all_tokens[at]
    before = all_tokens[at - 1] if at else None
    if token.is_word("BEGIN") or (token.is_word("CASE") and not (before and before.is_word("END"))):
        return 1
    following = all_tokens[at + 1] if at + 1 < len(all_tokens) else None
    closes = token.is_word("END") and not (following is not None and following.is_word(*_BLOCKS))
    return -1 if closes else 0
