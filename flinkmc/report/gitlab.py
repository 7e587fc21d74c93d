"""A code quality report of GitLab: one JSON list. GitLab tells new findings from old ones by their fingerprints."""

from __future__ import annotations

from typing import Any

from flinkmc.lint.diagnostic import Diagnostic, Severity
from flinkmc.report.exchange import relative, told
from flinkmc.report.summary import Report

_SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report) -> str:
    """A list of all findings."""
    from json import dumps

    from flinkmc.lint.fingerprint import fingerprints

    keys = fingerprints(report.diagnostics)
    issues = [_issue(each, key, report) for each, key in zip(report.diagnostics, keys, strict=True)]
    return dumps(issues, indent=2) + "\n"


def _issue(diagnostic: Diagnostic, fingerprint: str, report: Report) -> dict[str, Any]:
    start, end = map(diagnostic.source.position, diagnostic.span)
    return {
        "description": f"{diagnostic.code}: {told(diagnostic)}",
        "check_name": diagnostic.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": relative(diagnostic.source, report),
            "positions": {"begin": start._asdict(), "end": end._asdict()},
        },
    }
