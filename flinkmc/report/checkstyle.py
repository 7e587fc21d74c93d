"""The XML of Checkstyle, which most servers for builds can read."""

from __future__ import annotations

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flinkmc.report.exchange import TOOL, relative, told
from flinkmc.report.screen import visible
from flinkmc.report.summary import Report

_DIALECT = "4.3"
"""The version of Checkstyle whose XML it is; readers ask for one."""


def render(report: Report) -> str:
    """The findings by file. `source` is what Checkstyle calls the rule."""
    root = Element("checkstyle", version=_DIALECT)
    for path, found in groupby(report.diagnostics, lambda diagnostic: relative(diagnostic.source, report)):
        file = SubElement(root, "file", name=visible(path))
        for diagnostic in found:
            line, column = diagnostic.source.position(diagnostic.span.start)
            place = {"line": str(line), "column": str(column)}
            what = {"message": told(diagnostic), "source": f"{TOOL}.{diagnostic.code}"}
            SubElement(file, "error", {**place, "severity": diagnostic.severity, **what})
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'
