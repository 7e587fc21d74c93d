"""Plain words to sqlglot's trees. Its tokens are made here, so that its own tokenizer and dialects have no say."""

from __future__ import annotations

from sqlglot import Token, TokenType, exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from flinkmc.flink.plain import Plain, Word
from flinkmc.text.source import NOWHERE

_OPERATORS = {
    "(": TokenType.L_PAREN,
    ")": TokenType.R_PAREN,
    "[": TokenType.L_BRACKET,
    "]": TokenType.R_BRACKET,
    ",": TokenType.COMMA,
    ".": TokenType.DOT,
    "+": TokenType.PLUS,
    "-": TokenType.DASH,
    "*": TokenType.STAR,
    "/": TokenType.SLASH,
    "%": TokenType.MOD,
    "||": TokenType.DPIPE,
    "=": TokenType.EQ,
    "<>": TokenType.NEQ,
    "<": TokenType.LT,
    ">": TokenType.GT,
    "<=": TokenType.LTE,
    ">=": TokenType.GTE,
    "AS": TokenType.ALIAS,
    "CURRENT": TokenType.VAR,
    "ROW": TokenType.VAR,
}
_LITERALS = {"name": TokenType.IDENTIFIER, "string": TokenType.STRING, "number": TokenType.NUMBER}


def query_tree(plain: Plain) -> exp.Expression | None:
    """The query that the words are; None where sqlglot does not read them as one."""
    return _tree(plain.words)


def expression_tree(plain: Plain) -> exp.Expression | None:
    """The expression that the words are."""
    select = _tree((Word("word", "SELECT", NOWHERE), *plain.words))
    if not isinstance(select, exp.Select) or len(select.expressions) != 1:
        return None
    only_expressions = all(value in (None, []) for key, value in select.args.items() if key != "expressions")
    found = select.expressions[0]
    return found if only_expressions and isinstance(found, exp.Expression) else None


def _tree(words: tuple[Word, ...]) -> exp.Expression | None:
    try:
        trees = Dialect().parser().parse([_token(word) for word in words], "")
    except (SqlglotError, RecursionError):
        return None
    return trees[0] if len(trees) == 1 and isinstance(trees[0], exp.Expression) else None


def _token(word: Word) -> Token:
    kind = _LITERALS.get(word.kind) or _OPERATORS.get(word.text) or TokenType[word.text.replace(" ", "_")]
    return Token(kind, word.text, 1, 1, word.span.start, max(word.span.end - 1, 0), [])


def place(node: exp.Expression) -> int | None:
    """Where the first name of a tree stands in the text."""
    starts = [start for name in node.find_all(exp.Identifier) if (start := name.meta.get("start")) is not None]
    return min(starts, default=None)
