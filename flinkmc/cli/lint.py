"""`flinkmc lint`: find, report, and fix."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from flinkmc.cli.terminal import ANY_PATH, Failure, colour, width, write, write_bytes
from flinkmc.report import FORMATS

if TYPE_CHECKING:
    from flinkmc.lint.cache import Cache
    from flinkmc.lint.config import Config, Selection
    from flinkmc.lint.config_file import Configs
    from flinkmc.lint.engine import Linter
    from flinkmc.lint.files import Document
    from flinkmc.report import Report

_HELP = """Find what is wrong in Flink SQL for the MaxCompute connector, and in MaxCompute DDL beside it.

PATH is a file, a folder (its *.sql files, without what .gitignore names), or - for standard input; the folder you are
in if there is none. All of them are one project: a sink is held against the MaxCompute table that it writes.

Exit code: 0 nothing found, 1 findings, 2 the call or the configuration is wrong, or a file cannot be read.
"""
STDIN_NAME = "<stdin>"
_MANY = 20
"""From as many files on it pays to keep what was found."""


class Call(NamedTuple):
    """What the command line says."""

    paths: tuple[str, ...]
    fix: bool
    unsafe_fixes: bool
    diff: bool
    add_noqa: bool
    baseline: str | None
    write_baseline: bool
    no_cache: bool
    jobs: int
    watch: bool
    output_format: str
    output_file: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    extend_select: tuple[str, ...]
    severity: tuple[str, ...]
    min_severity: str | None
    fail_on: str | None
    flink_version: str | None
    target: str | None
    connector: str | None
    exclude: tuple[str, ...]
    config: str | None
    isolated: bool
    stdin_filename: str | None
    statistics: bool
    show_files: bool
    quiet: bool


class Input(NamedTuple):
    """What was read: all documents, the one from standard input first; its bytes; whether a file could not be read."""

    documents: list[Document]
    stdin: bytes | None
    missed: bool


@click.command(help=_HELP)
@click.argument("paths", metavar="[PATH]...", type=ANY_PATH, nargs=-1)
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, in the files.")
@click.option("--unsafe-fixes", is_flag=True, help="Take in fixes that may change what was meant.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, and change nothing.")
@click.option("--add-noqa", is_flag=True, help="Put a comment beside every finding that silences it, in the files.")
@click.option("--baseline", metavar="FILE", help="Leave out the findings that stand there; only new ones count.")
@click.option("--write-baseline", is_flag=True, help="Write what is found into the baseline.")
@click.option("--output-format", type=click.Choice(list(FORMATS)), default="full", show_default=True)
@click.option("-o", "--output-file", metavar="FILE", type=ANY_PATH, help="Write the report there.")
@click.option("--select", multiple=True, metavar="CODES", help="Only these rules: FMC401,FMC5 or ALL.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Without these rules.")
@click.option("--extend-select", multiple=True, metavar="CODES", help="These rules, too.")
@click.option("--severity", multiple=True, metavar="CODE=LEVEL", help="How grave a rule is: error, warning, info, off.")
@click.option("--min-severity", metavar="LEVEL", help="What is reported: error, warning or info.  [default: warning]")
@click.option(
    "--fail-on", metavar="LEVEL", help="What makes it exit 1: error, warning, info, never.  [default: warning]"
)
@click.option("--flink-version", metavar="V", help="The Flink that the SQL is for, such as 1.17.")
@click.option("--target", metavar="TARGET", help="Where jobs run: self-managed or vvp.  [default: self-managed]")
@click.option("--connector", metavar="NAME", help="The connector that sinks are written for.  [default: auto]")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out of folders; as in .gitignore.")
@click.option("--config", metavar="FILE", type=ANY_PATH, help="Use this configuration for all files.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
@click.option("--stdin-filename", metavar="PATH", help="What standard input is called in the report.")
@click.option("--statistics", is_flag=True, help="Only count the findings of each rule.")
@click.option("--show-files", is_flag=True, help="Only list the files that would be linted.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write what is kept of earlier runs.")
@click.option("--jobs", type=click.IntRange(1), default=1, metavar="N", help="Lint many files in N processes.")
@click.option("--watch", is_flag=True, help="Lint again after every change, until it is interrupted.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings and nothing else.")
def command(**options: Any) -> None:
    """The command; its help is `_HELP`."""
    ctx = click.get_current_context()
    call = Call(**options)
    doing = [f"--{name.replace('_', '-')}" for name in ("add_noqa", "write_baseline", "fix", "diff") if options[name]]
    if len(doing) > 1 and doing != ["--fix", "--diff"]:
        raise click.UsageError(f"{doing[0]} and {doing[1]} exclude each other", ctx)
    if call.statistics and call.output_format != "full":
        raise click.UsageError("--statistics has a form of its own; leave --output-format out", ctx)
    if not call.watch:
        ctx.exit(_carefully(call, ctx))
    if "-" in call.paths:
        raise click.UsageError("--watch and - exclude each other", ctx)
    from flinkmc.cli.watch import watch

    ctx.exit(watch(lambda: _carefully(call, ctx), call.paths or (".",)))


def _carefully(call: Call, ctx: click.Context) -> int:
    """The exit code. What is wrong with the call, a file or the configuration becomes an exception of click's."""
    import gc

    from flinkmc.lint.config import UnknownWordError
    from flinkmc.lint.config_file import ConfigError
    from flinkmc.lint.files import Unreadable

    gc.disable()  # what is read of files has no cycles, and looking for them costs a quarter of the time
    try:
        return _run(call)
    except UnknownWordError as error:
        raise click.UsageError(f"{error.message}; {error.hint}", ctx) from None
    except ConfigError as error:
        from flinkmc.cli.project import located

        raise located(error) from None
    except Unreadable as error:
        raise Failure(str(error)) from None
    finally:
        gc.enable()


def _run(call: Call) -> int:
    """The exit code."""
    from flinkmc.lint.engine import Linter, codes
    from flinkmc.rules import load

    rules = load()
    configs = _configs(call, codes(rules))
    paths = _find(call, configs)
    if call.show_files:
        write("".join(f"{path}\n" for path in paths))
        return 0
    given = _read(paths, call)
    beside = read_beside([document.path for document in given.documents], configs)
    cache = None if call.no_cache else _cache(given, configs)
    linter = Linter(rules, configs.of, beside, cache)
    if call.write_baseline:
        do = _write_baseline
    else:
        do = _add_noqa if call.add_noqa else _diff if call.diff else _fix if call.fix else _report
    with _workers(call, linter, given):
        failed = do(call, linter, given)
    if cache is not None:
        cache.save()
    return 2 if given.missed else int(failed)


# -- what the call says -----------------------------------------------------------------------------------------------


def _configs(call: Call, codes: Collection[str]) -> Configs:
    """The configurations of files, with what the call says on top. Raises UnknownWordError and ConfigError."""
    import os

    from flinkmc.lint import config
    from flinkmc.lint.config_file import Configs
    from flinkmc.lint.diagnostic import SEVERITIES

    selection = _selection(call, codes)
    severity = tuple(_severity(text, codes) for text in call.severity)
    said: dict[str, Any] = {
        "min_severity": call.min_severity and config.one_of(call.min_severity, SEVERITIES, "--min-severity"),
        "fail_on": call.fail_on and config.one_of(call.fail_on, config.FAIL_ON, "--fail-on"),
        "flink_version": call.flink_version and config.flink_version(call.flink_version),
        "target": call.target and config.one_of(call.target, config.TARGETS, "--target"),
        "connector": call.connector and config.connector(call.connector),
        "baseline": call.baseline and os.path.abspath(call.baseline),  # noqa: PTH100 - pathlib is slow to load
    }
    given = {field: value for field, value in said.items() if value is not None}

    def adjust(read: Config) -> Config:
        return read._replace(selections=(*read.selections, selection), severity=(*read.severity, *severity), **given)

    if call.config and call.isolated:
        raise click.UsageError("--config and --isolated exclude each other", click.get_current_context())
    return Configs(codes, adjust, file=call.config, isolated=call.isolated)


def _selection(call: Call, codes: Collection[str]) -> Selection:
    from flinkmc.lint import config

    def selectors(texts: tuple[str, ...]) -> tuple[str, ...]:
        words = [word.strip() for text in texts for word in text.split(",")]
        return tuple(config.selector(word, codes) for word in words if word)

    return config.Selection(
        selectors(call.select) if call.select else None, selectors(call.extend_select), selectors(call.ignore)
    )


def _severity(text: str, codes: Collection[str]) -> tuple[str, Any]:
    from flinkmc.lint import config

    code, sign, level = text.partition("=")
    if not sign:
        raise config.UnknownWordError(f"--severity {text} says no level", f"write --severity {text}=warning")
    return config.selector(code, codes), config.one_of(level, config.LEVELS, "severity")


def _find(call: Call, configs: Configs) -> list[str]:
    """The files that the call means. Raises Unreadable."""
    import os

    from flinkmc.lint import config
    from flinkmc.lint.files import find

    patterns = tuple(config.pattern(pattern) for pattern in call.exclude)
    by_call = config.default()._replace(exclude=patterns, root=os.getcwd())  # noqa: PTH109 - pathlib is slow to load

    def excluded(path: str) -> bool:
        return config.excludes(by_call, path) or config.excludes(configs.of(path.rstrip(os.sep)), path)

    return find(call.paths or (os.curdir,), excluded)


def _read(paths: list[str], call: Call) -> Input:
    """Reads all of it. A file that cannot be read is said on the way, and the others are read."""
    import os

    from flinkmc.lint.files import STDIN, Unreadable, decode, read

    stdin = sys.stdin.buffer.read() if STDIN in paths else None
    name = call.stdin_filename or STDIN_NAME
    documents = [] if stdin is None else [decode(name, stdin)]
    missed = False
    for path in paths:
        if path == STDIN or (stdin is not None and os.path.realpath(path) == os.path.realpath(name)):
            continue  # what comes by standard input is a newer state of the file of this name
        try:
            documents.append(read(path))
        except Unreadable as error:
            missed = True
            _say("error", str(error))
    return Input(documents, stdin, missed)


def _cache(given: Input, configs: Configs) -> Cache | None:
    """What is kept of earlier runs; for few files it is not worth its while."""
    if len(given.documents) < _MANY:
        return None
    from functools import cache

    from flinkmc.lint.cache import FOLDER, Cache

    describe = cache(repr)
    return Cache(FOLDER, lambda path: describe(configs.of(path)))


@contextmanager
def _workers(call: Call, linter: Linter, given: Input) -> Iterator[None]:
    """Processes that help the linter, if the call wants some; for few files they are not worth their while."""
    if call.jobs == 1 or len(given.documents) < _MANY:
        yield
        return
    from flinkmc.lint.workers import Workers

    with Workers(call.jobs, linter.rules, linter.config_of) as linter.workers:
        yield
    linter.workers = None


def read_beside(paths: list[str], configs: Configs) -> list[Document]:
    """The files that the configuration of these counts to the project."""
    patterns = {(config.root, pattern) for config in map(configs.of, paths) for pattern in config.tables}
    if not patterns:
        return []
    from flinkmc.lint.files import beside, read

    return [read(path) for path in beside(sorted(patterns), paths)]


# -- what comes of it -------------------------------------------------------------------------------------------------


def _report(call: Call, linter: Linter, given: Input) -> bool:
    report = _as_report(call, linter, linter.lint(given.documents), given)
    _print(call, report, sys.stdout)
    return _fails(linter, report.diagnostics)


def _fix(call: Call, linter: Linter, given: Input) -> bool:
    """Mends the files; what came by standard input is printed, mended or as it was, and the report goes aside."""
    mended = linter.fix(given.documents, unsafe=call.unsafe_fixes)
    _put_back(given, mended.documents)
    _say_refused(mended.refused)
    given = given._replace(documents=mended.documents)
    report = _as_report(call, linter, mended.diagnostics, given)._replace(fixed=sum(mended.fixed.values()))
    _print(call, report, sys.stdout if given.stdin is None else sys.stderr)
    return _fails(linter, report.diagnostics)


def _diff(call: Call, linter: Linter, given: Input) -> bool:
    """Prints what fixes would change."""
    from flinkmc.report.diff import diff

    mended = linter.fix(given.documents, unsafe=call.unsafe_fixes)
    pairs = zip(given.documents, mended.documents, strict=True)
    changes = "".join(diff(before.source, after.source, colour(sys.stdout)) for before, after in pairs)
    write(changes)
    _say_refused(mended.refused)
    if not call.quiet:
        from flinkmc.report.summary import counted

        number = sum(mended.fixed.values())
        would = f"Would fix {counted(number, 'finding')}." if number else "There is nothing to fix."
        write(f"{would}\n", sys.stderr)
    return bool(changes)


def _add_noqa(call: Call, linter: Linter, given: Input) -> bool:
    """Puts comments into the files that silence what is found; what came by standard input is printed with them."""
    from flinkmc.lint.add_noqa import silenced
    from flinkmc.report.summary import counted

    diagnostics = linter.lint(given.documents)
    documents = silenced(given.documents, diagnostics)
    left = linter.lint(documents)
    _put_back(given, documents)
    if not call.quiet:
        files = sum(after is not before for before, after in zip(given.documents, documents, strict=True))
        said = f"Silenced {counted(len(diagnostics) - len(left), 'finding')} in {counted(files, 'file')}."
        more = f" No comment can silence {counted(len(left), 'other')}." if left else ""
        write(f"{said}{more}\n", sys.stderr)
    return False


def _write_baseline(call: Call, linter: Linter, given: Input) -> bool:
    """Writes what is found into the baseline."""
    from flinkmc.cli.baseline import write_anew
    from flinkmc.report.summary import counted

    paths = [document.path for document in given.documents]
    for file, number in write_anew(linter, paths, linter.lint(given.documents)):
        if not call.quiet:
            write(f"Wrote {counted(number, 'finding')} to {file}.\n", sys.stderr)
    return False


def _put_back(given: Input, documents: Sequence[Document]) -> None:
    """Writes the files that have changed; what came by standard input is printed, changed or as it was."""
    from flinkmc.lint.files import encode
    from flinkmc.lint.files import write as write_file

    for index, (before, after) in enumerate(zip(given.documents, documents, strict=True)):
        if index == 0 and given.stdin is not None:
            write_bytes(given.stdin if after is before else encode(after))
        elif after is not before:
            write_file(after)


def _fails(linter: Linter, diagnostics: Sequence[Any]) -> bool:
    return any(linter.config_of(diagnostic.path).fails(diagnostic.severity) for diagnostic in diagnostics)


def _as_report(call: Call, linter: Linter, diagnostics: Sequence[Any], given: Input) -> Report:
    import os

    from flinkmc.report import SHOW_TABLES, Report

    root = os.getcwd()  # noqa: PTH109 - pathlib is slow to load
    report = Report(
        diagnostics, len(given.documents), 0, call.unsafe_fixes, footer=not call.quiet, root=root, rules=linter.rules
    )
    if any(linter.config_of(document.path).baseline for document in given.documents):
        from flinkmc.cli.baseline import without_known

        new, known, vanished = without_known(linter, [each.path for each in given.documents], diagnostics)
        report = report._replace(diagnostics=new, known=known, vanished=len(vanished))
    if call.output_format not in SHOW_TABLES:
        return report
    from flinkmc.lint.linking import build

    return report._replace(project=build([linter.file(each) for each in given.documents if each.refusal is None]))


def _print(call: Call, report: Report, stream: Any) -> None:
    from flinkmc.report import render

    if call.output_file is None:
        report = report._replace(colour=colour(stream), width=width(stream))
    if call.statistics:
        from flinkmc.report.statistics import statistics

        text = statistics(report)
    else:
        text = render(call.output_format, report)
    if call.output_file is None:
        write(text, stream)
        return
    try:
        with open(call.output_file, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:  # noqa: PTH123
            file.write(text)
    except OSError as error:
        from flinkmc.lint.files import reason

        raise Failure(f"cannot write {call.output_file}: {reason(error)}") from error


def _say_refused(refused: Any) -> None:
    for path, why in refused.items():
        _say("warning", f"{path} is left as it was: {why}")


def _say(severity: Any, text: str) -> None:
    from flinkmc.report.paint import paint, palette

    style = palette(colour(sys.stderr)).severity(severity)
    write(f"{paint(severity, style)}: {text}\n", sys.stderr)
