"""An entry taken out of a list leaves a list in the style it had."""

import pytest

from flinkmc.flink.model import CreateTable
from flinkmc.lint.diagnostic import Fix
from flinkmc.lint.fix import apply
from flinkmc.lint.script import Environment, read
from flinkmc.rules.removal import without
from flinkmc.text.source import Source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'a' = '1', 'x' = '2', 'b' = '3'", "'a' = '1', 'b' = '3'"),
        ("'x' = '2', 'b' = '3'", "'b' = '3'"),
        ("'a' = '1', 'x' = '2'", "'a' = '1'"),
        ("'a' = '1' /* , */ , 'x' = '2'", "'a' = '1' /* , */ "),
        ("\n  'a' = '1',\n  'x' = '2',\n  'b' = '3'\n", "\n  'a' = '1',\n  'b' = '3'\n"),
        ("\n  'a' = '1',\n  'x' = '2'\n", "\n  'a' = '1'\n"),
        ("\n  'a' = '1', -- one,\n  'x' = '2' -- two\n", "\n  'a' = '1' -- one,\n"),
        ("\n  'x' = '2', -- two\n  'b' = '3'\n", "\n  'b' = '3'\n"),
        ("\n  'a' = '1'\n, 'x' = '2'\n, 'b' = '3'\n", "\n  'a' = '1'\n, 'b' = '3'\n"),
        ("\n  'a' = '1',\n  'x' = '2')  -- end", "\n  'a' = '1')  -- end"),
        ("\n  'x' =\n    '2',\n  'b' = '3'\n", "\n  'b' = '3'\n"),
    ],
)
def test_an_option_goes_with_its_comma_and_line(before: str, after: str) -> None:
    text = f"CREATE TABLE t (id INT) WITH ({before});"
    source = Source("t.sql", text)
    table = read(source, Environment("1.17")).flink[0]
    assert isinstance(table, CreateTable)
    option = next(option for option in table.options if option.key.value == "x")
    edits = without(source, table.options, option)
    assert apply(text, [Fix(edits)]).text == f"CREATE TABLE t (id INT) WITH ({after});"
