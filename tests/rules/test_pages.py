"""Every rule's docstring is its page, and does what it says: Bad is found, Good is not."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest

from flinkmc.lint.config import Config
from flinkmc.lint.rule import Rule
from flinkmc.rules import load
from flinkmc.text.source import Span
from tests.rules.linting import config_of, lint, selecting

OPTION_LINES = re.compile(r"(?:\s*'(?:[^']|'')*'\s*=\s*'(?:[^']|'')*'\s*,?\s*(?:--.*)?)+")
SINK = """\
CREATE TABLE t (
  id BIGINT,
  name STRING,
  ds STRING,
  PRIMARY KEY (id) NOT ENFORCED
) PARTITIONED BY (ds) WITH (
  'odps.project.name' = 'shop',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
  'table.name' = 'orders',
  'sink.operation' = 'upsert',
  'upsert.write.bucket.num' = '16',
  'connector' = 'maxcompute'
);
"""


class Example(NamedTuple):
    """A Bad or Good block of a page. A heading such as `Bad, with flink=1.15 target=vvp:` says how it is run.

    `Bad, abridged:` stands over what would be too long for a page; it is not run.
    """

    kind: str
    settings: str
    sql: str


def sections(page: str) -> tuple[str, str, list[Example], str]:
    """Headline, what else is said, the examples, and the source."""
    paragraphs = re.split(r"\n\n(?=\S)", page.strip())
    headline, *rest = paragraphs
    source = next((part for part in rest if part.startswith("Source:")), "").removeprefix("Source:").strip()
    examples: list[Example] = []
    prose: list[str] = []
    for part in rest:
        heading = re.match(r"(Bad|Good)(?:, (?:with )?([^:\n]*))?:\n", part)
        if heading:
            lines = part[heading.end() :].split("\n")
            assert all(line.startswith("    ") or not line for line in lines), f"indent the example by four:\n{part}"
            examples.append(Example(heading[1], heading[2] or "", "\n".join(line[4:] for line in lines) + "\n"))
        elif not part.startswith("Source:"):
            prose.append(part)
    return headline, "\n\n".join(prose), examples, source


@pytest.mark.parametrize("rule", load().values(), ids=lambda rule: rule.code)
def test_a_page_has_all_parts(rule: Rule) -> None:
    headline, prose, examples, source = sections(rule.page)
    assert headline.endswith(".")
    assert "\n" not in headline, "the headline is one line"
    assert prose, "it does not say why it matters"
    assert source, "it names no source"
    assert {example.kind for example in examples} == {"Bad", "Good"}
    assert rule.fixable in ("", "safe", "unsafe", "safe, unsafe")


@pytest.mark.parametrize("rule", load().values(), ids=lambda rule: rule.code)
def test_examples_do_what_they_say(rule: Rule) -> None:
    examples = sections(rule.page)[2]
    for bad, good in zip(*[iter(examples)] * 2, strict=True):
        assert (bad.kind, good.kind) == ("Bad", "Good"), "a Good follows each Bad"
        if bad.settings == "abridged":
            continue
        configs = [selecting(config_of(example.settings), rule.code) for example in (bad, good)]
        texts = written_out(bad.sql, good.sql, lambda text: places(text, configs[0], rule.code))  # noqa: B023 - called at once
        assert places(texts[0], configs[0], rule.code), f"{rule.code} is not found in\n{texts[0]}"
        assert not places(texts[1], configs[1], rule.code), f"{rule.code} is found in\n{texts[1]}"


def places(text: str, config: Config, code: str) -> list[Span]:
    """Where the rule finds something."""
    return [diagnostic.span for diagnostic in lint(text, config) if diagnostic.code == code]


def written_out(bad: str, good: str, found: Callable[[str], list[Span]]) -> tuple[str, str]:
    """Both blocks as whole statements.

    Blocks of option lines are put into a sink that has none of the options that either names. A Good of option lines
    behind a Bad statement is put into that: in the place of the option of its name, or of the one that is found.
    """
    if not OPTION_LINES.fullmatch(good):
        return bad, good
    if not OPTION_LINES.fullmatch(bad):
        place = next(iter(found(bad)), None)
        return bad, put(options(good), bad, place)
    base = SINK
    for option in options(bad) + options(good):
        base = re.sub(rf"\n  {re.escape(option.split(' = ')[0])} = '[^']*',?", "", base)
    return put(options(bad), base, None), put(options(good), base, None)


def options(block: str) -> list[str]:
    return [line.strip().rstrip(",") for line in block.strip().split("\n")]


def put(lines: list[str], table: str, place: Span | None) -> str:
    """The table with these options. The first one takes the place of a finding, if its name is not there already."""
    for line in lines:
        key = re.escape(line.partition("=")[0].strip())
        old = re.search(rf"{key}\s*=\s*'(?:[^']|'')*'", table)
        if old is None and place is not None and line == lines[0]:
            entries = re.finditer(r"'(?:[^']|'')*'\s*=\s*'(?:[^']|'')*'", table)
            old = next((one for one in entries if one.start() <= place.start < one.end()), None)
        if old:
            table = table[: old.start()] + line + table[old.end() :]
        else:
            head = re.search(r"WITH\s*\(", table)
            assert head, f"no WITH in\n{table}"
            table = f"{table[: head.end()]}\n  {line},{table[head.end() :]}"
    return table
