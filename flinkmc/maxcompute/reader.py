"""Names, literals and data types of MaxCompute: the pieces that its statements are made of.

Every function stands beside the piece of Alibaba's grammar that it reads.
"""

from __future__ import annotations

from collections.abc import Mapping

from flinkmc.maxcompute.literals import unquoted
from flinkmc.maxcompute.model import Field, Type
from flinkmc.maxcompute.types import TypeFacts, column_types, foreign_types, known_types
from flinkmc.maxcompute.words import refused_words
from flinkmc.text.cursor import Cursor, TooDeep, Unexpected
from flinkmc.text.nodes import Name, Text
from flinkmc.text.scanner import (
    APPROXIMATE,
    DECIMAL,
    DOUBLE_QUOTED,
    END,
    ILLEGAL,
    INTEGER,
    OPERATORS,
    PLACEHOLDER,
    QUOTED,
    STRING,
    TYPED_NUMBER,
    UNCLOSED_QUOTED,
    UNCLOSED_STRING,
    Tokens,
    scan,
)
from flinkmc.text.source import Span

STRINGS = frozenset((STRING, DOUBLE_QUOTED))
NUMBERS = frozenset((INTEGER, DECIMAL, APPROXIMATE))
_NO_WORDS = frozenset((*STRINGS, *NUMBERS, TYPED_NUMBER, END, ILLEGAL, UNCLOSED_QUOTED, UNCLOSED_STRING, *OPERATORS))
_LONGEST_NUMBER = 9


def read_type(text: str) -> Type:
    """The type that `text` says, as `struct<a:int>`, with spans into `text`; `root` is the text itself if it says none.

    Types that the service answers with and CREATE TABLE refuses, such as BLOB, are types here.
    """
    reader = Reader(scan(text, "maxcompute"), known_types())
    try:
        of_type = reader.type()
    except Unexpected:
        return Type(text)
    return of_type if reader.keys[reader.at] == END else Type(text)


class Reader(Cursor):
    """Takes names, literals and types from tokens. Every function raises Unexpected where its piece does not stand."""

    __slots__ = ("no_names", "types")

    def __init__(self, tokens: Tokens, types: Mapping[str, TypeFacts] | None = None) -> None:
        super().__init__(tokens)
        self.types = column_types() if types is None else types
        self.no_names = _NO_WORDS | refused_words()

    # -- names and literals -------------------------------------------------------------------------------------------

    def name(self, wanted: str) -> Name:
        """identifier := a word that is not refused as a name | '`' any '`'"""
        at = self.at
        key = self.keys[at]
        if key in self.no_names:
            raise self.no_name(wanted)
        text, start = self.texts[at], self.starts[at]
        self.at = at + 1
        if key == QUOTED:
            return Name(text[1:-1].replace("``", "`"), Span(start, start + len(text)), True)
        return Name(text, Span(start, start + len(text)))

    def no_name(self, wanted: str) -> Unexpected:
        """Why the next token is no name; a word of MaxCompute's becomes one in back-quotes."""
        key, text = self.keys[self.at], self.texts[self.at]
        if key not in refused_words() or not text.isalpha():
            return self.unexpected(wanted)
        problem = self.problem(f"expected {wanted}, found '{text}', which is a name in back-quotes only")
        return Unexpected(problem._replace(code="reserved-word", help=f"write `{text}`"))

    def path(self, wanted: str) -> tuple[Name, ...]:
        """tableName := [[project '.'] schema '.'] table"""
        names = [self.name(wanted)]
        while len(names) < 3 and self.accept("."):
            names.append(self.name(wanted))
        return tuple(names)

    def string(self, wanted: str) -> Text:
        """simpleStringLiteral := ''' … ''' | '"' … '"'"""
        at = self.at
        key, text, start = self.keys[at], self.texts[at], self.starts[at]
        if key in STRINGS:
            self.at = at + 1
            return Text(unquoted(text), Span(start, start + len(text)))
        if key == PLACEHOLDER:
            self.at = at + 1
            return Text(text, Span(start, start + len(text)))
        raise self.unexpected(wanted)

    def strings(self, wanted: str) -> Text:
        """stringLiteral := simpleStringLiteral+, which mean what they are together"""
        first = self.string(wanted)
        while self.keys[self.at] in STRINGS:
            more = self.string(wanted)
            first = Text(first.value + more.value, Span(first.span.start, more.span.end))
        return first

    def number(self, wanted: str) -> str:
        """Number, as it is written. Grammar does not ask for a whole one."""
        if self.keys[self.at] not in NUMBERS and self.keys[self.at] != PLACEHOLDER:
            raise self.unexpected(wanted)
        self.at += 1
        return self.texts[self.at - 1]

    # -- types --------------------------------------------------------------------------------------------------------

    def type(self) -> Type:
        """type := primitiveType | listType | structType | mapType | unionType"""
        at = self.at
        key = self.keys[at]
        facts = self.types.get(key)
        if facts is None:
            return self.no_type()
        start = self.starts[at]
        self.at = at + 1
        if facts.parameters == "none":
            if self.keys[self.at] == "(":
                raise Unexpected(self.problem(f"MaxCompute's {key} takes neither length nor precision"))
            return Type(key, Span(start, start + len(self.texts[at])))
        if facts.parameters == "length":
            return self.with_numbers(key, start, 1)
        if facts.parameters == "decimal":
            if self.keys[self.at] == "(":
                return self.with_numbers(key, start, 2)
            return Type(key, Span(start, self.at_end()))
        return self.with_types(key, start, facts)

    def at_end(self) -> int:
        """The offset behind the token taken last."""
        last = self.at - 1
        return self.starts[last] + len(self.texts[last])

    def with_numbers(self, root: str, start: int, most: int) -> Type:
        """'(' number [',' number] ')'"""
        if self.keys[self.at] != "(":
            raise self.unexpected(f"the length of {root}, as in {root}(20)")
        self.open()
        numbers = [self.number(f"a number for {root}")]
        if most > 1 and self.accept(","):
            numbers.append(self.number(f"the scale of {root}"))
        self.close("',' or ')'" if len(numbers) < most else "')'")
        span = Span(start, self.at_end())
        if not all(number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER for number in numbers):
            return Type(f"{root}({','.join(numbers)})", span)
        return Type(root, span, int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else None)

    def with_types(self, root: str, start: int, facts: TypeFacts) -> Type:
        """ARRAY '<' T '>' | MAP '<' K ',' V '>' | STRUCT '<' name ':' T {',' …} '>' | UNIONTYPE '<' T {',' T} '>'"""
        self.open_angle(root)
        children: list[Type] = []
        fields: list[Field] = []
        if facts.parameters == "fields":
            fields.append(self.field())
            while self.accept(","):
                fields.append(self.field())
        elif facts.parameters == "types":
            children.append(self.type())
            while self.accept(","):
                children.append(self.type())
        else:
            if facts.parameters == "entry":
                children.append(self.class_type() if self.keys[self.at + 1] == "<" else self.nested())
                self.expect(",", f"',' and the values' type of {root}")
            children.append(self.nested())
        self.close_angle("',' or '>'" if facts.parameters in ("fields", "types") else "'>'")
        return Type(root, Span(start, self.at_end()), None, None, tuple(children), tuple(fields))

    def open_angle(self, root: str) -> None:
        """Takes a `<` and remembers it, for recovery and for the message when it is never closed."""
        self.check_depth(len(self.open_brackets))
        self.expect("<", f"'<' after {root}")
        self.open_brackets.append(self.at - 1)

    def close_angle(self, wanted: str) -> None:
        """Takes the `>` of the last `open_angle`."""
        self.expect(">", wanted)
        self.open_brackets.pop()

    def field(self) -> Field:
        """columnNameColonType := identifier ':' builtinTypeOrUdt [COMMENT stringLiteral]"""
        name = self.name("a field's name")
        self.expect(":", f"':' and the type of field '{name.text}'")
        of_type = self.nested()
        comment = self.strings("the comment in quotes") if self.accept("COMMENT") else None
        return Field(name, of_type, comment)

    def nested(self) -> Type:
        """builtinTypeOrUdt := type | classNameOrArrayDecl"""
        key, after = self.keys[self.at], self.keys[self.at + 1] if self.keys[self.at] != END else END
        facts = self.types.get(key)
        has_types = facts is not None and facts.parameters not in ("none", "length", "decimal")
        if has_types and after == "<":
            return self.type_or_class()
        if facts is None or has_types or after in (".", "[", "<"):
            return self.class_type()
        return self.type()

    def type_or_class(self) -> Type:
        """ARRAY, MAP and STRUCT are names of classes, too: grammar takes ARRAY<MAP<STRING>>."""
        first, depth = self.at, len(self.open_brackets)
        try:
            return self.type()
        except TooDeep:
            raise
        except Unexpected as error:
            failed, opened = self.at, self.open_brackets[depth:]
            self.at = first
            del self.open_brackets[depth:]
            try:
                return self.class_type()
            except Unexpected:
                self.at = failed
                self.open_brackets[depth:] = opened
                raise error from None

    def class_type(self) -> Type:
        """classNameOrArrayDecl := {identifier '.'} identifier ['<' class {',' class} '>'] {'[' ']'}: a Java class.

        The grammar takes any name for a class; its text is the type's `root`.
        """
        first = self.at
        if self.keys[first] in self.no_names:
            return self.no_type()
        self.name("a type")
        while self.accept("."):
            self.name("a class's name")
        if self.keys[self.at] == "<":
            self.open_angle("the class")
            self.class_type()
            while self.accept(","):
                self.class_type()
            self.close_angle("',' or '>'")
        while self.accept("["):
            self.expect("]")
        return Type("".join(self.texts[first : self.at]), self.span_from(self.starts[first]))

    def no_type(self) -> Type:
        """A placeholder may stand for a type; else Unexpected, with the type that was meant, where that is known."""
        at = self.at
        if self.keys[at] == PLACEHOLDER:
            self.at = at + 1
            return Type(self.texts[at], self.span(at))
        meant = foreign_types().get(self.keys[at])
        if meant is None:
            raise self.unexpected("a type")
        problem = self.problem(f"MaxCompute has no type {self.texts[at]}")
        raise Unexpected(problem._replace(code="unknown-type", help=f"MaxCompute's is {meant}" if meant else ""))
