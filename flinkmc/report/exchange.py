"""What the formats for other programs share: how they name files, what they say, and which fixes they pass on."""

from __future__ import annotations

import os
from posixpath import normpath

from flinkmc.lint.diagnostic import Diagnostic, Edit, Fix
from flinkmc.report.screen import visible
from flinkmc.report.secrets import hide_in_edit
from flinkmc.report.summary import Report, is_fixable
from flinkmc.text.source import Source

TOOL = "flinkmc"


def relative(source: Source, report: Report) -> str:
    """The path of a text as seen from the report's root, with slashes; as it is where it lies elsewhere."""
    path, root = (normpath(each.replace(os.sep, "/")) for each in (source.path, report.root or "."))
    return path.removeprefix(f"{root.rstrip('/')}/")


def told(diagnostic: Diagnostic) -> str:
    """All that is said of a finding, in lines: its message, its label, its help. Shows no control characters."""
    advice = diagnostic.help or (diagnostic.fix.message if diagnostic.fix else "")
    lines = [line for text in (diagnostic.message, diagnostic.label, advice) for line in text.splitlines()]
    return "\n".join(map(visible, dict.fromkeys(lines)))


def passed_on(diagnostic: Diagnostic, report: Report) -> Fix | None:
    """The fix, where the call accepts it and it can be passed on: one that brings in a secret cannot."""
    if diagnostic.fix is None or not is_fixable(diagnostic, report.unsafe_fixes):
        return None
    return None if any(reveals(diagnostic.source, edit) for edit in diagnostic.fix.edits) else diagnostic.fix


def reveals(source: Source, edit: Edit) -> bool:
    """Whether an edit of a text brings in a secret: what applies it can be given neither that nor stars."""
    return hide_in_edit(edit.content, source) != edit.content
