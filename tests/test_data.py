"""The data is found beside the package or inside it, and its absence is said clearly."""

from pathlib import Path

import pytest

from flinkmc import data


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "flinkmc"
    folder.mkdir()
    monkeypatch.setattr(data, "PACKAGE", str(folder))
    monkeypatch.setattr(data, "root", data.root.__wrapped__)
    return folder


@pytest.mark.parametrize("place", ["flinkmc/grammars", "grammars"], ids=["wheel", "checkout"])
def test_found(package: Path, place: str) -> None:
    folder = package.parent / place / "connectors"
    folder.mkdir(parents=True)
    (folder / "b.toml").write_text("é", encoding="utf-8")
    (folder / "a.toml").touch()
    (folder / "notes.txt").touch()
    assert data.grammar("connectors") == str(folder)
    assert data.read_text("connectors", "b.toml") == "é"
    assert data.files("connectors", suffix=".toml") == ("a", "b")


def test_absent(package: Path) -> None:
    with pytest.raises(data.DataError, match="installed without its data"):
        data.read_text("connectors", "a.toml")
    (package / "grammars").mkdir()
    with pytest.raises(data.DataError, match=r"a\.toml"):
        data.read_text("a.toml")
    (package / "grammars" / "a.toml").write_bytes(b"\xff")
    with pytest.raises(data.DataError, match="cannot read"):
        data.read_text("a.toml")
