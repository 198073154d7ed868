"""A run of SQL tokens, read from its beginning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.sql.tokens import Kind, Token


class Cursor:
    """A run of tokens, read from its beginning."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens, self._at = tokens, 0

    @property
    def line(self) -> int:
        """The line of the next token."""
        at = min(self._at, len(self._tokens) - 1)
        return self._tokens[at].line if self._tokens else 1

    @property
    def rest(self) -> Sequence[Token]:
        """What is not read yet."""
        return self._tokens[self._at :]

    def at_word(self, *words: str) -> bool:
        """Whether one of these keywords is next."""
        return bool(self.rest) and self.rest[0].is_word(*words)

    def skip(self, *words: str) -> bool:
        """Go over keywords, if they are all there."""
        here = self._tokens[self._at : self._at + len(words)]
        there = len(here) == len(words) and all(
            token.is_word(word) for token, word in zip(here, words, strict=True)
        )
        self._at += len(words) * there
        return there

    def name(self) -> str:
        """Read a name with its schemas; the last part of it, empty if there is none."""
        found = ""
        while self.rest and self.rest[0].is_name:
            found = self.rest[0].name
            self._at += 1
            if not (self.rest and self.rest[0].text == "."):
                break
            self._at += 1
        return found

    def names(self) -> Iterator[str]:
        """Read a list of names, in brackets or not."""
        if self.rest and self.rest[0].text == "(":
            self._at += 1
        while found := self.name():
            yield found
            if not (self.rest and self.rest[0].text == ","):
                return
            self._at += 1

    def parts(self) -> Iterator[Sequence[Token]]:
        """The rest, cut at the commas outside brackets."""
        depth = 0
        current: list[Token] = []
        for token in self.rest:
            is_sign = token.kind is Kind.SIGN
            depth += (token.text == "(") - (token.text == ")") if is_sign else 0
            if is_sign and token.text == "," and depth == 0:
                yield current
                current = []
            else:
                current.append(token)
        yield current
