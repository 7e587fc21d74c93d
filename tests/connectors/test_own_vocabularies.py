"""A user's own vocabulary: it adds to a shipped one, and what is wrong with it is said with its place."""

import tomllib
from pathlib import Path

import pytest

from flinkmc.connectors import vocabulary
from flinkmc.connectors.vocabulary import VocabularyError

OWN = """
[connector]
extends = "maxcompute"
title = "Our build of the connector"

[option."sink.dynamic-partition.limit"]
default = "20"

[option."upsert.trace.enable"]
type = "boolean"
default = "false"
group = "upsert"
when = { "sink.operation" = "upsert" }
summary = "Our tracing."

[renamed."upsert.tracing"]
to = "upsert.trace.enable"
kind = "typo"
"""


def written(folder: Path, text: str) -> str:
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_extends_and_overrides_field_by_field(tmp_path: Path) -> None:
    own, shipped = vocabulary.load_file(written(tmp_path, OWN)), vocabulary.load("maxcompute")
    assert (own.name, own.identifier, own.title) == ("ours", "maxcompute", "Our build of the connector")
    assert own.options.keys() - shipped.options.keys() == {"upsert.trace.enable"}
    overridden, original = own.options["sink.dynamic-partition.limit"], shipped.options["sink.dynamic-partition.limit"]
    assert overridden == original._replace(default="20")
    assert own.renamed["upsert.tracing"].to == ("upsert.trace.enable",)
    assert own.confidence(own.options["upsert.trace.enable"]) == "inferred"


def test_the_same_from_a_configuration(tmp_path: Path) -> None:
    own = vocabulary.load_file(written(tmp_path, OWN))
    assert vocabulary.from_tables(tomllib.loads(OWN), "ours", "flinkmc.toml") == own
    with pytest.raises(VocabularyError, match=r"flinkmc\.toml: \[connector\]: field 'extend' is unknown"):
        vocabulary.from_tables({"connector": {"extend": "maxcompute"}}, "ours", "flinkmc.toml")


def test_goes_before_what_it_extends(tmp_path: Path) -> None:
    own = vocabulary.load_file(written(tmp_path, OWN))
    keys = ["odps.project.name", "odps.end.point", "table.name", "upsert.trace.enable"]
    assert vocabulary.detect("maxcompute", keys, [own]).vocabulary == own
    assert vocabulary.detect("maxcompute", keys[:3], [own]).vocabulary == own


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[option", "Expected"),
        ("[options]", "field 'options' is unknown: did you mean 'option'?"),
        ("[connector]\nidentifer = 'x'", "[connector]: field 'identifer' is unknown: did you mean 'identifier'?"),
        ("[connector]\nextends = 'odps-vrr'", "no connector vocabulary 'odps-vrr'"),
        ("[option.'a.b']\ntipe = 'int'", """[option."a.b"]: field 'tipe' is unknown: did you mean 'type'?"""),
        ("[option.a]\nsummary = 'x'", """[option."a"] type None is unknown: known are boolean, duration"""),
        ("[option.a]\ntype = 'integer'", """[option."a"] type 'integer' is unknown: known are"""),
        ("[option.a]\ntype = 'int'\nmin = '1'", """[option."a"] min: '1' is not a whole number"""),
        ("[option.a]\ntype = 'int'\nmin = true", """[option."a"] min: True is not a whole number"""),
        ("[option.a]\ntype = 'int'\ndefault = 5", """[option."a"] default: 5 is not a string"""),
        ("[option.a]\ntype = 'int'\ndefault = '5 s'", """[option."a"] default '5 s': an int takes digits alone"""),
        ("[option.a]\ntype = 'int'\ndefault = '0'\nmin = 1", """[option."a"] default '0': the least is 1"""),
        ("[option.a]\ntype = 'memory'\nmax = 1", """[option."a"]: min and max are for int and long, not for memory"""),
        ("[option.a]\ntype = 'enum'", """[option."a"]: an enum needs values"""),
        (
            "[option.a]\ntype = 'string'\nvalues = ['x', 1]",
            """[option."a"] values: ['x', 1] is not a list of strings""",
        ),
        ("[option.a]\ntype = 'int'\nwhen = { b = 'x' }", """[option."a"] 'b' is unknown"""),
        ("[option.a]\ntype = 'int'\nwhen = { a = 1 }", """[option."a"] when: {'a': 1} is not a table"""),
        ("[option.a]\ntype = 'int'\nsource = { type = 'page' }", """[option."a"] source type 'page' is unknown"""),
        ("option.a = 1", """[option."a"]: not a table"""),
        ("[renamed.b]\nto = 'a'", """[renamed."b"] to 'a' is unknown"""),
        ("[option.a]\ntype = 'int'\n[renamed.a]\nto = 'a'", """[renamed."a"]: this is an option itself"""),
        ("[option.a]\ntype = 'int'\n[renamed.b]\nto = 'a'\nkind = 'gone'", """[renamed."b"] kind 'gone' is unknown"""),
        ("[renamed.b]\nto = []", """[renamed."b"] to: exact has 1 names, not 0"""),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(VocabularyError) as raised:
        vocabulary.load_file(path)
    assert message in str(raised.value)
    assert str(raised.value).startswith(path) or "no connector vocabulary" in message


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"missing\.toml"):
        vocabulary.load_file(str(tmp_path / "missing.toml"))
    (tmp_path / "latin.toml").write_bytes(b"title = '\xe4'")
    with pytest.raises(VocabularyError, match=r"latin\.toml"):
        vocabulary.load_file(str(tmp_path / "latin.toml"))
