"""Which files a call means, and what is no text."""

import os
import stat
from pathlib import Path

import pytest

from flinkmc.lint import files
from flinkmc.lint.files import Document, Unreadable, decode, find, read, write
from flinkmc.text.source import Source


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def make(*paths: str, text: str = "") -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")


# -- which ------------------------------------------------------------------------------------------------------------


def test_a_folder_stands_for_its_sql_files() -> None:
    make("b.sql", "a/c.sql", "a/b/d.SQL", "a/x.txt", ".git/x.sql", ".hidden/x.sql", "node_modules/x.sql")
    expected = ["a/b/d.SQL", "a/c.sql", "b.sql"]
    assert find(["."]) == expected
    assert find(["a", "b.sql"]) == expected
    assert find(["b.sql", "a/", "a/c.sql", "./b.sql"]) == expected
    assert find([os.curdir + "/a"]) == ["./a/b/d.SQL", "./a/c.sql"]


def test_a_named_file_is_read_whatever_it_is_called() -> None:
    make("x.txt", ".gitignore", text="x.txt\n")
    assert find(["x.txt"]) == ["x.txt"]
    assert find(["-", "x.txt", "-"]) == ["-", "x.txt"]


def test_one_file_by_two_names_is_read_once() -> None:
    make("a.sql")
    Path("b.sql").symlink_to("a.sql")
    Path("folder").mkdir()
    Path("folder/link").symlink_to("..")
    assert find(["a.sql", str(Path("a.sql").absolute())]) == ["a.sql"]
    assert find([".", "a.sql"]) == ["a.sql"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("nix.sql", "nix.sql: no such file or folder"),
        ("empty", "empty: no .sql file to lint in this folder"),
        ("x.sql/y", "x.sql/y: not a directory"),
    ],
)
def test_what_is_not_there_is_said(path: str, why: str) -> None:
    make("x.sql", "empty/x.txt")
    with pytest.raises(Unreadable) as refused:
        find([path])
    assert str(refused.value) == why


def test_what_git_ignores_is_left_out() -> None:
    make("a.sql", "b.sql", "build/c.sql", "x/d.sql", "x/build/e.sql", "x/y/f.sql", "x/y/g.sql")
    make(".gitignore", text="build/\nb.sql\n# comment\n\\\n")
    make("x/.gitignore", text="!build/\ny/*\n!y/g.sql\n")
    assert find(["."]) == ["a.sql", "x/build/e.sql", "x/d.sql", "x/y/g.sql"]


def test_what_a_repository_ignores_counts_for_its_folders() -> None:
    make("above/.gitignore", text="*.sql")
    make("above/repo/.git/config", "above/repo/x/a.sql", "above/repo/x/b.sql", "above/repo/build/c.sql")
    make("above/repo/.gitignore", text="/x/a.sql\nbuild/\n")
    assert find(["above/repo/x"]) == ["above/repo/x/b.sql"]
    assert find(["above/repo"]) == ["above/repo/x/b.sql"]
    assert find(["above/repo/build"]) == ["above/repo/build/c.sql"], "a folder that is named is walked all the same"


def test_what_is_excluded_is_left_out() -> None:
    make("a.sql", "old/b.sql", "old/c/d.sql", "e.sql")
    asked: list[str] = []

    def excluded(path: str) -> bool:
        asked.append(path)
        return path in ("old/", "e.sql")

    assert find(["."], excluded) == ["a.sql"]
    assert sorted(asked) == ["a.sql", "e.sql", "old/"]
    assert find(["e.sql"], excluded) == ["e.sql"]


def test_what_is_no_file_is_left_out() -> None:
    make("a.sql")
    os.mkfifo("pipe.sql")
    Path("nowhere.sql").symlink_to("nix")
    Path("folder.sql").mkdir()
    assert find(["."]) == ["a.sql"]


# -- text -------------------------------------------------------------------------------------------------------------


def test_text_is_read_as_it_is() -> None:
    assert decode("a.sql", "SELECT '日本'\r\n".encode()).source.text == "SELECT '日本'\r\n"
    document = decode("a.sql", b"\xef\xbb\xbfSELECT 1")
    assert (document.source.text, document.bom, document.refusal) == ("SELECT 1", True, None)


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"SELECT 1\n'\xe9t\xe9'", (2, 2), "byte 0xE9 is not UTF-8"),
        ("日本\n日".encode() + b"\x80", (2, 2), "byte 0x80 is not UTF-8"),
        (b"\xef\xbb\xbfa\xff", (1, 2), "byte 0xFF is not UTF-8"),
        (b"a\n\0b", (2, 1), "this file has a NUL byte: it is no text"),
        ("SELECT 1".encode("utf-16"), (1, 1), "this file is UTF-16, not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0", (1, 1), "byte 0x89 is not UTF-8"),
        (b"\xe6\x97", (1, 1), "byte 0xE6 is not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_at_its_place(data: bytes, place: tuple[int, int], message: str) -> None:
    document = decode("a.sql", data)
    assert document.refusal is not None
    assert document.source.position(document.refusal.span.start) == place
    assert document.refusal.message == message
    assert document.refusal.span.end <= len(document.source.text)


def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1024 * 1024)
    make("a.sql", text="x" * (1024 * 1024 + 1))
    refusal = read("a.sql").refusal
    assert refusal is not None
    assert refusal.message == "this file is larger than 1 MiB, which is as much as is read"
    make("a.sql", text="x" * 1024 * 1024)
    assert read("a.sql").refusal is None


def test_a_file_that_cannot_be_read_is_said() -> None:
    with pytest.raises(Unreadable, match=r"nix\.sql: no such file or folder"):
        read("nix.sql")
    with pytest.raises(Unreadable, match="is a directory"):
        read(".")


# -- back -------------------------------------------------------------------------------------------------------------


def test_a_file_keeps_its_mark_its_mode_and_its_line_ends() -> None:
    Path("a.sql").write_bytes(b"\xef\xbb\xbfone\r\ntwo\n")
    Path("a.sql").chmod(0o640)
    document = read("a.sql")
    write(document._replace(source=Source("a.sql", document.source.text.replace("two", "日"))))
    assert Path("a.sql").read_bytes() == b"\xef\xbb\xbfone\r\n\xe6\x97\xa5\n"
    assert stat.S_IMODE(Path("a.sql").stat().st_mode) == 0o640
    assert [path.name for path in Path().iterdir()] == ["a.sql"]


def test_a_link_stays_a_link() -> None:
    make("a.sql", text="one")
    Path("b.sql").symlink_to("a.sql")
    write(Document(Source("b.sql", "two")))
    assert Path("b.sql").is_symlink()
    assert Path("a.sql").read_text(encoding="utf-8") == "two"


def test_a_file_that_cannot_be_written_is_said_and_left(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.sql", text="one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Unreadable, match=r"a\.sql: cannot write it: no space left on device"):
        write(Document(Source("a.sql", "two")))
    assert Path("a.sql").read_text(encoding="utf-8") == "one"
    assert [path.name for path in Path().iterdir()] == ["a.sql"]


def test_an_empty_file_is_a_text() -> None:
    make("a.sql")
    assert read("a.sql")[1:] == (False, None)
    assert decode("a.sql", b"").source.position(0) == (1, 1)
