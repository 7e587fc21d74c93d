"""The floors of the house: a room imports from lower floors only, and what is costly to import has one place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FLOORS = [
    {"text"},
    {"flink", "maxcompute", "connectors"},
    {"translate"},
    {"lint"},
    {"rules"},
    {"report", "job", "live"},
    {"cli"},
]
FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
GROUND = {"data"}  # finds grammars/; may be imported from anywhere, and imports nothing of the house
FRONT = {"__init__", "__main__", "api"}  # the public face: imports everything, gives rooms nothing but __version__
PLAIN = "flinkmc.lint.diagnostic"  # plain data: may be imported from any floor above text, and imports text only
ONLY = {"odps": "flinkmc.live", "sqlglot": "flinkmc.flink.query"}
CATCH_ALLS = {"utils", "util", "common", "helpers", "helper", "misc"}
MAX_LINES = 450


def violations(package: Path) -> Iterator[str]:
    """Every breach of the plan below the folder `flinkmc`, as `path:line: what is wrong`."""
    for file in sorted(package.rglob("*.py")):
        path = file.relative_to(package.parent)
        module = ".".join(path.with_suffix("").parts)
        text = file.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > MAX_LINES:
            yield f"{path}:{MAX_LINES}: {lines} lines; a module has at most {MAX_LINES}, so split it by what it does"
        if catch_all := CATCH_ALLS.intersection(module.split(".")):
            yield f"{path}:1: '{catch_all.pop()}' says nothing; name it for what it holds"
        own = module.split(".")[1]
        if own not in FLOOR and not (len(path.parts) == 2 and own in GROUND | FRONT):
            yield f"{path}:1: '{own}' is on no floor; put it in a room, or the room on a floor of this test"
            continue
        for line, target in imported(ast.parse(text, path), module):
            if problem := refused(module, own, target):
                yield f"{path}:{line}: {problem}"


def imported(tree: ast.Module, module: str) -> Iterator[tuple[int, str]]:
    """The line and the full name of everything that a module imports, at its top or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], *([base] if base else [])])
            for name in node.names:
                yield node.lineno, f"{base}.{name.name}"


def refused(module: str, own: str, target: str) -> str | None:
    """Why `module`, of the room `own`, must not import `target`; None if it may."""
    top, _, rest = target.partition(".")
    if top in ONLY and not f"{module}.".startswith(ONLY[top] + "."):
        return f"only {ONLY[top]} imports {top}"
    if top != "flinkmc" or own in FRONT or rest == "__version__":
        return None
    room = rest.partition(".")[0]
    if room in GROUND:
        return None
    if own in GROUND:
        return f"{own} is the ground and imports nothing of the house, so not {target}"
    if room not in FLOOR:
        return f"{target} is the public face; import from the room that has it"
    if module == PLAIN:
        return None if room == "text" else f"{PLAIN} is plain data and imports text only, so not {target}"
    if f"{target}.".startswith(PLAIN + ".") and FLOOR[own] > FLOOR["text"]:
        return None
    if room != own and FLOOR[room] >= FLOOR[own]:
        return f"{own} imports {target}, but {room} is not on a lower floor"
    return None


def test_the_house_keeps_to_its_plan() -> None:
    assert list(violations(Path(__file__).parent.parent / "flinkmc")) == []


@pytest.mark.parametrize(
    ("path", "code", "problem"),
    [
        (
            "text/a.py",
            "import flinkmc.flink.model",
            "text imports flinkmc.flink.model, but flink is not on a lower floor",
        ),
        ("text/a.py", "def f():\n  from ..cli import main", "text imports flinkmc.cli.main, but cli is not on a lower"),
        ("text/a.py", "from flinkmc.lint.diagnostic import D", "text imports flinkmc.lint.diagnostic.D, but lint is"),
        (
            "text/__init__.py",
            "from ..flink import x",
            "text imports flinkmc.flink.x, but flink is not on a lower floor",
        ),
        (
            "flink/a.py",
            "from flinkmc.maxcompute import model",
            "flink imports flinkmc.maxcompute.model, but maxcompute",
        ),
        ("flink/a.py", "from flinkmc.lint import engine", "flink imports flinkmc.lint.engine, but lint is not on a"),
        ("job/a.py", "from flinkmc import live", "job imports flinkmc.live, but live is not on a lower floor"),
        ("job/a.py", "from flinkmc import parse", "flinkmc.parse is the public face"),
        ("job/a.py", "import flinkmc", "flinkmc is the public face"),
        ("lint/diagnostic.py", "from flinkmc.lint.rule import R", "flinkmc.lint.diagnostic is plain data"),
        ("data.py", "from flinkmc.text import source", "data is the ground"),
        ("job/a.py", "import odps.models", "only flinkmc.live imports odps"),
        ("flink/parser.py", "from sqlglot import exp", "only flinkmc.flink.query imports sqlglot"),
        ("flink/query_plan.py", "import sqlglot", "only flinkmc.flink.query imports sqlglot"),
        ("utils/a.py", "", "'utils' says nothing"),
        ("cli/helpers.py", "", "'helpers' says nothing"),
        ("attic/a.py", "", "'attic' is on no floor"),
        ("attic.py", "", "'attic' is on no floor"),
        ("cli/long.py", "\n" * 451, "451 lines; a module has at most 450"),
    ],
)
def test_a_breach_is_found(tmp_path: Path, path: str, code: str, problem: str) -> None:
    file = tmp_path / "flinkmc" / path
    file.parent.mkdir(parents=True)
    file.write_text(code, encoding="utf-8")
    found = list(violations(tmp_path / "flinkmc"))
    assert found, f"nothing is found where this was due: {problem}"
    assert problem in found[0]
    assert found[0].startswith(f"flinkmc/{path}:")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("text/a.py", "import re\nfrom flinkmc.text.source import Source\nfrom .source import Source\nfrom . import b"),
        ("text/__init__.py", "from .source import Source\nfrom flinkmc import data"),
        ("flink/a.py", "from flinkmc.lint.diagnostic import Diagnostic\nfrom flinkmc.lint import diagnostic"),
        ("flink/query.py", "def f():\n  from sqlglot import exp"),
        ("lint/diagnostic.py", "from flinkmc.text.source import Source"),
        ("live/client.py", "import odps"),
        ("cli/main.py", "from flinkmc import __version__\nfrom ..live.client import Client"),
        ("__init__.py", "from flinkmc.lint.engine import lint"),
    ],
)
def test_what_the_plan_allows_passes(tmp_path: Path, path: str, code: str) -> None:
    file = tmp_path / "flinkmc" / path
    file.parent.mkdir(parents=True)
    file.write_text(code, encoding="utf-8")
    assert list(violations(tmp_path / "flinkmc")) == []
