"""Data types of Flink SQL: read from tokens, resolved as Flink resolves them, and printed as Flink prints them."""

from __future__ import annotations

from flinkmc.flink.cursor import CHARACTER_SETS
from flinkmc.flink.model import Field, Type
from flinkmc.flink.versions import Grammar, TypeWord
from flinkmc.text.cursor import Cursor
from flinkmc.text.nodes import Name, Problem, Text
from flinkmc.text.scanner import END, INTEGER, PLACEHOLDER, PREFIXED_STRING, QUOTED, STRING
from flinkmc.text.source import Span

_LARGEST_INT = 2147483647
_COLLECTIONS = frozenset(("ARRAY", "MAP", "MULTISET", "ROW", "RAW"))
_NO_TYPES = frozenset(("INTERVAL", "GEOMETRY"))


class TypeReader:
    """Reads data types from a parser's tokens."""

    __slots__ = ("cursor", "depth", "grammar", "starts", "words")

    def __init__(self, cursor: Cursor, grammar: Grammar) -> None:
        self.cursor = cursor
        self.grammar = grammar
        self.depth = 0
        self.words = grammar.types
        self.starts = frozenset((*grammar.types, *_COLLECTIONS, "AS"))

    def read(self) -> Type:
        """type [NOT NULL | NULL] {(ARRAY | MULTISET) [NOT NULL | NULL]}. Raises Unexpected."""
        of_type = self.element()
        cursor = self.cursor
        while (key := cursor.keys[cursor.at]) == "ARRAY" or key == "MULTISET":
            cursor.at += 1
            around = Type(key, cursor.span_from(of_type.span.start), children=(of_type,))
            of_type = self.with_nullability(around)
        return of_type

    def element(self) -> Type:
        """type [NOT NULL | NULL]. Raises Unexpected."""
        cursor = self.cursor
        at = cursor.at
        word = self.words.get(cursor.keys[at])
        if word is None:
            self.depth += 1
            try:
                cursor.check_depth(self.depth)
                of_type = self.constructed()
            finally:
                self.depth -= 1
        elif word.parameters == "none":
            start = cursor.starts[at]
            cursor.at = at + 1
            of_type = Type(word.root, Span(start, start + len(cursor.texts[at])), word.default)
            if cursor.keys[at + 1] == "PRECISION" and word.root == "DOUBLE":
                cursor.at += 1
        else:
            of_type = self.parameterised(word)
        return self.with_nullability(of_type)

    def with_nullability(self, of_type: Type) -> Type:
        """[NOT NULL | NULL]"""
        cursor = self.cursor
        key = cursor.keys[cursor.at]
        if key == "NOT":
            cursor.at += 1
            cursor.expect("NULL", "NULL")
            return of_type._replace(nullable=False)
        if key == "NULL":
            cursor.at += 1
        return of_type

    def parameterised(self, word: TypeWord) -> Type:
        """CHAR(n), VARCHAR(n), DECIMAL(p [, s]), TIMESTAMP(p) … and their longer forms"""
        cursor = self.cursor
        start, key = cursor.starts[cursor.at], cursor.keys[cursor.at]
        cursor.at += 1
        root, default = word.root, word.default
        if key in ("CHAR", "CHARACTER", "BINARY") and cursor.keys[cursor.at] == "VARYING":
            cursor.at += 1
            root, default = ("VARBINARY" if key == "BINARY" else "VARCHAR"), _LARGEST_INT
        numbers, places = self.numbers(2 if word.parameters == "decimal" else 1)
        precision = numbers[0] if numbers else default
        if root in ("CHAR", "VARCHAR"):
            self.character_set()
        if root in ("TIME", "TIMESTAMP"):
            root = self.zone(root)
        if word.clamped and precision is not None and word.maximum is not None:
            precision = min(precision, word.maximum)
        scale = (numbers[1] if len(numbers) > 1 else 0) if word.parameters == "decimal" else None
        return Type(root, cursor.span_from(start), precision, scale, parameters=places)

    def numbers(self, most: int) -> tuple[list[int], tuple[Span, ...]]:
        """['(' number [',' number] ')']"""
        cursor = self.cursor
        numbers: list[int] = []
        places: list[Span] = []
        if cursor.keys[cursor.at] != "(":
            return numbers, ()
        cursor.open()
        while True:
            digits, span = cursor.texts[cursor.at], cursor.span()
            if cursor.keys[cursor.at] != PLACEHOLDER:
                cursor.expect(INTEGER, "a whole number")
            else:
                cursor.at += 1
            number = int(digits) if digits.isdigit() and len(digits) < 12 else _LARGEST_INT + bool(digits.isdigit())
            if number > _LARGEST_INT:
                cursor.problems.append(Problem(f"{digits} is too large: at most {_LARGEST_INT}", span))
            numbers.append(number)
            places.append(span)
            if len(numbers) == most or cursor.keys[cursor.at] != ",":
                break
            cursor.at += 1
        cursor.close("')'" if len(numbers) == most else "',' or ')'")
        return numbers, tuple(places)

    def character_set(self) -> None:
        """[CHARACTER SET name], of names that Flink knows in upper case only"""
        cursor = self.cursor
        if not cursor.accept("CHARACTER", "SET"):
            return
        name = self.name("a character set")
        if name.text not in CHARACTER_SETS:
            cursor.problems.append(Problem(f"Flink has no character set {name.text}", name.span, "invalid-table"))

    def zone(self, root: str) -> str:
        """[WITHOUT TIME ZONE | WITH LOCAL TIME ZONE]"""
        cursor = self.cursor
        key = cursor.keys[cursor.at]
        if key == "WITHOUT":
            cursor.expect_words("WITHOUT", "TIME", "ZONE")
        elif key == "WITH":
            cursor.at += 1
            if cursor.keys[cursor.at] != "LOCAL":
                raise cursor.unexpected("LOCAL TIME ZONE: Flink has no type WITH TIME ZONE")
            cursor.expect_words("LOCAL", "TIME", "ZONE")
            return "TIMESTAMP_LTZ" if root == "TIMESTAMP" else "TIME_LTZ"
        return root

    def constructed(self) -> Type:
        """ARRAY<t>, MULTISET<t>, MAP<k, v>, ROW<…>, RAW('class', 'serializer'), or a name that Flink does not know"""
        cursor = self.cursor
        key, start = cursor.keys[cursor.at], cursor.starts[cursor.at]
        if key in ("ARRAY", "MULTISET"):
            cursor.at += 1
            cursor.expect("<", f"'<' and the element's type: {key}<…>")
            children: tuple[Type, ...] = (self.element(),)
            cursor.expect(">", "'>'")
            return Type(key, cursor.span_from(start), children=children)
        if key == "MAP":
            cursor.at += 1
            cursor.expect("<", "'<' and the types of key and value: MAP<…, …>")
            of_key = self.read()
            cursor.expect(",", "',' and the value's type")
            children = (of_key, self.read())
            cursor.expect(">", "'>'")
            return Type(key, cursor.span_from(start), children=children)
        if key == "ROW":
            return self.row(start)
        if key == "RAW":
            return self.raw(start)
        if key == "STRUCTURED" and "structured-type" in self.grammar.features:
            return self.structured(start)
        return self.unknown(start)

    def row(self, start: int) -> Type:
        """ROW ('<' [field] {',' field} '>' | '(' [field] {',' field} ')' | '<>')"""
        cursor = self.cursor
        cursor.at += 1
        if cursor.accept("<>"):
            return Type("ROW", cursor.span_from(start))
        closing = ")" if cursor.keys[cursor.at] == "(" else ">"
        cursor.expect("(" if closing == ")" else "<", "'<' and the fields: ROW<name type, …>")
        fields: list[Field] = []
        if cursor.keys[cursor.at] not in (closing, ","):
            fields.append(self.field())
        while cursor.accept(","):
            fields.append(self.field())
        cursor.expect(closing, f"',' or '{closing}'")
        return Type("ROW", cursor.span_from(start), fields=tuple(fields))

    def field(self) -> Field:
        """name type [text]"""
        cursor = self.cursor
        name = self.name("a field's name")
        of_type = self.read()
        comment = None
        if cursor.keys[cursor.at] == STRING:
            comment = Text(cursor.texts[cursor.at][1:-1].replace("''", "'"), cursor.span())
            cursor.at += 1
        return Field(name, of_type, comment)

    def name(self, wanted: str) -> Name:
        """An identifier."""
        cursor = self.cursor
        key, text, span = cursor.keys[cursor.at], cursor.texts[cursor.at], cursor.span()
        if key == QUOTED:
            cursor.at += 1
            return Name(text[1:-1].replace("``", "`"), span, True)
        if key in self.grammar.reserved and cursor.keys[cursor.at + 1] in self.starts:
            message = f"'{text}' is a reserved word of Flink: as a name it needs back-quotes"
            cursor.problems.append(Problem(message, span, "reserved-word", help=f"write `{text}`"))
        elif not self.is_name(key):
            raise cursor.unexpected(wanted)
        cursor.at += 1
        return Name(text, span)

    def is_name(self, key: str) -> bool:
        """Whether a token may stand as an unquoted name."""
        if key in self.grammar.reserved:
            return False
        return key == PLACEHOLDER or key[0] in "_$" or (key[0].isalpha() and not key[0].islower()) or not key.isascii()

    def raw(self, start: int) -> Type:
        """RAW '(' text ',' text ')'"""
        cursor = self.cursor
        cursor.at += 1
        cursor.open()
        self.text("the class in single quotes")
        cursor.expect(",", "',' and the serializer")
        self.text("the serializer in single quotes")
        cursor.close("')'")
        return Type("RAW", cursor.span_from(start))

    def text(self, wanted: str) -> None:
        """A string literal of one or more pieces."""
        cursor = self.cursor
        if cursor.keys[cursor.at] != PREFIXED_STRING:
            cursor.expect(STRING, wanted)
        else:
            cursor.at += 1
        while cursor.keys[cursor.at] == STRING:
            cursor.at += 1

    def structured(self, start: int) -> Type:
        """STRUCTURED '<' text {',' name type} '>'"""
        cursor = self.cursor
        cursor.at += 1
        cursor.expect("<", "'<' and the class in single quotes")
        cursor.expect(STRING, "the class in single quotes")
        fields: list[Field] = []
        while cursor.accept(","):
            fields.append(self.field())
        cursor.expect(">", "',' or '>'")
        return Type("STRUCTURED", cursor.span_from(start), fields=tuple(fields))

    def unknown(self, start: int) -> Type:
        """name {'.' name}: parsed by Flink as a user's type, and refused later"""
        cursor = self.cursor
        if cursor.keys[cursor.at] in _NO_TYPES or cursor.keys[cursor.at] == END:
            raise cursor.unexpected("a data type")
        if cursor.accept("REAL"):
            return Type("UNKNOWN", cursor.span_from(start), name="REAL")
        if cursor.keys[cursor.at] == PLACEHOLDER:
            cursor.at += 1
            return Type("PLACEHOLDER", cursor.span_from(start))
        parts = [self.name("a data type").text]
        while cursor.accept("."):
            parts.append(self.name("a name").text)
        return Type("UNKNOWN", cursor.span_from(start), name=".".join(parts))


def type_text(of_type: Type) -> str:
    """A type as Flink prints it once resolved: `VARCHAR(2147483647)`, `DECIMAL(10, 0)`, ``ROW<`a` INT>``."""
    root = of_type.root
    if root == "DECIMAL":
        text = f"DECIMAL({of_type.precision}, {of_type.scale})"
    elif root == "TIMESTAMP_LTZ":
        text = f"TIMESTAMP({of_type.precision}) WITH LOCAL TIME ZONE"
    elif root in ("CHAR", "VARCHAR", "BINARY", "VARBINARY", "TIME", "TIMESTAMP"):
        text = f"{root}({of_type.precision})"
    elif root in ("ARRAY", "MULTISET", "MAP"):
        text = f"{root}<{', '.join(type_text(child) for child in of_type.children)}>"
    elif root == "ROW":
        text = f"ROW<{', '.join(_field_text(field) for field in of_type.fields)}>"
    else:
        text = of_type.name or root
    return text if of_type.nullable else f"{text} NOT NULL"


def _field_text(field: Field) -> str:
    name = field.name.text.replace("`", "``")
    comment = "" if field.comment is None else f" '{field.comment.value.replace(chr(39), chr(39) * 2)}'"
    return f"`{name}` {type_text(field.type)}{comment}"
