"""The pages of docs/ that are made, not written: every rule, every option, every command. A hook of mkdocs.

A rule's page is its docstring, an option's section is its entry in `grammars/connectors`, a command's is its help. So
they cannot go stale, and stand nowhere twice. `pages()` needs no mkdocs, which calls `on_config` and `on_files`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from flinkmc.cli.main import COMMANDS, main
from flinkmc.cli.options import facts
from flinkmc.connectors.vocabulary import Option, Renamed, Vocabulary, load, names
from flinkmc.lint.rule import Rule
from flinkmc.report.rule_page import blocks, summary
from flinkmc.rules import load as load_rules

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

GROUPS = {
    "FMC0": "Syntax and files",
    "FMC1": "Options",
    "FMC2": "Types",
    "FMC3": "Keys, partitions, columns",
    "FMC4": "Buckets and Delta tables",
    "FMC5": "The job",
    "FMC6": "The MaxCompute table",
    "FMC7": "Security and network",
}
"""The groups of rules by the beginning of their codes, which is also what `--select` takes."""

KINDS = {"exact": "is", "typo": "is", "approximate": "is nearest to", "restructure": "is said by", "removed": "is gone"}


@cache
def pages() -> Mapping[str, str]:
    """All made pages: the path below docs/ and the Markdown."""
    rules = load_rules()
    made = {"rules/index.md": _rule_index(rules.values()), "options/index.md": _connector_index()}
    made |= {f"rules/{code}.md": _rule_page(rule) for code, rule in rules.items()}
    made |= {f"options/{name}.md": _connector_page(load(name)) for name in names()}
    return {**made, "commands.md": _commands_page()}


# ---- What mkdocs calls ----


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Puts the made pages below the entries of the navigation that name their indexes."""
    below: dict[str, list[Any]] = {"rules/index.md": _rule_entries(), "options/index.md": _option_entries()}
    config.nav = [_entry(entry, below) for entry in config.nav or []]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the made pages to those that were written."""
    from mkdocs.structure.files import File

    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def _entry(entry: dict[str, Any], below: Mapping[str, list[Any]]) -> dict[str, Any]:
    [(title, place)] = entry.items()
    return {title: [place, *below[place]]} if isinstance(place, str) and place in below else entry


def _rule_entries() -> list[Any]:
    codes = list(load_rules())
    return [
        {title: [f"rules/{code}.md" for code in codes if code.startswith(group)]} for group, title in GROUPS.items()
    ]


def _option_entries() -> list[Any]:
    return [f"options/{name}.md" for name in names()]


# ---- Rules ----


def _rule_index(rules: Iterable[Rule]) -> str:
    parts = [
        "# Rules\n",
        "`--select`, `--ignore` and the configuration take a code, or the beginning of codes: `FMC4`.\n",
    ]
    by_group: dict[str, list[Rule]] = {group: [] for group in GROUPS}
    for rule in rules:
        by_group[rule.code[:4]].append(rule)
    for group, title in GROUPS.items():
        rows = [
            (f"[{rule.code}]({rule.code}.md) {rule.name}", plain(summary(rule)), rule.severity, rule.fixable)
            for rule in by_group[group]
        ]
        parts.append(f"## {title} ({group})\n\n{_table(('rule', 'finds', 'severity', 'fix'), rows)}")
    return "\n".join(parts)


def _rule_page(rule: Rule) -> str:
    """The docstring as Markdown, below a line of what the decorator says."""
    fix = f"{rule.fixable} fix" if rule.fixable else "no fix"
    head = f"# {rule.code} {rule.name}\n\n{rule.severity} · {fix} · since {rule.since}\n"
    return "\n".join([head, *(_block(kind, text) for kind, text in blocks(rule.page))])


def _block(kind: str, text: str) -> str:
    if kind == "code":
        return f"```sql\n{text}\n```\n"
    return f"## {plain(text.rstrip(':'))}\n" if kind == "heading" else f"{plain(text)}\n"


# ---- Options ----


def _connector_index() -> str:
    rows = [
        (
            f"[{name}]({name}.md)",
            f"`'{known.identifier_key}' = '{known.identifier}'`",
            str(len(known.options)),
            known.title,
        )
        for name, known in ((name, load(name)) for name in names())
    ]
    return (
        "# Options\n\nEvery connector that writes to MaxCompute, as it is documented or was read in code. "
        "`flinkmc options CONNECTOR KEY` shows the same in a terminal.\n\n"
        + _table(("connector", "chosen by", "options", "what it is"), rows)
    )


def _connector_page(vocabulary: Vocabulary) -> str:
    options = vocabulary.options.values()
    rows = [(f"[`{option.key}`](#{anchor(option.key)})", plain(option.summary)) for option in options]
    flink = f" Documented for Flink {', '.join(vocabulary.flink)}." if vocabulary.flink else ""
    chosen = f"`'{vocabulary.identifier_key}' = '{vocabulary.identifier}'`"
    parts = [
        f"# {vocabulary.name}\n\n{plain(vocabulary.title)}: {chosen}.{flink}\n",
        _table(("option", "what it is"), rows),
        *(_option(vocabulary, option) for option in options),
    ]
    if vocabulary.renamed:
        names_here = [_renamed(renamed) for renamed in vocabulary.renamed.values()]
        parts += ["## Names from elsewhere\n", _table(("written", "here", "from", "note"), names_here)]
    return "\n".join(parts)


def _option(vocabulary: Vocabulary, option: Option) -> str:
    said = [f"- {name}: {plain(text)}\n" for name, text in facts(vocabulary, option) if text and name != "connector"]
    return f"## `{option.key}` {{ #{anchor(option.key)} }}\n\n{plain(option.summary)}\n\n{''.join(said)}"


def _renamed(renamed: Renamed) -> tuple[str, ...]:
    here = " and ".join(f"`{key}`" for key in renamed.to)
    return f"`{renamed.key}`", f"{KINDS[renamed.kind]} {here}".strip(), renamed.origin, plain(renamed.note)


def anchor(key: str) -> str:
    """The anchor of an option on its connector's page."""
    return key.replace(".", "-")


# ---- Commands ----


def _commands_page() -> str:
    parts = ["# Commands\n", "What `flinkmc COMMAND --help` prints.\n"]
    context = click.Context(main, info_name="flinkmc", **main.context_settings)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        shown = click.Context(command, info_name=name, parent=context, terminal_width=76)
        parts.append(f"## {name}\n\n```text\n{command.get_help(shown)}\n```\n")
    return "\n".join(parts)


# ---- Markdown ----


def plain(text: str) -> str:
    """Text in which nothing but backticks is Markdown."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(piece if piece.startswith("`") else re.sub(r"([\\*_<\[|])", r"\\\1", piece) for piece in pieces)


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
