"""Workflow commands of GitHub Actions, which become annotations of the files in a pull request.

A line a finding: `::error title=…,file=…,line=…,col=…,endLine=…,endColumn=…::path:line:column: CODE message`.
"""

from __future__ import annotations

from flinkmc.lint.diagnostic import Diagnostic, Severity
from flinkmc.report.exchange import TOOL, relative, told
from flinkmc.report.summary import Report

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report) -> str:
    """All findings; nothing where there is none."""
    return "".join(f"{_command(diagnostic, report)}\n" for diagnostic in report.diagnostics)


def _command(diagnostic: Diagnostic, report: Report) -> str:
    path = relative(diagnostic.source, report)
    start, end = map(diagnostic.source.position, diagnostic.span)
    properties = {"title": f"{TOOL} ({diagnostic.code})", "file": path, "line": start.line}
    if start.line == end.line:  # of more lines than one GitHub takes no columns
        properties |= {"col": start.column, "endLine": end.line, "endColumn": max(end.column - 1, start.column)}
    else:
        properties |= {"endLine": end.line}
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    place = f"{path}:{start.line}:{start.column}: {diagnostic.code}"
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_data(f'{place} {told(diagnostic)}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
