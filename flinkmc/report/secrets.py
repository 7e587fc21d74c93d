"""Keeps secrets out of reports: their values are starred out of every line and every fix that is shown."""

from __future__ import annotations

from functools import lru_cache

from flinkmc.lint.secrets import hide, spans
from flinkmc.text.source import Source

__all__ = ["hide", "hide_in_edit"]

_SHORTEST = 4
"""What is shorter would be found in any fix."""


def hide_in_edit(content: str, source: Source) -> str:
    """What an edit of a text brings in, with every secret starred out, the text's own ones without their names, too."""
    content = hide(content)
    for secret in _secrets(source):
        content = content.replace(secret, "*" * len(secret))
    return content


@lru_cache(maxsize=1)  # findings come file by file
def _secrets(source: Source) -> tuple[str, ...]:
    found = {source.slice(span) for span in spans(source.text) if span.end - span.start >= _SHORTEST}
    return tuple(sorted(found, key=len, reverse=True))
