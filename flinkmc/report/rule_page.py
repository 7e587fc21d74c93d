"""A rule's page in pieces, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.lint.rule import Rule


def summary(rule: Rule) -> str:
    """What a rule finds: the first paragraph of its page, in one line."""
    return " ".join(rule.page.partition("\n\n")[0].split())


def markdown(rule: Rule) -> str:
    """The page for programs that show Markdown: examples fenced."""
    forms = {"heading": "**{}**", "code": "```sql\n{}\n```", "text": "{}"}
    return "\n\n".join(forms[kind].format(text) for kind, text in blocks(rule.page))


def blocks(page: str) -> Iterator[tuple[str, str]]:
    """The page in pieces: `heading` (a line such as `Bad:`), `code` (indented), `text` (a paragraph in one line)."""
    kind, lines = "text", [""][:0]
    for line in [*page.splitlines(), ""]:
        of_line = "code" if line.startswith("    ") else "heading" if _is_heading(line) else "text" if line else ""
        if (of_line == kind and kind != "heading") or (not line and kind == "code"):
            lines.append(line)
            continue
        if any(lines):
            yield kind, _joined(kind, lines)
        kind, lines = of_line, [line]
    if any(lines):
        yield kind, _joined(kind, lines)


def _is_heading(line: str) -> bool:
    return line.rstrip().endswith(":") and len(line) < 30


def _joined(kind: str, lines: list[str]) -> str:
    if kind != "code":
        return " ".join(lines)
    from textwrap import dedent

    return dedent("\n".join(lines)).strip("\n")
