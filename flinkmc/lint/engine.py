"""The lint itself: documents to a project, rules over it, findings to diagnostics; and the rounds that fix them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from flinkmc.lint import script, suppress
from flinkmc.lint.config import Config, ignores, levels
from flinkmc.lint.diagnostic import Diagnostic, Finding, Fix, Severity, order
from flinkmc.lint.files import Document
from flinkmc.lint.groups import Words, groups, words
from flinkmc.lint.linking import build
from flinkmc.lint.project import Job, Link, Project
from flinkmc.lint.rule import Level, Rule
from flinkmc.lint.script import Environment, File
from flinkmc.lint.suppress import Silence
from flinkmc.text.source import Source

if TYPE_CHECKING:
    from flinkmc.lint.cache import Cache
    from flinkmc.lint.workers import Workers

ROUNDS = 10
"""Fixes that change a text more often than this do not come to an end."""

ConfigOf = Callable[[str], Config]
_Contexts = Mapping[type[Any], Sequence[Any]]


def codes(rules: Mapping[str, Rule]) -> dict[str, Level]:
    """The codes there are, with their severities by default."""
    return {code: rules[code].severity for code in sorted(rules)}


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
    """Lints with these rules and configurations, again and again; what it has read of a text it keeps.

    `beside` are documents that belong to the project too, whose own findings nobody asked for. A `cache` knows what
    earlier runs have found;
    `workers`, which may be set, do what is left to do.
    """

    def __init__(
        self,
        rules: Mapping[str, Rule],
        config_of: ConfigOf,
        beside: Sequence[Document] = (),
        cache: Cache | None = None,
    ) -> None:
        self.rules = rules
        self.config_of = config_of
        self.beside = beside
        self.cache = cache
        self.workers: Workers | None = None
        self.codes = codes(rules)
        self.files: dict[Source, File] = {}
        self.words: dict[Source, Words] = {}
        self.found: dict[tuple[Source, ...], list[Diagnostic]] = {}
        self.known_levels: dict[Config, dict[str, Severity | None]] = {}
        self.known_rules: dict[frozenset[Config], list[Rule]] = {}

    def lint(self, documents: Iterable[Document]) -> list[Diagnostic]:
        """As the function `lint`."""
        documents = list(documents)
        everything = sorted([*documents, *self.beside], key=lambda document: document.path)
        refused = [document for document in everything if document.refusal is not None]
        found = list(self._found(refused, {Document: refused}))
        readable = [document for document in everything if document.refusal is None]
        self._read_words(readable)
        parts = [[readable[number] for number in group] for group in groups([self.words_of(each) for each in readable])]
        self._lint_groups(parts)
        found += [each for part in parts for each in self.group(part)]
        asked = {document.source for document in documents}
        reported = (each for each in found if each.source in asked and self.config_of(each.path).reports(each.severity))
        return sorted(reported, key=order)

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
            environment = Environment(
                config.flink_version, config.target, config.connector, config.placeholders, config.connectors
            )
            file = script.read(source, environment)
            self.files[source] = file._replace(bom=True) if document.bom else file
        return self.files[source]

    # -- finding ------------------------------------------------------------------------------------------------------

    def _read_words(self, documents: Sequence[Document]) -> None:
        """Lets others read the documents of which nothing is known, where there are others."""
        unknown = [each for each in documents if each.source not in self.words and not self._cached_words(each)]
        if self.workers and len(unknown) > 1:
            for document, found in zip(unknown, self.workers.words(unknown), strict=True):
                self._keep_words(document, found)

    def _lint_groups(self, parts: Sequence[Sequence[Document]]) -> None:
        """Lets others lint the groups of which nothing is known, where there are others."""
        unknown = [part for part in parts if _key(part) not in self.found and self._cached_group(part) is None]
        if self.workers and len(unknown) > 1:
            for part, found in zip(unknown, self.workers.findings(unknown), strict=True):
                self._keep_group(part, found)

    def words_of(self, document: Document) -> Words:
        """The words that tie a document to others."""
        known = self.words.get(document.source) or self._cached_words(document)
        return known or self._keep_words(document, words(self.file(document)))

    def _cached_words(self, document: Document) -> Words | None:
        known = self.cache.words(document) if self.cache else None
        if known is not None:
            self.words[document.source] = known
        return known

    def _keep_words(self, document: Document, found: Words) -> Words:
        self.words[document.source] = found
        if self.cache:
            self.cache.keep_words(document, found)
        return found

    def group(self, documents: Sequence[Document]) -> list[Diagnostic]:
        """What is found in documents that have to do with one another, and with no other."""
        known = self.found.get(_key(documents))
        if known is None:
            known = self._cached_group(documents)
        if known is None:
            project = build([self.file(document) for document in documents])
            known = list(self._silence(project, self._found(documents, project.contexts())))
            self._keep_group(documents, known)
        return known

    def _cached_group(self, documents: Sequence[Document]) -> list[Diagnostic] | None:
        known = self.cache.findings(documents) if self.cache else None
        if known is not None:
            self.found[_key(documents)] = known
        return known

    def _keep_group(self, documents: Sequence[Document], found: list[Diagnostic]) -> None:
        self.found[_key(documents)] = found
        if self.cache:
            self.cache.keep_findings(documents, found)

    def _found(self, texts: Iterable[Document | File], given: _Contexts) -> Iterator[Diagnostic]:
        """What the rules of these texts find in the contexts that they need."""
        for rule in self._rules_of(frozenset(self.config_of(text.source.path) for text in texts)):
            for context in given.get(rule.needs, ()):
                for finding in rule.check(context):
                    yield from self._diagnostics(rule, finding.source or context.source, finding)

    def _rules_of(self, configs: frozenset[Config]) -> list[Rule]:
        """The rules that one of these configurations asks for."""
        if configs not in self.known_rules:
            wanted = {code for config in configs for code in levels(config, self.codes)}
            self.known_rules[configs] = [rule for code, rule in self.rules.items() if code in wanted]
        return self.known_rules[configs]

    def _diagnostics(self, rule: Rule, source: Source, finding: Finding) -> Iterator[Diagnostic]:
        """The finding as a diagnostic, or nothing where its file does without the rule."""
        code, name, by_default = rule.code, rule.name, rule.severity
        if not self.runs(code, source.path):
            return
        told = self._levels(source.path)[code]
        severity = told or finding.severity or ("warning" if by_default == "off" else by_default)
        notes = tuple(finding.notes)
        yield Diagnostic(
            code, name, severity, source, finding.span, finding.message, finding.label, notes, finding.help, finding.fix
        )

    def _levels(self, path: str) -> dict[str, Severity | None]:
        config = self.config_of(path)
        if config not in self.known_levels:
            self.known_levels[config] = levels(config, self.codes)
        return self.known_levels[config]

    def runs(self, code: str, path: str) -> bool:
        """Whether a rule is run for a path."""
        return code in self._levels(path) and not ignores(self.config_of(path), path, code)

    def _silence(self, project: Project, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The findings that no comment suppresses, and what there is to say of the comments."""
        by_source: dict[Source, list[Diagnostic]] = {}
        for diagnostic in found:
            by_source.setdefault(diagnostic.source, []).append(diagnostic)
        speaking = [file for file in project.files if _may_silence(file)]
        if speaking:
            unread, partly_known = project.unread(), project.partly_known()
        for file in speaking:
            judged = () if id(file) in unread else self._judged(file, id(file) in partly_known)
            yield from self._silenced(file, by_source.pop(file.source, []), frozenset(judged))
        for diagnostics in by_source.values():
            yield from diagnostics

    def _silenced(self, file: File, diagnostics: list[Diagnostic], judged: frozenset[str]) -> Iterator[Diagnostic]:
        """What the comments of a file leave of its findings, and what the rules about comments find."""
        silence = suppress.read(file.source, file.comments)
        kept, used = suppress.apply(diagnostics, silence.suppressions)
        yield from kept
        silence = silence._replace(used=used, judged=judged, known=self.codes)
        for diagnostic in self._found([file], {Silence: (silence,)}):
            named = [each for each in silence.suppressions if each.code.text == diagnostic.code]
            if not any(each.covers(diagnostic) for each in named):
                yield diagnostic

    def _judged(self, file: File, partly_known: bool) -> Iterator[str]:
        """The rules whose findings in a file are all known; none that looks beyond it, where a file is missing."""
        beyond = (Link, Job, Project) if partly_known else ()
        for code, rule in self.rules.items():
            if rule.needs not in beyond and self.runs(code, file.source.path):
                yield code

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


def _key(documents: Iterable[Document]) -> tuple[Source, ...]:
    return tuple(document.source for document in documents)


def _may_silence(file: File) -> bool:
    """Whether one of its comments may be a suppression. Few files have one, and the others do without what reads it."""
    return any("noqa" in (text := comment.text.lower()) or "flinkmc" in text for comment in file.comments)
