"""The diagnostic format of reviewdog, which comments on pull requests of any code host: one JSON object.

Its columns count the bytes of UTF-8, from 1.
"""

from __future__ import annotations

from typing import Any

from flinkmc.lint.diagnostic import Diagnostic, Edit, Fix
from flinkmc.report.exchange import TOOL, passed_on, relative, reveals, told
from flinkmc.report.summary import Report
from flinkmc.text.source import Source, Span


def render(report: Report) -> str:
    """One object that holds all findings."""
    from json import dumps

    diagnostics = [_diagnostic(diagnostic, report) for diagnostic in report.diagnostics]
    return dumps({"source": {"name": TOOL}, "diagnostics": diagnostics}, indent=2) + "\n"


def _diagnostic(diagnostic: Diagnostic, report: Report) -> dict[str, Any]:
    source = diagnostic.source
    described: dict[str, Any] = {
        "message": told(diagnostic),
        "location": _location(source, diagnostic.span, report),
        "severity": diagnostic.severity.upper(),
        "code": {"value": diagnostic.code},
    }
    fix = passed_on(diagnostic, report)
    edit = fix and _as_one(source, fix)
    if edit is not None:
        described["suggestions"] = [{"range": _range(source, edit.span), "text": edit.content}]
    if diagnostic.notes:
        described["related_locations"] = [
            {"message": note.message, "location": _location(note.source or source, note.span, report)}
            for note in diagnostic.notes
        ]
    return described


def _as_one(source: Source, fix: Fix) -> Edit | None:
    """A fix as one edit: reviewdog would offer several one by one. None where there is none, or it holds a secret."""
    content, edits = "", sorted(fix.edits)
    at = edits[0].span.start if edits else 0
    for edit in edits:
        content += source.text[at : edit.span.start] + edit.content
        at = edit.span.end
    whole = Edit(Span(edits[0].span.start, at), content) if edits else None
    return None if whole is None or reveals(source, whole) else whole


def _location(source: Source, span: Span, report: Report) -> dict[str, Any]:
    return {"path": relative(source, report), "range": _range(source, span)}


def _range(source: Source, span: Span) -> dict[str, Any]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    line, column = source.position(offset)
    before = source.text[offset - column + 1 : offset]
    return {"line": line, "column": len(before.encode(errors="replace")) + 1}
