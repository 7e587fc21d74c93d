"""Findings for programs: one JSON list, or one JSON object a line. Rows and columns from 1, columns in code points."""

from __future__ import annotations

from typing import Any

from flinkmc.lint.diagnostic import Diagnostic, Fix, Note
from flinkmc.report.secrets import hide_in_edit
from flinkmc.report.summary import Report
from flinkmc.text.source import Source


def render(report: Report) -> str:
    """A list of all findings. Characters beyond ASCII are escaped, so that any locale carries them."""
    from json import dumps

    return dumps([finding(diagnostic) for diagnostic in report.diagnostics], indent=2) + "\n"


def render_lines(report: Report) -> str:
    """One finding a line."""
    from json import dumps

    return "".join(f"{dumps(finding(diagnostic))}\n" for diagnostic in report.diagnostics)


def finding(diagnostic: Diagnostic) -> dict[str, Any]:
    """One finding as plain data."""
    source, span = diagnostic.source, diagnostic.span
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "path": diagnostic.path,
        "location": _location(source, span.start),
        "end_location": _location(source, span.end),
        "related": [_related(source, note) for note in diagnostic.notes],
        "fix": None if diagnostic.fix is None else _fix(source, diagnostic.fix),
        "help": diagnostic.help,
        "url": None,
    }


def _location(source: Source, offset: int) -> dict[str, int]:
    line, column = source.position(offset)
    return {"row": line, "column": column}


def _related(own: Source, note: Note) -> dict[str, Any]:
    source = note.source or own
    return {
        "path": source.path,
        "location": _location(source, note.span.start),
        "end_location": _location(source, note.span.end),
        "message": note.message,
    }


def _fix(source: Source, fix: Fix) -> dict[str, Any]:
    edits = [
        {
            "content": hide_in_edit(edit.content, source),
            "location": _location(source, edit.span.start),
            "end_location": _location(source, edit.span.end),
        }
        for edit in fix.edits
    ]
    return {"applicability": fix.applicability, "message": fix.message, "edits": edits}
