"""Rules for tests of the engine, so small that every finding of a text can be counted by hand."""

import re
from collections.abc import Iterator

from flinkmc.lint.diagnostic import Edit, Finding, Fix, Severity, replace, unsafe_replace
from flinkmc.lint.rule import Level, Rule
from flinkmc.lint.script import File
from flinkmc.text.source import Span


def word_rule(
    code: str,
    word: str,
    becomes: str | None = None,
    *,
    severity: Level = "error",
    of_finding: Severity | None = None,
    unsafe: bool = False,
) -> Rule:
    """A rule that finds a word, and mends it if it is told what it becomes."""

    def check(file: File) -> Iterator[Finding]:
        """Finds a word."""
        for match in re.finditer(rf"\b{word}\b", file.source.text):
            span = Span(*match.span())
            put = unsafe_replace if unsafe else replace
            fix = None if becomes is None else put(span, becomes)
            yield Finding(span, f"found {word}", fix=fix, severity=of_finding)

    return Rule(code, f"no-{word}", severity, File, check, "", "0.1.0")


def rules(*given: Rule) -> dict[str, Rule]:
    """Rules by code."""
    return {rule.code: rule for rule in given}


def fix(*edits: tuple[int, int, str], unsafe: bool = False) -> Fix:
    """A fix of edits that are start, end and content."""
    return Fix(tuple(Edit(Span(start, end), content) for start, end, content in edits), "unsafe" if unsafe else "safe")
