"""The pages of docs/, written and made: complete, linked, and their commands are such as flinkmc takes. No mkdocs."""

import posixpath
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from flinkmc.cli.main import main
from flinkmc.connectors.vocabulary import load, names
from flinkmc.lint.config_file import KEYS
from flinkmc.report import FORMATS
from flinkmc.rules import load as load_rules
from tools import docs

ROOT = Path(__file__).parents[1]
WRITTEN = {
    file.relative_to(ROOT / "docs").as_posix(): file.read_text(encoding="utf-8")
    for file in (ROOT / "docs").rglob("*.md")
}
PAGES = {**WRITTEN, **docs.pages()}
OUTSIDE = ("README.md", "CONTRIBUTING.md")
FENCED = re.compile(r"^( *)```(\w*).*?\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


def anchors(page: str) -> list[str]:
    """The anchors of a page's headings: what `{ #… }` says, else the heading in lower case with hyphens."""
    found = []
    for heading in re.findall(r"^#+ (.*)$", FENCED.sub("", page), re.MULTILINE):
        told = re.search(r"\{ #(\S+) \}$", heading)
        found.append(told[1] if told else re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()))
    return found


def calls() -> Iterator[tuple[str, str]]:
    """Where a call of flinkmc is shown or made, and the call; one that goes on in the shell is cut there."""
    for path, text in (WRITTEN | {path: (ROOT / path).read_text(encoding="utf-8") for path in OUTSIDE}).items():
        for _, _, block in FENCED.findall(text):
            for line in re.findall(r"(?:^|[$ ])flinkmc [a-z-].*", block, re.MULTILINE):
                yield path, re.split(r" (?:\|\|?|<|>) ", line.lstrip(" $"))[0]
    for line in re.findall(r"run: (flinkmc .*)", (ROOT / "action.yml").read_text(encoding="utf-8")):
        yield "action.yml", line.replace("$FORMAT", "full")
    for line in re.findall(r"entry: (flinkmc .*)", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        yield ".pre-commit-hooks.yaml", f"{line} sql/job.sql"


def test_every_rule_has_a_page_with_its_examples() -> None:
    for code, rule in load_rules().items():
        page = PAGES[f"rules/{code}.md"]
        assert page.startswith(f"# {code} {rule.name}\n\n{rule.severity}")
        assert page.count("```sql\n") == len(re.findall(r"^(?:Bad|Good)\b[^:\n]*:$", rule.page, re.MULTILINE))
        assert f"]({code}.md)" in PAGES["rules/index.md"]


@pytest.mark.parametrize("connector", names())
def test_every_option_has_its_place(connector: str) -> None:
    page = PAGES[f"options/{connector}.md"]
    for key in load(connector).options:
        assert f"[`{key}`](#{docs.anchor(key)})" in page
        assert f"## `{key}` {{ #{docs.anchor(key)} }}\n" in page
    assert len(anchors(page)) == len(set(anchors(page)))
    assert f"]({connector}.md)" in PAGES["options/index.md"]


@pytest.mark.parametrize("path", [*sorted(PAGES), *OUTSIDE])
def test_no_link_leads_nowhere(path: str) -> None:
    text = PAGES[path] if path in PAGES else (ROOT / path).read_text(encoding="utf-8")
    for target in re.findall(r"(?<!\\)\]\(([^)\s]+)\)", FENCED.sub("", text)):
        file, _, anchor = target.partition("#")
        if path in OUTSIDE:
            assert file.startswith("https://") or (ROOT / file).exists() or file.removeprefix("docs/") in PAGES, target
            continue
        there = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
        assert there in PAGES, f"{path} links to {target}"
        assert not anchor or anchor in anchors(PAGES[there]), f"{path} links to {target}"


def test_every_page_is_in_the_navigation() -> None:
    listed = re.findall(r"\S+\.md$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted({*WRITTEN, "rules/index.md", "options/index.md", "commands.md"})


def test_text_is_no_markup() -> None:
    assert docs.plain("max_pt() | <a> `a_b|c` 2018*") == r"max\_pt() \| \<a> `a_b|c` 2018\*"


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_the_configuration_is_described(key: str) -> None:
    assert f"| `{key}` |" in WRITTEN["guide/configuration.md"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_named(name: str) -> None:
    assert re.search(rf"(`|--output-format ){name}\b", WRITTEN["guide/ci.md"])


@pytest.mark.parametrize(("path", "line"), [pytest.param(*call, id=":".join(call)) for call in sorted(set(calls()))])
def test_a_call_is_one_that_flinkmc_takes(path: str, line: str) -> None:
    del path
    name, *arguments = shlex.split(line, comments=True)[1:]
    if name.startswith("-"):
        return
    context = click.Context(main, info_name="flinkmc")
    command = main.get_command(context, name)
    assert command is not None
    command.make_context(name, arguments, parent=context)
