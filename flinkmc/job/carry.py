"""Statements of the user carried over as they are written, with the few changes that the plan makes.

Text is edited by spans, so the user's layout and comments stay. No secret is carried over: wherever one stands, a
`${variable}` takes its place, and run.sh puts the value there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flinkmc.flink import model as flink
from flinkmc.job import sql
from flinkmc.job.model import Change, Fault, Refused, Statement, Variable
from flinkmc.job.sql import Pair
from flinkmc.lint.diagnostic import Edit
from flinkmc.lint.project import FlinkTable
from flinkmc.lint.script import File
from flinkmc.lint.secrets import keys, spans
from flinkmc.text.scanner import PLACEHOLDER, Comment, Language, scan
from flinkmc.text.source import Source, Span

ACCESS_ID = Variable("ODPS_ACCESS_ID", "the AccessKey ID of the account that writes to MaxCompute", True)
ACCESS_KEY = Variable("ODPS_ACCESS_KEY", "the AccessKey secret of that account", True)

_ACCOUNT = {variable.name: variable for variable in (ACCESS_ID, ACCESS_KEY)}
_PLACEHOLDERS = re.compile(r"\$\{([^{}\n]*)\}|\{\{([^{}\n]*)\}\}")
_KEY_BEFORE = re.compile(r"'((?:[^']|'')*)'\s*=\s*'?$")


class Carrier:
    """Collects changes of statements, and the variables that stand in them; then gives the changed statements."""

    def __init__(self) -> None:
        self.edits: dict[Source, list[Edit]] = {}
        self.notes: dict[tuple[Source, int], list[str]] = {}
        self.added: dict[int, list[Pair]] = {}
        self.changes: list[Change] = []
        self.variables: dict[str, Variable] = {}
        self._secrets: dict[tuple[str, str], str] = {}
        self._found: dict[Source, tuple[list[Span], list[Span]]] = {}

    # -- changes ------------------------------------------------------------------------------------------------------

    def set_option(self, table: FlinkTable, pair: Pair) -> None:
        """Gives an option a value, with the reason above it; where LIKE brings it from another table, it is set there
        only if Flink would not let this table say it again."""
        statement = table.declared
        own = _last(statement.options, pair.key)
        base = _last(table.table.options, pair.key)
        if own is None and base is not None and _clashes(statement):
            own = base
        if own is not None:
            if own.value.value == pair.value:
                return
            self._edit(table.source, Edit(own.value.span, sql.string(pair.value)))
            self._note(table.source, statement.span, own.key.span.start, pair.why)
            what = f"'{pair.key}' = '{pair.value}' instead of '{own.value.value}'"
        else:
            self.added.setdefault(id(statement), []).append(pair)
            what = f"'{pair.key}' = '{pair.value}' added"
        self.changes.append(Change(table.name, what, pair.why))

    def replace_options(self, table: FlinkTable, pairs: Iterable[Pair], why: str) -> None:
        """Puts other options in the place of all that the statement has."""
        span = table.declared.options_span
        if span is None:
            message = f"the options of {table.name} stand in another table"
            raise Refused(Fault(message, table.source, table.declared.path[-1].span, "write them here"))
        body = f"(\n{sql.options(pairs)}\n)"
        start = table.source.text.index("(", span.start)
        self._edit(table.source, Edit(Span(start, span.end), body))
        self.notes.setdefault((table.source, table.declared.span.start), []).append(why)

    def use_variable(self, table: FlinkTable, key: str, variable: Variable) -> None:
        """Makes an option of a table the variable, whatever its value is; where it has none, it is added."""
        self.variables.setdefault(variable.name, variable)
        own, known = _last(table.declared.options, key), _last(table.table.options, key)
        value = f"${{{variable.name}}}"
        if own is None:
            if known is None:
                self.set_option(table, Pair(key, value, "the connector requires it"))
            return
        edit = Edit(own.value.span, sql.string(value))
        if own.value.value != value and edit not in self.edits.get(table.source, ()):
            self._edit(table.source, edit)
            why = "no secret is written into a file: run.sh takes it from the environment"
            self._note(table.source, table.declared.span, own.key.span.start, why)
            self.changes.append(Change(table.name, f"'{key}' = '{value}'", why))

    def _edit(self, source: Source, edit: Edit) -> None:
        known = self.edits.setdefault(source, [])
        for other in known:
            if other.span == edit.span and other.content != edit.content and other.span.start < other.span.end:
                message = f"two sinks need different values here: {other.content} and {edit.content}"
                raise Refused(Fault(message, source, edit.span, "give each table its own option"))
        if edit not in known:
            known.append(edit)

    def _note(self, source: Source, statement: Span, at: int, why: str) -> None:
        """A comment on the line above `at`, or above the statement where `at` is on its first line."""
        line = source.text.rfind("\n", 0, at) + 1
        if line <= statement.start or source.text[line:at].strip():
            known = self.notes.setdefault((source, statement.start), [])
            known += [why] if why not in known else []
            return
        indent = source.text[line:at]
        text = "".join(f"{indent}{row}\n" for row in sql.comment(why))
        self._edit(source, Edit(Span(line, line), text))

    # -- statements ---------------------------------------------------------------------------------------------------

    def carry(self, file: File, statement: flink.Statement, notes: Iterable[str] = ()) -> Statement:
        """The statement, changed. Raises Refused for what no script for sql-client can hold."""
        source, span = file.source, statement.span
        edits = [edit for edit in self.edits.get(source, ()) if _inside(edit.span, span)]
        if isinstance(statement, flink.CreateTable) and (added := self.added.get(id(statement))):
            edits.append(_insertion(source, statement, added))
        edits += [edit for edit in self._hidden(file, span) if not _overlap(edit.span, edits)]
        edits += self._placeholders(source, span, tuple(edits))
        text = _edited(source.text, span, edits).replace("\r\n", "\n")
        _check_line_ends(source, span, text)
        if isinstance(statement, flink.Insert):
            self._check_echo(source, span, text)
        return Statement(text, (*notes, *self.notes.get((source, span.start), ())))

    def text(self, file: File, span: Span, value: str) -> str:
        """The value of a SET at `span`, with variables in the place of secrets and placeholders."""
        hidden = list(self._hidden(file, span))
        text = hidden[0].content if hidden else _PLACEHOLDERS.sub(self._named, value)
        self._check_echo(file.source, span, text)
        return text

    def _check_echo(self, source: Source, span: Span, text: str) -> None:
        """sql-client writes SET and INSERT on the screen, so no secret may stand there."""
        for variable in self.variables.values():
            if variable.secret and f"${{{variable.name}}}" in text:
                message = (
                    f"a secret stands here ({variable.meaning}), and sql-client shows this statement to whoever looks"
                )
                help_text = "give it to a table, in its WITH options, or to Flink's configuration file"
                raise Refused(Fault(message, source, span, help_text))

    def _hidden(self, file: File, span: Span) -> Iterator[Edit]:
        """Every secret that is written out; in a comment it is starred out, since nothing needs it there."""
        source = file.source
        if source not in self._found:
            self._found[source] = _secrets(source.text, file.comments)
        in_comments, elsewhere = self._found[source]
        yield from (Edit(secret, "***") for secret in in_comments if _inside(secret, span))
        for secret in elsewhere:
            if _inside(secret, span):
                key = _KEY_BEFORE.search(source.text, max(0, secret.start - 300), secret.start)
                name = self._secret(key[1] if key else "secret", source.slice(secret))
                yield Edit(secret, f"${{{name}}}")

    def _secret(self, key: str, value: str) -> str:
        """The variable of a secret; of two values of one key the second has a number."""
        wanted = _variable_name(key)
        if account := _ACCOUNT.get(wanted):
            self.variables.setdefault(wanted, account)
            return wanted
        name, number = wanted, 1
        while name in self.variables and self._secrets.get((wanted, value)) != name:
            number += 1
            name = f"{wanted}_{number}"
        self._secrets[(wanted, value)] = name
        self.variables.setdefault(name, Variable(name, f"the option '{key}'", True))
        return name

    def _placeholders(self, source: Source, span: Span, edits: Iterable[Edit]) -> Iterator[Edit]:
        """Every placeholder as a variable, but for those that other edits put something else for."""
        tokens = scan(source.text, start=span.start, end=span.end)
        for index, (key, text) in enumerate(zip(tokens.keys, tokens.texts, strict=True)):
            if key == PLACEHOLDER:
                message = f"{text} stands outside of a string: job.sql has to plan as it is written"
                raise Refused(Fault(message, source, tokens.span(index), "write what it stands for"))
            if ("${" in text or "{{" in text) and not _overlap(tokens.span(index), edits):
                yield Edit(tokens.span(index), _PLACEHOLDERS.sub(self._named, text))

    def _named(self, match: re.Match[str]) -> str:
        """A placeholder of any kind as a variable that run.sh can fill."""
        name = _variable_name((match[1] or match[2] or "").removeprefix("secret_values."))
        secret = match[0].startswith("${secret_values.")
        self.variables.setdefault(name, Variable(name, f"{match[0]} of your SQL", secret))
        return f"${{{name}}}"


def starred(text: str, language: Language) -> str:
    """A text that nothing is filled into, with every secret starred out."""
    in_comments, elsewhere = _secrets(text, scan(text, language).comments)
    return _edited(text, Span(0, len(text)), [Edit(secret, "***") for secret in (*in_comments, *elsewhere)])


def _secrets(text: str, comments: Iterable[Comment]) -> tuple[list[Span], list[Span]]:
    """Where secrets stand: in comments, and elsewhere. Each comment is looked at for itself: its last string and the
    string that follows it are not one.
    """
    known = keys(text)
    found: list[Span] = []
    pieces, at = [], 0
    for comment in comments:
        start = comment.span.start
        found += [Span(start + secret.start, start + secret.end) for secret in spans(comment.text, known)]
        pieces += [text[at:start], " " * len(comment.text)]
        at = comment.span.end
    return found, list(spans("".join([*pieces, text[at:]]), known))


def file_name(source: Source) -> str:
    """A file as a bundle names it: without its folders, which are other ones elsewhere."""
    return re.split(r"[\\/]", source.path)[-1]


def _variable_name(text: str) -> str:
    name = re.sub(r"[^A-Za-z0-9]+", "_", text.strip()).strip("_").upper() or "VALUE"
    return f"_{name}" if name[0].isdigit() else name


def _last(options: Iterable[flink.Option], key: str) -> flink.Option | None:
    return next((option for option in reversed(tuple(options)) if option.key.value == key), None)


def _clashes(statement: flink.CreateTable) -> bool:
    """Whether LIKE takes options over in a way that forbids to say one again."""
    options = statement.like.options if statement.like else ()
    said = {option.feature: option.strategy for option in options}
    return said.get("OPTIONS", said.get("ALL")) == "INCLUDING"


def _insertion(source: Source, statement: flink.CreateTable, pairs: Iterable[Pair]) -> Edit:
    """New options, after the last one or in a WITH of their own."""
    if statement.options:
        last = statement.options[-1]
        line = source.text.rfind("\n", 0, last.key.span.start) + 1
        before = source.text[line : last.key.span.start]
        indent = before if not before.strip() else "  "
        return Edit(Span(last.value.span.end, last.value.span.end), ",\n" + sql.options(pairs, indent))
    body = f"WITH (\n{sql.options(pairs)}\n)"
    if statement.like is None:
        return Edit(Span(statement.span.end, statement.span.end), f" {body}")
    return Edit(Span(statement.like.span.start, statement.like.span.start), f"{body} ")


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _overlap(span: Span, edits: Iterable[Edit]) -> bool:
    return any(span.start < edit.span.end and edit.span.start < span.end for edit in edits)


def _edited(text: str, span: Span, edits: Iterable[Edit]) -> str:
    pieces, at = [], span.start
    for edit in sorted(edits, key=lambda each: each.span):
        pieces += [text[at : edit.span.start], edit.content]
        at = edit.span.end
    return "".join([*pieces, text[at : span.end]])


def _check_line_ends(source: Source, span: Span, text: str) -> None:
    """sql-client of Flink up to 1.17 takes a `;` at the end of a line for the statement's end, wherever it stands."""
    tokens = scan(text)
    ends = {comment.span.end for comment in tokens.comments if comment.text.startswith(("--", "//"))}
    at = 0
    for line in text.split("\n"):
        at += len(line) + 1
        if line.rstrip().endswith(";") and at - 1 not in ends:
            message = (
                "sql-client takes a ';' at the end of a line for the end of the statement, in strings and comments too"
            )
            raise Refused(
                Fault(message, source, Span(span.start, span.start + 1), f"change the line: {line.strip()[:60]}")
            )
