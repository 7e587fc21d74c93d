"""Which files a call means, and their bytes as text."""
# ruff: noqa: PTH101, PTH105, PTH108, PTH112, PTH116, PTH118, PTH123, PTH207
# os.path is loaded in any Python; pathlib would cost every lint some milliseconds.

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from flinkmc.text.source import NOWHERE, Source, Span

STDIN = "-"
SUFFIX = ".sql"
MAX_BYTES = 16 * 1024 * 1024
"""A larger file is not read: no SQL that a person wrote is, and a parser's memory is a multiple of it."""
_BOM = b"\xef\xbb\xbf"
_NEVER_WALKED = frozenset(("node_modules", "__pycache__"))


class Unreadable(Exception):  # noqa: N818 - it is what the path is
    """A path that cannot be linted at all, and why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Refusal(NamedTuple):
    """Why the bytes of a file are no text to lint, and where."""

    span: Span
    message: str
    help: str = ""


class Document(NamedTuple):
    """A file as it was read. `bom` says that a byte order mark stands before the text, which `source` is without."""

    source: Source
    bom: bool = False
    refusal: Refusal | None = None

    @property
    def path(self) -> str:
        """The path, as the call named it."""
        return self.source.path


# -- which files ------------------------------------------------------------------------------------------------------


def find(arguments: Iterable[str], excluded: Callable[[str], bool] = lambda _: False) -> list[str]:
    """The files that paths stand for, each once, sorted: a file for itself, a folder for the `.sql` files below it.

    A folder is walked without what `excluded` refuses (a folder's path ends with a separator), what `.gitignore` files
    ignore, links to folders, and folders whose name begins with a dot. Raises Unreadable for a path that is not there
    and for a folder without SQL.
    """
    found: dict[str, str] = {}
    for argument in arguments:
        for path in _files(argument, excluded):
            found.setdefault(path if path == STDIN else os.path.realpath(path), path)
    return sorted(found.values())


def _files(argument: str, excluded: Callable[[str], bool]) -> Iterable[str]:
    if argument == STDIN:
        return [STDIN]
    if os.path.isdir(argument):
        files = list(_walk(argument, excluded))
        if not files:
            raise Unreadable(argument, f"no {SUFFIX} file to lint in this folder")
        return files
    try:
        os.stat(argument)
    except OSError as error:
        raise Unreadable(argument, reason(error)) from error
    return [argument]


def reason(error: OSError) -> str:
    """Why the system refuses, in words."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    return (error.strerror or str(error)).lower()


def _walk(folder: str, excluded: Callable[[str], bool]) -> Iterator[str]:
    from flinkmc.lint.gitignore import Ignores

    ignores = Ignores(folder)
    for at, folders, files in os.walk(folder, onerror=_give_up):
        ignores.enter(at)
        inside = "" if at == os.curdir else at.removeprefix(os.curdir + os.sep) if folder == os.curdir else at
        kept = []
        for name in sorted(folders):
            path = os.path.join(inside, name, "")
            hidden = name.startswith(".") or name in _NEVER_WALKED
            if not (hidden or excluded(path) or ignores.match(path)):
                kept.append(name)
        folders[:] = kept
        for name in files:
            path = os.path.join(inside, name)
            if name.lower().endswith(SUFFIX) and _is_file(path) and not (excluded(path) or ignores.match(path)):
                yield path


def _give_up(error: OSError) -> None:
    raise Unreadable(error.filename, reason(error))


def _is_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def beside(patterns: Iterable[tuple[str, str]], named: Iterable[str]) -> list[str]:
    """The files that patterns such as `ddl/**/*.sql` stand for, each seen from a folder, without those that are named.

    Each once, sorted, as seen from the folder one is in.
    """
    from glob import glob

    known = {os.path.realpath(path) for path in named}
    found: dict[str, str] = {}
    for folder, pattern in patterns:
        for name in glob(pattern, root_dir=folder, recursive=True):
            path = os.path.join(folder, name)
            if _is_file(path) and os.path.realpath(path) not in known:
                found.setdefault(os.path.realpath(path), os.path.relpath(path))
    return sorted(found.values())


# -- their text -------------------------------------------------------------------------------------------------------


def read(path: str) -> Document:
    """A file's text. Raises Unreadable where the system does not give the bytes."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(path, reason(error)) from error
    return decode(path, data)


def decode(path: str, data: bytes) -> Document:
    """Bytes as text: UTF-8, with or without a byte order mark. What is none is refused at its place."""
    if len(data) > MAX_BYTES:
        message = f"this file is larger than {MAX_BYTES // 1024 // 1024} MiB, which is as much as is read"
        return Document(
            Source(path, ""), False, Refusal(NOWHERE, message, "split it into files of a table or job each")
        )
    bom = data.startswith(_BOM)
    body = data[len(_BOM) :] if bom else data
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return _undecodable(path, body, error.start, bom)
    nul = text.find("\0")
    if nul >= 0:
        return Document(Source(path, text), bom, Refusal(Span(nul, nul + 1), "this file has a NUL byte: it is no text"))
    return Document(Source(path, text), bom)


def _undecodable(path: str, data: bytes, at: int, bom: bool) -> Document:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        message, help_text = "this file is UTF-16, not UTF-8", "save it as UTF-8"
    else:
        message, help_text = f"byte 0x{data[at]:02X} is not UTF-8", "save the file as UTF-8, or leave it out"
    offset = len(data[:at].decode("utf-8"))
    source = Source(path, data.decode("utf-8", "replace"))
    return Document(source, bom, Refusal(Span(offset, offset + 1), message, help_text))


def encode(document: Document) -> bytes:
    """The bytes of a document: what `decode` would read as it."""
    return (_BOM if document.bom else b"") + document.source.text.encode("utf-8")


def write(document: Document) -> None:
    """Puts a document in the place of the file it was read from, which keeps its mode.

    The file is the old one or the new one, never half of it. Raises Unreadable.
    """
    path = os.path.realpath(document.path)
    data = encode(document)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
            os.chmod(temporary, mode)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise Unreadable(document.path, f"cannot write it: {reason(error)}") from error
