"""Findings as failed tests in the XML of JUnit: a suite a file, a test a finding."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.report import full
from flinkmc.report.exchange import TOOL, relative
from flinkmc.report.screen import visible
from flinkmc.report.summary import Report


def render(report: Report) -> str:
    """All findings; one test that passed where there is none, as some readers take an empty report for a broken one."""
    root = _counted("testsuites", TOOL, max(1, len(report.diagnostics)), len(report.diagnostics))
    shown = zip(report.diagnostics, full.findings(report._replace(colour=False)), strict=True)
    for path, found in groupby(shown, lambda each: relative(each[0].source, report)):
        _suite(root, visible(path), list(found))
    if not report.diagnostics:
        suite = _counted("testsuite", TOOL, 1, 0)
        SubElement(suite, "testcase", name="nothing found", classname=TOOL)
        root.append(suite)
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(root: Element, path: str, found: Sequence[tuple[Diagnostic, str]]) -> None:
    suite = _counted("testsuite", path, len(found), len(found))
    root.append(suite)
    for diagnostic, text in found:
        line, column = diagnostic.source.position(diagnostic.span.start)
        name = f"{diagnostic.code} {diagnostic.name} ({line}:{column})"
        case = SubElement(suite, "testcase", name=name, classname=path, file=path, line=str(line))
        failure = SubElement(case, "failure", message=visible(diagnostic.message), type=diagnostic.severity)
        failure.text = text


def _counted(tag: str, name: str, tests: int, failures: int) -> Element:
    return Element(tag, name=name, tests=str(tests), failures=str(failures), errors="0")
