"""The base of the recursive-descent parsers: looks at tokens, takes them, reports what is wrong, goes on after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from flinkmc.text.nodes import Problem
from flinkmc.text.scanner import END, ILLEGAL, STRING, UNCLOSED_COMMENT, UNCLOSED_QUOTED, UNCLOSED_STRING, Tokens
from flinkmc.text.source import Span

_Node = TypeVar("_Node")

DEEPEST = 100

_UNCLOSED = {
    UNCLOSED_STRING: "this string is never closed",
    UNCLOSED_QUOTED: "this back-quoted name is never closed",
    UNCLOSED_COMMENT: "this comment is never closed",
}
_INVISIBLE = {
    "\ufeff": "a byte order mark",
    "\u00a0": "a no-break space",
    "\u3000": "a full-width space",
    "\u200b": "a zero-width space",
    "\x00": "a NUL character",
}


class Unexpected(Exception):  # noqa: N818 - control flow of the parser, never seen outside it
    """A token that the grammar does not allow here; caught where the parser can go on."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class TooDeep(Unexpected):
    """Something nested so deeply that no parser would follow: what stands around it is lost, too."""


class Cursor:
    """A place in a token sequence."""

    __slots__ = ("_closers", "at", "keys", "open_brackets", "problems", "starts", "texts", "tokens")

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.keys = tokens.keys
        self.texts = tokens.texts
        self.starts = tokens.starts
        self.at = 0
        self.problems: list[Problem] = []
        self.open_brackets: list[int] = []
        self._closers: dict[int, int] | None = None

    # -- looking ------------------------------------------------------------------------------------------------------

    def looks_at(self, *keys: str) -> bool:
        """Whether the next tokens have these keys, in this order."""
        at = self.at
        return self.keys[at] == keys[0] and all(
            at + i < len(self.keys) and self.keys[at + i] == key for i, key in enumerate(keys)
        )

    def span(self, index: int | None = None) -> Span:
        """Where a token stands: the next one unless told."""
        index = self.at if index is None else index
        start = self.starts[index]
        return Span(start, start + len(self.texts[index]))

    def span_from(self, start: int) -> Span:
        """From an offset to the end of the token taken last."""
        last = self.at - 1
        return Span(start, max(start, self.starts[last] + len(self.texts[last])) if last >= 0 else start)

    # -- taking -------------------------------------------------------------------------------------------------------

    def accept(self, *keys: str) -> bool:
        """Takes the next tokens if they have these keys."""
        if self.keys[self.at] == keys[0] and (len(keys) == 1 or self.looks_at(*keys)):
            self.at += len(keys)
            return True
        return False

    def expect(self, key: str, wanted: str = "") -> None:
        """Takes a token of this key, or raises `Unexpected`."""
        if self.keys[self.at] != key:
            raise self.unexpected(wanted or f"'{key}'")
        self.at += 1

    def expect_words(self, *words: str) -> None:
        """Takes these words one after the other."""
        for word in words:
            self.expect(word, word)

    def open(self) -> None:
        """Takes a `(` and remembers it, for the message when it is never closed."""
        self.expect("(", "'('")
        self.open_brackets.append(self.at - 1)
        self.check_depth(len(self.open_brackets))

    def check_depth(self, depth: int) -> None:
        """Raises TooDeep, if it is."""
        if depth > DEEPEST:
            raise TooDeep(Problem(f"nested deeper than {DEEPEST} levels", self.span(self.at - 1)))

    def close(self, wanted: str = "',' or ')'") -> None:
        """Takes the `)` of the last `open`."""
        if self.keys[self.at] != ")":
            raise self.unexpected(wanted)
        self.at += 1
        self.open_brackets.pop()

    # -- what is wrong ------------------------------------------------------------------------------------------------

    def unexpected(self, wanted: str) -> Unexpected:
        """The error that the next token is not what the grammar wants here."""
        return Unexpected(self.problem(f"expected {wanted}, found {self.describe()}"))

    def problem(self, message: str, code: str = "syntax-error") -> Problem:
        """A problem at the next token; an unclosed or invisible token explains itself."""
        key, span = self.keys[self.at], self.span()
        if key in _UNCLOSED:
            end = Span(span.end, span.end) if key != UNCLOSED_STRING else Span(span.start, span.start + 1)
            return Problem(_UNCLOSED[key], end, opened=Span(span.start, span.start + 1))
        if key == END:
            opened = self.span(self.open_brackets[-1]) if self.open_brackets else None
            last = max(span.start - 1, 0)
            place = Span(last, span.start)
            return Problem("this bracket is never closed" if opened else message, place, code, opened)
        if self.open_brackets and (key in (";", "WITH") or key in self.clause_starts()):
            bracket = self.open_brackets[-1]
            if bracket not in self.closers():
                return Problem(f"this bracket is never closed: {message}", span, code, self.span(bracket))
        return Problem(message, span, code)

    def describe(self, index: int | None = None) -> str:
        """The next token as a message names it."""
        index = self.at if index is None else index
        key, text = self.keys[index], self.texts[index]
        if key == END:
            return "the end of the text"
        if key == ILLEGAL:
            return _INVISIBLE.get(text, f"the character {text!r} (U+{ord(text):04X})")
        if key == STRING:
            return "a string"
        if key == '"':
            return "a double quote (Flink's strings stand in single quotes)"
        return f"{text!r}" if "'" in text else f"'{text}'"

    # -- going on -----------------------------------------------------------------------------------------------------

    def report(self, error: Unexpected) -> None:
        """Keeps an error that the parser goes on after."""
        self.problems.append(error.problem)

    def skip_to(self, *stops: str) -> None:
        """Skips to one of `stops` on this level of brackets, or to a closing bracket, `;` or the end."""
        depth = 0
        keys = self.keys
        while True:
            key = keys[self.at]
            if key == END or key == ";" or (depth == 0 and (key in stops or key == ")")):
                return
            if key in ("(", "["):
                depth += 1
            elif key in (")", "]"):
                depth -= 1
            self.at += 1

    def leave(self, depth: int) -> None:
        """Goes behind the brackets that a broken element opened above `depth`, if they are closed, and forgets them.

        Where the list around it is never closed, its own `)` may have been taken for that of the element.
        """
        opened = self.open_brackets[depth:]
        del self.open_brackets[depth:]
        end = self.closers().get(opened[0]) if opened else None
        if end is None:
            return
        surrounded = depth == 0 or self.open_brackets[-1] in self.closers()
        if surrounded or self.keys[opened[0]] == "<" or end <= self.at + 1:
            self.at = max(self.at, end + 1)

    def closers(self) -> dict[int, int]:
        """Where each `(` and `<` that is closed is closed, by token index; looked for when first asked for."""
        if self._closers is None:
            self._closers = _closers(self.keys)
        return self._closers

    def bracketed_list(self, element: Callable[[], _Node | None]) -> tuple[_Node, ...]:
        """`'(' element {',' element} ')'`; one broken element costs that element, not the list."""
        self.open()
        nodes: list[_Node] = []
        while True:
            depth = len(self.open_brackets)
            try:
                node = element()
                if node is not None:
                    nodes.append(node)
                if self.keys[self.at] not in ",)":
                    raise self.unexpected("',' or ')'")
            except Unexpected as error:
                self.report(error)
                self.leave(depth)
                self.skip_to(",", *self.clause_starts())
            if self.keys[self.at] == ",":
                self.at += 1
                continue
            break
        self.open_brackets.pop()
        if self.keys[self.at] == ")":
            self.at += 1
        return tuple(nodes)

    def clause_starts(self) -> tuple[str, ...]:
        """Words that can only stand after a list that was never closed."""
        return ()


def _closers(keys: Sequence[str]) -> dict[int, int]:
    """A `<` is a bracket of a type: it ends with the round bracket it stands in, at the latest."""
    closers: dict[int, int] = {}
    opened: list[int] = []
    for at, key in enumerate(keys):
        if key == "(" or key == "<":
            opened.append(at)
        elif key == ">" and opened and keys[opened[-1]] == "<":
            closers[opened.pop()] = at
        elif key == ")":
            while opened and keys[opened[-1]] == "<":
                opened.pop()
            if opened:
                closers[opened.pop()] = at
        elif key == ";":
            opened.clear()
    return closers
