"""Baselines as files: found by the configuration of each file that is linted, read, compared with, written anew."""
# ruff: noqa: PTH100, PTH110, PTH118, PTH120, PTH123
# os.path is loaded in any Python; pathlib would cost every lint some milliseconds.

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from flinkmc.cli.terminal import Failure
from flinkmc.lint import baseline
from flinkmc.lint.baseline import Compared, Entry
from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.engine import Linter
from flinkmc.lint.files import STDIN, reason

DEFAULT = "flinkmc-baseline.json"


def without_known(linter: Linter, paths: Iterable[str], diagnostics: Sequence[Diagnostic]) -> Compared:
    """The findings that stand in no baseline. Raises Failure for one that cannot be read."""
    new: list[Diagnostic] = []
    known, vanished = 0, list[Entry]()
    for file, (linted, found) in _by_baseline(linter, paths, diagnostics).items():
        if not file:
            new += found
            continue
        compared = baseline.compare(found, _read(file), _judge(linter, file, linted))
        new, known, vanished = new + compared.new, known + compared.known, vanished + compared.vanished
    kept = set(map(id, new))
    return Compared([each for each in diagnostics if id(each) in kept], known, vanished)


def write_anew(linter: Linter, paths: Iterable[str], diagnostics: Sequence[Diagnostic]) -> list[tuple[str, int]]:
    """Writes the baselines: what was found, and what this run could not judge. The files, and how much is in each."""
    written = []
    for named, (linted, found) in _by_baseline(linter, paths, diagnostics).items():
        file = named or os.path.abspath(DEFAULT)
        is_judged = _judge(linter, file, linted)
        kept = [entry for entry in _read(file) if not is_judged(entry)] if os.path.exists(file) else []
        entries = [*kept, *baseline.entries(found, partial(_seen_from, file))]
        _write(file, baseline.dumps(entries))
        written.append((os.path.relpath(file), len(set(entries))))
    return written


def _by_baseline(
    linter: Linter, paths: Iterable[str], diagnostics: Iterable[Diagnostic]
) -> dict[str, tuple[list[str], list[Diagnostic]]]:
    """The paths and the findings that each baseline is for; those of none are under the empty name."""
    groups: dict[str, tuple[list[str], list[Diagnostic]]] = {}
    for path in paths:
        groups.setdefault(linter.config_of(path).baseline, ([], []))[0].append(path)
    for each in diagnostics:
        groups.setdefault(linter.config_of(each.path).baseline, ([], []))[1].append(each)
    return groups


def _judge(linter: Linter, file: str, linted: Iterable[str]) -> Callable[[Entry], bool]:
    """Whether an entry's finding would have been found: its file was linted, or is gone, and its rule was run."""
    of_path = {_seen_from(file, path): path for path in linted}

    def is_judged(entry: Entry) -> bool:
        path = of_path.get(entry.path)
        if path is None:
            return not os.path.exists(os.path.join(os.path.dirname(file), entry.path))
        return entry.code not in linter.codes or linter.runs(entry.code, path)

    return is_judged


def _seen_from(file: str, path: str) -> str:
    """How a baseline names a path: from its own folder, so that it may be committed."""
    if path == STDIN or path.startswith("<"):
        return path
    try:
        return os.path.relpath(os.path.abspath(path), os.path.dirname(file)).replace(os.sep, "/")
    except ValueError:  # another drive
        return path


def _read(file: str) -> list[Entry]:
    try:
        with open(file, encoding="utf-8") as stream:
            return baseline.loads(stream.read())
    except OSError as error:
        advice = "; --write-baseline makes it" if isinstance(error, FileNotFoundError) else ""
        raise Failure(f"cannot read the baseline {os.path.relpath(file)}: {reason(error)}{advice}") from None
    except (UnicodeDecodeError, baseline.BaselineError) as error:
        raise Failure(f"{os.path.relpath(file)} is no baseline: {error}") from None


def _write(file: str, text: str) -> None:
    try:
        with open(file, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise Failure(f"cannot write {os.path.relpath(file)}: {reason(error)}") from None
