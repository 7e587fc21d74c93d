"""What fixes change, as a unified difference that patch and git apply can read."""

from __future__ import annotations

from difflib import unified_diff

from flinkmc.report.paint import Palette, paint, palette
from flinkmc.report.screen import visible
from flinkmc.report.secrets import hide
from flinkmc.text.source import Source


def diff(before: Source, after: Source, colour: bool = False) -> str:
    """The difference of two states of a text; empty where there is none. Secrets are starred out."""
    if before.text == after.text:
        return ""
    old, new = (_lines(hide(source.text)) for source in (before, after))
    head, *body = unified_diff(old, new, visible(before.path), visible(after.path))
    colours = palette(colour)
    return head + "".join(_styled(line, colours) for line in body)


def _lines(text: str) -> list[str]:
    """Lines with their ends; only LF ends one, as for patch."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _styled(line: str, colours: Palette) -> str:
    body = line.removesuffix("\n")
    end = "\n" if body != line else "\n\\ No newline at end of file\n"
    style = {"+": colours.added, "-": colours.removed, "@": colours.gutter}.get(line[:1], "")
    return f"{paint(body, style)}{end}"
