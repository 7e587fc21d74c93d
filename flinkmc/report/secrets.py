"""Keeps secrets out of reports: their values are starred out of every line that is shown."""

from __future__ import annotations

import re

from flinkmc.lint.secrets import spans

_VISIBLE = re.compile(r"[^\r\n]")


def hide(text: str) -> str:
    """The text with the value of every secret starred out; as long as before, so that places stay what they are."""
    pieces = []
    at = 0
    for start, end in spans(text):
        pieces += [text[at:start], _VISIBLE.sub("*", text[start:end])]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text
