"""The lint itself: documents to a project, rules over it, findings to diagnostics; and the rounds that fix them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from flinkmc.lint import script
from flinkmc.lint.config import Config, ignores, levels
from flinkmc.lint.diagnostic import Diagnostic, Finding, Fix, Severity, order
from flinkmc.lint.files import Document
from flinkmc.lint.linking import build
from flinkmc.lint.project import Project
from flinkmc.lint.rule import Level, Rule
from flinkmc.lint.script import Environment, File
from flinkmc.text.scanner import Comment
from flinkmc.text.source import Source

UNREADABLE = "FMC007"
ROUNDS = 10
"""Fixes that change a text more often than this do not come to an end."""
_OWN: dict[str, Level] = {UNREADABLE: "error"}

ConfigOf = Callable[[str], Config]


def codes(rules: Mapping[str, Rule]) -> dict[str, Level]:
    """The codes there are, with their severities by default: those of the rules, and what the engine finds itself."""
    return dict(sorted({**_OWN, **{code: rule.severity for code, rule in rules.items()}}.items()))


def lint(documents: Iterable[Document], rules: Mapping[str, Rule], config_of: ConfigOf) -> list[Diagnostic]:
    """What the rules find in documents, which are one project; `config_of` says what is configured for a path.

    In the order of reports: by path, place and code. Without what is suppressed, or less grave than what is reported.
    """
    return Linter(rules, config_of).lint(documents)


class Mended(NamedTuple):
    """Documents after fixes: all of them, what is still found, how many findings were fixed in each path, and the paths
    that are as they were because their fixes went wrong, with what went wrong.
    """

    documents: list[Document]
    diagnostics: list[Diagnostic]
    fixed: Mapping[str, int]
    refused: Mapping[str, str]


class Linter:
    """Lints with these rules and configurations, again and again; what it has read of a text it keeps."""

    def __init__(self, rules: Mapping[str, Rule], config_of: ConfigOf) -> None:
        self.rules = rules
        self.config_of = config_of
        self.codes = codes(rules)
        self.files: dict[Source, File] = {}
        self.known_levels: dict[Config, dict[str, Severity | None]] = {}

    def lint(self, documents: Iterable[Document]) -> list[Diagnostic]:
        """As the function `lint`."""
        documents = list(documents)
        files = [self.file(document) for document in documents if document.refusal is None]
        found = [*self._refusals(documents), *self._silence(files, self._found(build(files)))]
        return sorted((each for each in found if self.config_of(each.path).reports(each.severity)), key=order)

    def fix(self, documents: Iterable[Document], *, unsafe: bool = False) -> Mended:
        """Applies safe (or all) fixes round by round until none is left. Changes no file.

        A document that would parse worse than before, or whose fixes do not come to an end, stays as it was.
        """
        before = {document.path: document for document in documents}
        now = dict(before)
        fixed: Counter[str] = Counter()
        refused: dict[str, str] = {}
        for last in (*[False] * (ROUNDS - 1), True):
            diagnostics = self.lint(now.values())
            changed = self._round(now, diagnostics, unsafe, fixed, refused)
            for path in changed:
                if last or self._problems(now[path]) > self._problems(before[path]):
                    now[path] = before[path]
                    del fixed[path]
                    refused[path] = "its fixes do not come to an end" if last else "the fixed text would not parse"
            if not changed:
                break
        else:
            diagnostics = self.lint(now.values())
        return Mended(list(now.values()), diagnostics, fixed, refused)

    def file(self, document: Document) -> File:
        """A document as a file, read once."""
        source = document.source
        if source not in self.files:
            config = self.config_of(source.path)
            environment = Environment(config.flink_version, config.target, config.connector)
            self.files[source] = script.read(source, environment)
        return self.files[source]

    # -- finding ------------------------------------------------------------------------------------------------------

    def _refusals(self, documents: Iterable[Document]) -> Iterator[Diagnostic]:
        for document in documents:
            if document.refusal is not None:
                span, message, help_text = document.refusal
                finding = Finding(span, message, help=help_text, severity="error")
                yield from self._diagnostics(UNREADABLE, "unreadable-file", "error", document.source, finding)

    def _found(self, project: Project) -> Iterator[Diagnostic]:
        wanted = {code for file in project.files for code in self._levels(file.source.path)}
        for code, rule in self.rules.items():
            if code in wanted:
                for context in project.contexts(rule.needs):
                    for finding in rule.check(context):
                        source = finding.source or context.source
                        yield from self._diagnostics(code, rule.name, rule.severity, source, finding)

    def _diagnostics(
        self, code: str, name: str, by_default: Level, source: Source, finding: Finding
    ) -> Iterator[Diagnostic]:
        """The finding as a diagnostic, or nothing where its file does without the rule."""
        told = self._levels(source.path)
        if code not in told or ignores(self.config_of(source.path), source.path, code):
            return
        severity = told[code] or finding.severity or ("warning" if by_default == "off" else by_default)
        notes = tuple(finding.notes)
        yield Diagnostic(
            code, name, severity, source, finding.span, finding.message, finding.label, notes, finding.help, finding.fix
        )

    def _levels(self, path: str) -> dict[str, Severity | None]:
        config = self.config_of(path)
        if config not in self.known_levels:
            self.known_levels[config] = levels(config, self.codes)
        return self.known_levels[config]

    def _silence(self, files: Iterable[File], found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The findings that no comment suppresses."""
        by_source: dict[Source, list[Diagnostic]] = {}
        for diagnostic in found:
            by_source.setdefault(diagnostic.source, []).append(diagnostic)
        for file in files:
            diagnostics = by_source.pop(file.source, [])
            if diagnostics and any(map(_may_silence, file.comments)):
                from flinkmc.lint import suppress

                diagnostics, _ = suppress.apply(diagnostics, suppress.suppressions(file.source, file.comments))
            yield from diagnostics
        for diagnostics in by_source.values():
            yield from diagnostics

    # -- fixing -------------------------------------------------------------------------------------------------------

    def _round(
        self,
        now: dict[str, Document],
        diagnostics: Iterable[Diagnostic],
        unsafe: bool,
        fixed: Counter[str],
        refused: Mapping[str, str],
    ) -> list[str]:
        """Puts the fixed documents into `now`, counts what is fixed, and gives the paths that changed."""
        from flinkmc.lint import fix

        by_path: dict[str, list[Fix]] = {}
        for diagnostic in diagnostics:
            if diagnostic.fix is not None and diagnostic.path not in refused:
                by_path.setdefault(diagnostic.path, []).append(diagnostic.fix)
        changed = []
        for path, fixes in by_path.items():
            document = now[path]
            text, count = fix.apply(document.source.text, fixes, unsafe=unsafe)
            if text != document.source.text:
                now[path] = document._replace(source=Source(path, text))
                fixed[path] += count
                changed.append(path)
        return changed

    def _problems(self, document: Document) -> int:
        file = self.file(document)
        return len(file.flink_problems) + len(file.maxcompute_problems)


def _may_silence(comment: Comment) -> bool:
    """Whether it may be a suppression. Few files have one, and the others do without what reads them."""
    text = comment.text.lower()
    return "noqa" in text or "flinkmc" in text
