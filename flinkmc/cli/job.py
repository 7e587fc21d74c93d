"""`flinkmc job`: the bundle of a job that runs."""
# ruff: noqa: PTH101, PTH103, PTH105, PTH108, PTH118

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from flinkmc.cli.terminal import ANY_PATH, Failure, write

if TYPE_CHECKING:
    from flinkmc.job.bundle import BundleFile
    from flinkmc.job.model import Advice, Fault, Plan
    from flinkmc.lint.diagnostic import Diagnostic
    from flinkmc.lint.project import Project

_HELP = """Write a Flink job that runs, and the MaxCompute table that it writes: maxcompute.sql, job.sql, run.sh,
verify.sql, and README.md with the steps.

PATH is a file, a folder of *.sql files, or - for standard input. They have at least the CREATE TABLE of the sink. Your
own sources and INSERTs are taken over; where there are none, a source of made-up rows is added. Secrets are never taken
over: run.sh takes the account from the environment.

Exit code: 0 done, 1 the job would fail in Flink or MaxCompute, 2 the call is wrong.
"""
_VERSIONS = ("1.13", "1.15", "1.16", "1.17")


@click.command(help=_HELP)
@click.argument("paths", metavar="PATH...", type=ANY_PATH, nargs=-1, required=True)
@click.option(
    "-o",
    "--output-dir",
    metavar="DIR",
    type=ANY_PATH,
    required=True,
    help="The folder of the bundle; made if it is not there.",
)
@click.option("--table", "tables", multiple=True, metavar="NAME", help="Only the job of this sink; may be repeated.")
@click.option(
    "--flink-version",
    type=click.Choice(_VERSIONS),
    help="The Flink that runs it.  [default: the configured one, or 1.17]",
)
@click.option(
    "--rows", type=click.IntRange(1), default=100, show_default=True, metavar="N", help="Made-up rows of a trial."
)
@click.option("--force", is_flag=True, help="Overwrite files that were changed, or that flinkmc did not make.")
@click.option("--config", metavar="FILE", type=ANY_PATH, help="Use this configuration for all files.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    output_dir: str,
    tables: tuple[str, ...],
    flink_version: str | None,
    rows: int,
    force: bool,
    config: str | None,
    isolated: bool,
) -> None:
    """The command; its help is `_HELP`."""
    from flinkmc.cli.project import load, report
    from flinkmc.job.bundle import bundle
    from flinkmc.job.model import Wanted
    from flinkmc.job.plan import plan

    loaded = load(paths, flink_version=flink_version, target="self-managed", config=config, isolated=isolated)
    version = flink_version or _configured(loaded.project)
    errors = [diagnostic for diagnostic in loaded.diagnostics if diagnostic.severity == "error"]
    unread = [diagnostic for diagnostic in errors if diagnostic.code.startswith("FMC0")]
    if unread:
        report(unread)
        ctx.exit(1)
    made, faults = plan(loaded.project, Wanted(version, tables, rows))
    if made is None:
        report(_diagnostics(faults))
        ctx.exit(1)
    found = _linted(bundle(made), version)
    if refused := _lasting(errors, made, found):
        report(refused)
        ctx.exit(1)
    made = made._replace(advice=_advice(found))
    files = bundle(made)
    _store(files, output_dir, force)
    _tell(made, files, output_dir)


def _configured(project: Project) -> str:
    """The Flink that the files are written for. Raises Failure for one that no job is made for."""
    from flinkmc.flink.versions import default_version

    version = next((file.environment.flink_version for file in project.files), default_version())
    if version not in _VERSIONS:
        known = ", ".join(_VERSIONS)
        raise Failure(f"no job is made for Flink {version}; --flink-version takes {known}")
    return version


def _diagnostics(faults: Iterable[Fault]) -> list[Diagnostic]:
    """Faults as findings; raises Failure for one that is about the call itself."""
    from flinkmc.lint.diagnostic import Diagnostic

    found = []
    for fault in faults:
        if fault.source is None:
            raise Failure(f"{fault.message}; {fault.help}" if fault.help else fault.message)
        found.append(Diagnostic("JOB", "no-job", "error", fault.source, fault.span, fault.message, help=fault.help))
    return found


def _linted(files: Sequence[BundleFile], flink_version: str) -> list[Diagnostic]:
    """What lint says of the bundle's own SQL."""
    from flinkmc.lint.config import default
    from flinkmc.lint.engine import lint
    from flinkmc.lint.files import Document
    from flinkmc.rules import load as load_rules
    from flinkmc.text.source import Source

    documents = [Document(Source(file.name, file.text)) for file in files if file.name in ("maxcompute.sql", "job.sql")]
    return lint(documents, load_rules(), lambda _: default(flink_version))


def _lasting(errors: Sequence[Diagnostic], plan: Plan, found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The errors in what the job is made of that are still there in the bundle; the others it has mended."""
    still = {diagnostic.code for diagnostic in found}
    return [error for error in errors if error.code in still and plan.is_made_of(error.source, error.span)]


def _advice(found: Sequence[Diagnostic]) -> tuple[Advice, ...]:
    """The warnings that the bundle keeps, each of a file once."""
    from flinkmc.job.model import Advice

    warnings = (diagnostic for diagnostic in found if diagnostic.severity == "warning")
    return tuple(dict.fromkeys(Advice(each.path, each.code, each.message) for each in warnings))


# -- files ------------------------------------------------------------------------------------------------------------


def _store(files: Sequence[BundleFile], folder: str, force: bool) -> None:
    """Writes all files, or none: each beside its place first. Raises Failure where one is there that must stay."""
    kept = [] if force else [file.name for file in files if _is_of_others(os.path.join(folder, file.name))]
    if kept:
        names = ", ".join(os.path.join(folder, name) for name in kept)
        raise Failure(f"{names}: not made by flinkmc job, or changed since; move it away, or overwrite it with --force")
    written: list[tuple[str, str]] = []
    try:
        os.makedirs(folder, exist_ok=True)
        for file in files:
            path = os.path.join(folder, file.name)
            written.append((_beside(folder, file), path))
        while written:
            os.replace(*written[0])
            del written[0]
    except OSError as error:
        raise Failure(f"cannot write into {folder}: {(error.strerror or str(error)).lower()}") from error
    finally:
        for temporary, _ in written:
            os.unlink(temporary)


def _is_of_others(path: str) -> bool:
    from flinkmc.job.bundle import is_untouched

    try:
        with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123
            return not is_untouched(file.read())
    except FileNotFoundError:
        return False
    except NotADirectoryError as error:
        raise Failure(f"{os.path.dirname(path)} is a file; name a folder with --output-dir") from error  # noqa: PTH120
    except (OSError, UnicodeDecodeError):
        return True


def _beside(folder: str, file: BundleFile) -> str:
    """The file under a name of its own in the same folder; a broken one leaves nothing behind."""
    mask = os.umask(0)
    os.umask(mask)
    descriptor, path = tempfile.mkstemp(prefix=f".{file.name}.", dir=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(file.text)
        os.chmod(path, (0o777 if file.executable else 0o666) & ~mask)
    except BaseException:
        os.unlink(path)
        raise
    return path


def _tell(plan: Plan, files: Sequence[BundleFile], folder: str) -> None:
    lines = [os.path.join(folder, file.name) for file in files]
    lines += [f"changed {change.where}: {change.what}" for change in plan.changes]
    lines += [f"left out {text}" for text in plan.left_out]
    lines.append(f"Next: {os.path.join(folder, 'run.sh')} --dry-run; README.md has all steps.")
    write("".join(f"{line}\n" for line in lines), sys.stderr)
