"""SARIF 2.1.0, which code scanning reads: findings with second places and fixes, and the rules that found them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flinkmc import __version__
from flinkmc.lint.diagnostic import Diagnostic, Fix, Note
from flinkmc.report.exchange import TOOL, passed_on, relative, told
from flinkmc.report.summary import Report
from flinkmc.text.source import Source, Span

if TYPE_CHECKING:
    from flinkmc.lint.rule import Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_LINE_ENDS = ["\r\n", "\n", "\r"]


def render(report: Report) -> str:
    """One run. It names those rules that found something, and places in code points."""
    from json import dumps

    from flinkmc.lint.fingerprint import fingerprints

    names = dict(sorted({each.code: each.name for each in report.diagnostics}.items()))
    places = {code: index for index, code in enumerate(names)}
    keys = fingerprints(report.diagnostics)
    run = {
        "tool": {
            "driver": {
                "name": TOOL,
                "version": __version__,
                "rules": [_rule(code, name, report.rules.get(code)) for code, name in names.items()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "newlineSequences": _LINE_ENDS,
        "results": [
            _result(diagnostic, places[diagnostic.code], key, report)
            for diagnostic, key in zip(report.diagnostics, keys, strict=True)
        ],
    }
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str, name: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": code, "name": name}
    from flinkmc.report.rule_page import markdown, summary

    by_default: dict[str, Any] = {"enabled": False} if rule.severity == "off" else {"level": _LEVELS[rule.severity]}
    return {
        "id": code,
        "name": name,
        "shortDescription": {"text": summary(rule).replace("`", "").removesuffix(".")},
        "fullDescription": {"text": summary(rule)},
        "help": {"text": rule.page, "markdown": markdown(rule)},
        "defaultConfiguration": by_default,
    }


def _result(diagnostic: Diagnostic, index: int, fingerprint: str, report: Report) -> dict[str, Any]:
    source = diagnostic.source
    described = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": told(diagnostic)},
        "locations": [{"physicalLocation": _place(source, diagnostic.span, report)}],
        # code scanning reads the second name only; it would hash the finding's lines without it
        "partialFingerprints": {f"{TOOL}/v1": fingerprint, "primaryLocationLineHash": fingerprint},
    }
    if diagnostic.notes:
        described["relatedLocations"] = [
            _related(number, note, source, report) for number, note in enumerate(diagnostic.notes, 1)
        ]
    fix = passed_on(diagnostic, report)
    if fix is not None:
        described["fixes"] = [_fix(diagnostic, fix, report)]
    return described


def _related(number: int, note: Note, own: Source, report: Report) -> dict[str, Any]:
    place = _place(note.source or own, note.span, report)
    return {"id": number, "physicalLocation": place, "message": {"text": note.message}}


def _fix(diagnostic: Diagnostic, fix: Fix, report: Report) -> dict[str, Any]:
    source = diagnostic.source
    replacements = [
        {"deletedRegion": _region(source, edit.span), "insertedContent": {"text": edit.content}}
        for edit in sorted(fix.edits)
    ]
    return {
        "description": {"text": fix.message or diagnostic.help or diagnostic.label or diagnostic.message},
        "artifactChanges": [{"artifactLocation": _artifact(source, report), "replacements": replacements}],
    }


def _place(source: Source, span: Span, report: Report) -> dict[str, Any]:
    return {"artifactLocation": _artifact(source, report), "region": _region(source, span)}


def _artifact(source: Source, report: Report) -> dict[str, str]:
    from urllib.parse import quote

    path = relative(source, report)
    uri = quote(path.encode(errors="surrogateescape"))
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _region(source: Source, span: Span) -> dict[str, int]:
    start, end = source.position(span.start), source.position(span.end)
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}
