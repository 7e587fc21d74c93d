"""Logging commands of Azure Pipelines, which become issues of the run.

A line a finding: `##vso[task.logissue type=error;sourcepath=…;linenumber=…;columnnumber=…;code=…;]message`.
"""

from __future__ import annotations

from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.report.exchange import relative, told
from flinkmc.report.summary import Report


def render(report: Report) -> str:
    """All findings; nothing where there is none. Azure knows errors and warnings only."""
    return "".join(f"{_command(diagnostic, report)}\n" for diagnostic in report.diagnostics)


def _command(diagnostic: Diagnostic, report: Report) -> str:
    line, column = diagnostic.source.position(diagnostic.span.start)
    properties = {
        "type": "error" if diagnostic.severity == "error" else "warning",
        "sourcepath": relative(diagnostic.source, report),
        "linenumber": line,
        "columnnumber": column,
        "code": diagnostic.code,
    }
    listed = "".join(f"{name}={_property(str(value))};" for name, value in properties.items())
    return f"##vso[task.logissue {listed}]{_data(told(diagnostic))}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
