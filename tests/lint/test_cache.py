"""What is kept of earlier runs changes nothing: cold is warm, in any order, over random edits of a project."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from flinkmc.lint.cache import Cache
from flinkmc.lint.config import Config, default
from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.engine import Linter
from flinkmc.lint.files import Document
from flinkmc.lint.groups import Words, groups
from flinkmc.lint.script import File
from flinkmc.lint.workers import Workers
from flinkmc.rules import load
from flinkmc.text.source import Source
from tests.cli.calls import call
from tests.cli.test_lint import SINK, TABLE

FIXTURES = sorted((Path(__file__).parents[1] / "rules" / "fixtures").glob("*.sql"))
PIECES = [
    SINK,
    SINK.replace("'32'", "'64'"),
    SINK.replace("orders_sink", "s2"),
    SINK.replace("orders_sink", "base").replace("(id BIGINT, PRIMARY KEY (id) NOT ENFORCED) ", ""),
    "CREATE TABLE taker (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) LIKE base;\n",
    TABLE,
    TABLE.replace("64", "16"),
    TABLE.replace("orders", "shop.orders"),
    "CREATE TABLE src (id BIGINT, x STRING) WITH ('connector' = 'datagen');\n",
    "INSERT INTO orders_sink SELECT id FROM src;\n",
    "INSERT INTO orders_sink SELECT * FROM src;\nINSERT INTO nowhere VALUES (1);\n",
    "SET 'execution.checkpointing.interval' = '10 s';\n",
    "-- flinkmc: disable=FMC401, FMC405\n",
    "CREATE TABLE half (id BIGINT\n",
]
CONFIG = default()._replace(min_severity="info")


def plain(found: list[Diagnostic]) -> list[object]:
    """Findings as values that can be compared: texts by their paths."""
    return [
        each._replace(
            source=each.source.path,  # type: ignore[arg-type]  # to compare
            notes=tuple(note._replace(source=note.source and note.source.path) for note in each.notes),  # type: ignore[arg-type]
        )
        for each in found
    ]


def lint(texts: dict[str, str], cache: Cache | None = None, order: random.Random | None = None) -> list[object]:
    documents = [Document(Source(path, text)) for path, text in texts.items()]
    if order:
        order.shuffle(documents)
    found = plain(Linter(load(), lambda _: CONFIG, (), cache).lint(documents))
    if cache:
        cache.save()
    return found


def as_one_group(texts: dict[str, str]) -> list[object]:
    """What is found if all files are linted together, whatever they have to do with one another."""
    linter = Linter(load(), lambda _: CONFIG)
    documents = sorted((Document(Source(path, text)) for path, text in texts.items()), key=lambda each: each.path)
    return plain(sorted(linter.group(documents), key=lambda each: (each.path, each.span, each.code, each.message)))


def kept(folder: Path, config: Config = CONFIG) -> Cache:
    return Cache(str(folder), lambda _: repr(config))


def test_cold_is_warm_in_any_order_over_random_edits(tmp_path: Path) -> None:
    chance = random.Random(5)
    texts: dict[str, str] = {}
    for _ in range(60):
        path = f"{chance.choice('ab')}/{chance.choice('defg')}.sql"
        if chance.random() < 0.15 and path in texts:
            del texts[path]
        else:
            texts[path] = "".join(chance.choices(PIECES, k=chance.randint(1, 3)))
        cold = lint(texts)
        assert lint(texts, kept(tmp_path), chance) == cold
        assert lint(texts, kept(tmp_path)) == cold
        assert as_one_group(texts) == cold


def test_several_processes_find_the_same(tmp_path: Path) -> None:
    chance = random.Random(11)
    linter = Linter(load(), lambda _: CONFIG, (), kept(tmp_path))
    texts = {f"{number}.sql": "".join(chance.choices(PIECES, k=2)) for number in range(12)}
    with Workers(2, load(), lambda _: CONFIG) as linter.workers:
        for number in range(8):
            documents = [Document(Source(path, text)) for path, text in texts.items()]
            assert plain(linter.lint(documents)) == lint(texts)
            texts[f"{number}.sql"] = "".join(chance.choices(PIECES, k=3))


def test_groups_find_what_all_files_together_find() -> None:
    chance = random.Random(7)
    texts = {path.name: path.read_text("utf-8") for path in FIXTURES}
    for _ in range(8):
        some = dict(chance.sample(sorted(texts.items()), 12))
        assert lint(some) == as_one_group(some)


@pytest.mark.parametrize(
    ("files", "together"),
    [
        ([("a", ""), ("b", "")], [[0], [1]]),
        ([("a", ""), ("", "a"), ("", "b")], [[0, 1], [2]]),
        ([("a", ""), ("a", ""), ("", "a")], [[0, 1, 2]]),
        ([("", "a"), ("", "a")], [[0], [1]]),
        ([("", "a c"), ("b", ""), ("a", "b"), ("d", "")], [[0, 1, 2], [3]]),
    ],
)
def test_files_that_name_one_table_are_one_group(files: list[tuple[str, str]], together: list[list[int]]) -> None:
    assert groups([Words(frozenset(a.split()), frozenset(b.split())) for a, b in files]) == together


def test_what_is_known_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"a.sql": SINK, "b.sql": TABLE, "c.sql": PIECES[8]}
    cold = lint(texts, kept(tmp_path))
    read: list[str] = []

    def counted(self: Linter, document: Document, file: Callable[..., File] = Linter.file) -> File:
        read.append(document.path)
        return file(self, document)

    monkeypatch.setattr(Linter, "file", counted)
    assert lint(texts, kept(tmp_path)) == cold
    assert read == []
    lint({**texts, "c.sql": PIECES[9]}, kept(tmp_path))
    assert set(read) >= {"c.sql"}
    read.clear()
    lint({**texts, "d.sql": PIECES[8].replace("src", "other")}, kept(tmp_path))
    assert set(read) == {"d.sql"}


def test_another_configuration_or_program_knows_nothing(tmp_path: Path) -> None:
    document = Document(Source("a.sql", SINK))
    cache = kept(tmp_path)
    cache.keep_findings([document], [])
    cache.save()
    assert kept(tmp_path).findings([document]) == []
    assert kept(tmp_path, CONFIG._replace(target="vvp")).findings([document]) is None
    assert kept(tmp_path).findings([document._replace(bom=True)]) is None
    file = tmp_path / "findings.json"
    file.write_text(file.read_text("utf-8").replace('"version":"', '"version":"x'), "utf-8")
    assert kept(tmp_path).findings([document]) is None
    for broken in ("", "[]", "{}", '{"version": 1}'):
        file.write_text(broken, "utf-8")
        assert kept(tmp_path).findings([document]) is None


def test_no_text_that_shows_a_secret_is_kept(tmp_path: Path) -> None:
    key = "kanarischerSchluessel"
    texts = {"a.sql": SINK.replace("${ODPS_ACCESS_KEY}", key), "b.sql": TABLE, "c.sql": PIECES[8]}
    assert lint(texts, kept(tmp_path)) == lint(texts, kept(tmp_path)) == lint(texts)
    content = json.loads((tmp_path / "findings.json").read_text("utf-8"))
    assert len(content["words"]) == 2
    assert len(content["findings"]) == 1
    assert key not in json.dumps(content)


def test_many_files_are_kept_beside_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(25):
        Path(f"{number:02}.sql").write_text(SINK.replace("orders", f"orders{number}"), "utf-8")
    Path("00.sql").write_text(SINK + TABLE, "utf-8")
    cold = call("lint", "--no-cache")
    assert cold.code == 1
    assert not Path(".flinkmc_cache").exists()
    assert call("lint") == cold
    assert Path(".flinkmc_cache/.gitignore").read_text("utf-8") == "*\n"
    assert call("lint") == cold
    Path("table.sql").write_text(TABLE.replace("orders", "orders7"), "utf-8")
    assert call("lint") == call("lint", "--no-cache") == call("lint", "--no-cache", "--jobs", "2") != cold


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert lint({"a.sql": SINK + TABLE}, kept(tmp_path / "file")) == lint({"a.sql": SINK + TABLE})
