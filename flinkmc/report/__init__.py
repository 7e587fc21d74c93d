"""Reports: what was found, as text for people and for programs. A format is a function, and a line in FORMATS."""

from __future__ import annotations

from importlib import import_module

from flinkmc.report.summary import Report

__all__ = ["FORMATS", "SHOW_TABLES", "Report", "render"]

FORMATS: dict[str, str] = {
    "full": "full:render",
    "concise": "concise:render",
    "grouped": "grouped:render",
    "json": "json:render",
    "jsonl": "json:render_lines",
    "github": "github:render",
    "gitlab": "gitlab:render",
    "sarif": "sarif:render",
    "junit": "junit:render",
    "checkstyle": "checkstyle:render",
    "rdjson": "rdjson:render",
    "azure": "azure:render",
    "html": "html:render",
}
"""Formats by name: the module in this room and its function, imported when it is asked for."""

SHOW_TABLES = frozenset(("html",))
"""The formats that show the tables of the project, too."""


def render(name: str, report: Report) -> str:
    """The report in the format of this name, which is one of FORMATS; text that ends with a line end, or is empty."""
    module, _, function = FORMATS[name].partition(":")
    text: str = getattr(import_module(f"{__name__}.{module}"), function)(report)
    return text
