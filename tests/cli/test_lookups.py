"""`flinkmc rules`, `flinkmc explain` and `flinkmc options`."""

import json

import pytest

from flinkmc.connectors.vocabulary import load as load_vocabulary
from flinkmc.connectors.vocabulary import names
from flinkmc.report.rule_page import blocks
from flinkmc.rules import load
from tests.cli.calls import call


def test_all_rules_are_listed() -> None:
    code, out, err = call("rules")
    assert (code, err) == (0, "")
    header, *lines = out.splitlines()
    assert header.split() == ["code", "name", "severity", "fix", "finds"]
    assert [line.split()[:2] for line in lines] == [[rule.code, rule.name] for rule in load().values()]


def test_rules_are_listed_for_programs() -> None:
    listed = {rule["code"]: rule for rule in json.loads(call("rules", "--format", "json").out)}
    assert list(listed) == list(load())
    assert listed["FMC401"]["name"] == "bucket-count-mismatch"
    assert listed["FMC401"]["fix"] == ["safe"]
    assert all(rule["summary"] and "\n" not in rule["summary"] and rule["page"] for rule in listed.values())


@pytest.mark.parametrize("word", ["FMC401", "fmc401", "bucket-count-mismatch"])
def test_a_rule_is_explained(word: str) -> None:
    code, out, err = call("explain", word)
    assert (code, err) == (0, "")
    assert out.startswith("FMC401 bucket-count-mismatch (error, safe fix, since ")
    assert out.endswith(load()["FMC401"].page + "\n")


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("FMC-401", "error: unknown rule 'FMC-401'; did you mean 'FMC401'?\n"),
        ("bucket-count-mismach", "error: unknown rule 'bucket-count-mismach'; did you mean 'bucket-count-mismatch'?\n"),
        ("xyzzy", "error: unknown rule 'xyzzy'; flinkmc rules lists them\n"),
    ],
)
def test_an_unknown_rule_is_said(word: str, says: str) -> None:
    assert call("explain", word) == (2, "", says)


def test_a_page_comes_apart() -> None:
    page = "What it\nfinds.\n\nWhy.\nBad:\n    a\n\n      b\n\nGood:\n    c\n\nSource: x."
    assert list(blocks(page)) == [
        ("text", "What it finds."),
        ("text", "Why."),
        ("heading", "Bad:"),
        ("code", "a\n\n  b"),
        ("heading", "Good:"),
        ("code", "c"),
        ("text", "Source: x."),
    ]


def test_all_connectors_are_listed() -> None:
    lines = call("options").out.splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(names())


@pytest.mark.parametrize("connector", names())
def test_all_options_of_a_connector_are_listed(connector: str) -> None:
    code, out, err = call("options", connector)
    assert (code, err) == (0, "")
    header, *lines = out.splitlines()
    assert header.startswith("option ")
    assert [line.split()[0] for line in lines] == list(load_vocabulary(connector).options)


@pytest.mark.parametrize("connector", names())
def test_every_option_has_a_page(connector: str) -> None:
    for key in load_vocabulary(connector).options:
        code, out, err = call("options", connector, key)
        assert (code, err) == (0, "")
        assert out.startswith(f"{key}\n")
        assert "\ntype " in out
        assert "\nsource " in out


def test_an_option_is_described_in_full() -> None:
    out = call("options", "maxcompute", "upsert.write.bucket.num").out
    for fact in ("int (buckets)", "where it acts", "1 to 4096", "sink.operation = upsert"):
        assert fact in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["maxcomput"], "error: no connector vocabulary 'maxcomput': did you mean maxcompute?\n"),
        (
            ["maxcompute", "sink.opration"],
            "error: connector maxcompute has no option 'sink.opration'; did you mean 'sink.operation'?\n",
        ),
        (
            ["maxcompute", "upsert.writer.bucket.num"],
            "error: connector maxcompute has no option 'upsert.writer.bucket.num'; "
            "it is 'upsert.write.bucket.num' here\n",
        ),
        (
            ["maxcompute", "xyzzy"],
            "error: connector maxcompute has no option 'xyzzy'; flinkmc options maxcompute lists them\n",
        ),
    ],
)
def test_an_unknown_option_is_said(arguments: list[str], says: str) -> None:
    assert call("options", *arguments) == (2, "", says)
