"""What stands for a name, a string or a number in a derived statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from flinkmc.flink.versions import Grammar
from flinkmc.maxcompute.words import keywords, refused_words


class Writer:
    """Writes texts from pools. A column that is declared has a new name, one that is referred to mostly a known one."""

    def __init__(self, dice: Random, pools: Mapping[str, Sequence[str]]) -> None:
        self.dice = dice
        self.pools = pools
        self.known: list[str] = []

    def __call__(self, terminal: str, within: tuple[str, ...]) -> str:
        """The text of a terminal."""
        if "known_column" in within and self.known and self.dice.random() < 0.9:
            return self.dice.choice(self.known)
        for rule in within[-2:]:
            if rule in self.pools:
                return self.dice.choice(self.pools[rule])
        text = self.dice.choice(self.pools[terminal])
        if "new_column" in within or "new_field" in within:
            while text in self.known:
                text = self.dice.choice(self.pools[terminal])
        if "new_column" in within:
            self.known.append(text)
        return text


def flink(dice: Random, grammar: Grammar) -> Writer:
    """For a statement of Flink SQL. Reserved words stand in back-quotes, other keywords bare, too."""
    names = ["id", "Id", "ts", "user_id", "dt", "_x", "v1", "$y", "金额", "größe", "a$b"]
    free = [word.lower() for word in sorted(grammar.keywords - grammar.reserved)]
    reserved = [f"`{word}`" for word in sorted(grammar.reserved)]
    texts = ["''", "'x'", "'connector'", "'it''s'", "'a;b'", "'-- no'", "'/* no'", "'\n'", "'名'", "'${x'", "'\\'"]
    pools = {
        "NAME": names * 12 + free,
        "QUOTED_NAME": ["`id`", "`a b`", "`a``b`", "`1st`", "`;`", "`'`"] * 20 + reserved,
        "STRING": texts,
        "PREFIXED_STRING": ["N'x'", "n''", "_utf8'x'", "_UTF16'名'", "U&'\\4f60x'", "u&'x'"],
        "ESCAPED_STRING": ["E'x'", "e'a\\'b'"],
        "INTEGER": ["1", "2", "3", "9"],
        "NUMBER": ["1.5", ".5", "0."],
        "SETTING": ["k", "table.dml-sync", "a_b"],
        "SETTING_VALUE": ["true", "5min", "a.b-c", "1"],
        "interval_length": ["'5'", "'-5'", "'10'"],
        "date": ["'2026-01-31'"],
    }
    return Writer(dice, pools)


def maxcompute(dice: Random) -> Writer:
    """For a statement of MaxCompute SQL, in which most keywords are names, too."""
    names = ["id", "Id", "ts", "ds", "_x", "v1", "1st", "10k", "名"]
    pools = {
        "NAME": names * 12 + [word.lower() for word in sorted(keywords() - refused_words())],
        "QUOTED_NAME": ["`id`", "`a b`", "`a``b`", "`;`", "``"] * 6 + [f"`{word}`" for word in sorted(refused_words())],
        "_SEMICOLON": [";", ";", ";", "；"],
        "_OPEN": ["(", "(", "(", "（"],
        "_CLOSE": [")", ")", ")", "）"],
        "_COMMA": [",", ",", ",", "，"],
        "_EQUAL": ["=", "=", "=", "=="],
        "NUMBER": ["1", "7", "10", "1.5", "1e5"],
        "TYPED_NUMBER": ["1L", "2s", "3Y", "1.5BD"],
        "CHARSET_STRING": ["_utf8'x'", '_utf8 "x"'],
        "SETTING": ["odps.sql.type.system.odps2", "a b", "k"],
        "SETTING_VALUE": ["true", "a=b c", "'x'"],
        "constraint_name": ["pk", "`p k`"],
        "class_name": ["foo", "java", "`x`"],
        "STRING": ["''", "'x'", "'it\\'s'", "'a;b'", "'-- no'", "'\n'", "'\\\\'", '""', '"x"', '"it\'s"', '"\\""'],
    }
    return Writer(dice, pools)
