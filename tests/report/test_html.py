"""The page: it is sound, needs nothing from elsewhere, shows what it must, and can be read by everyone."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from flinkmc.lint.config import default
from flinkmc.lint.engine import Linter
from flinkmc.lint.files import Document
from flinkmc.lint.linking import build
from flinkmc.report import FORMATS, Report, render
from flinkmc.report.sinks import SideBySide, side_by_side
from flinkmc.rules import load
from flinkmc.text.source import Source, Span
from tests.report.findings import SINK, TABLE, at, showcase
from tests.report.test_exchange import REPORTS

VOID = {"meta", "br", "wbr", "hr", "img", "link", "input"}
SECRET = "kanariKANARI0123456789"


class Page(HTMLParser):
    """A page as a browser takes it: its elements with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for of, attributes in self.elements if of == tag]


def linted(*texts: str) -> Report:
    """The report on files f1.sql, f2.sql, …"""
    documents = [Document(Source(f"f{number}.sql", text)) for number, text in enumerate(texts, 1)]
    linter = Linter(load(), lambda _: default())
    project = build([linter.file(document) for document in documents])
    return Report(linter.lint(documents), len(documents), rules=linter.rules, project=project)


def compared(*texts: str) -> SideBySide:
    """The only sink of these files beside its table."""
    project = linted(*texts).project
    assert project is not None
    [found] = side_by_side(project)
    return found


def verdicts(found: SideBySide) -> dict[str, tuple[str, str, str]]:
    return {row.name: (row.needed, row.there, row.verdict) for row in found.rows}


def test_a_project_is_shown_as_agreed(golden: Callable[[str, str], None]) -> None:
    golden("project.html", render("html", linted(SINK, TABLE, SINK.replace("orders", "elsewhere"))))


@pytest.mark.parametrize("title", REPORTS)
def test_the_page_is_sound_and_alone(title: str) -> None:
    text = render("html", Report(REPORTS[title], 1, rules=load()))
    page = Page(text)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert all(place.startswith("#") and place[1:] in ids for place in page.values("href"))
    assert set(page.values("aria-labelledby")) <= set(ids)
    assert not page.all("script") + page.all("link") + page.all("img") + page.values("src") + page.values("onclick")
    assert not re.search(r"url\(|@import|https?://", text.partition("</style>")[0])
    assert text.encode(errors="strict")


def test_what_files_say_is_never_markup() -> None:
    attack = "<script>alert(1)</script>'\"&{{ 7 * 7 }}"
    source = Source(f"{attack}.sql", f"{attack}\n")
    found = at("x", "x", label=attack, message=attack, help_text=attack)._replace(
        source=source, span=Span(0, 8), code=attack, name=attack
    )
    page = Page(render("html", Report([found], 1)))
    assert not page.all("script")
    assert page.text.count("alert(1)</script>'\"&{{ 7 * 7 }}") >= 6
    sink = SINK.replace("orders_sink", f"`{attack}`").replace("= 'orders'", "= '<script>x'")
    page = Page(render("html", linted(sink.replace("id BIGINT", "id BIGINT COMMENT '<script>'"))))
    assert not page.all("script")
    assert "“<script>”" in page.text


def test_headings_have_no_gaps_and_all_that_scrolls_has_a_name() -> None:
    page = Page(render("html", linted(SINK, TABLE)))
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(level <= above + 1 for above, level in pairwise(levels))
    scrolling = [attributes for _, attributes in page.elements if attributes.get("class") in ("lines", "scroll")]
    assert scrolling
    assert all(each.get("tabindex") == "0" and each.get("aria-label") for each in scrolling)
    assert page.all("html") == [{"lang": "en"}]
    assert {each["scope"] for each in page.all("th")} == {"col", "row"}


# -- colours ----------------------------------------------------------------------------------------------------------

ON_CARD = ["text", "soft", "link", "error", "warning", "info", "good"]
PAIRS = [(name, ground) for name in ON_CARD for ground in ("page", "card", "code")]
PAIRS += [(name, f"{name}-bg") for name in ("error", "warning", "info", "good")]
PAIRS += [("text", "error-bg"), ("text", "good-bg"), ("text", "note-bg"), ("soft", "note-bg"), ("soft", "error-bg")]


def colours(mode: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", render("html", Report([], 0)), re.DOTALL)
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark if mode == "dark" else light))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_stands_out_from_its_ground(front: str, back: str, mode: str) -> None:
    known = colours(mode)
    dim, bright = sorted((luminance(known[front]), luminance(known[back])))
    assert (bright + 0.05) / (dim + 0.05) >= 4.5


# -- findings ---------------------------------------------------------------------------------------------------------


def test_a_finding_is_shown_in_its_source_with_its_fix() -> None:
    text = render("html", Report(showcase(), 3, rules=load()))
    assert """'upsert.write.bucket.num' = <mark class="error">&#39;32&#39;</mark>""" in text.replace(
        "&#39;upsert.write.bucket.num&#39;", "'upsert.write.bucket.num'"
    )
    assert '<mark class="note">&#34;64&#34;</mark>);<span class="label note">64 here</span>' in text
    assert "tables/orders.sql:6:63" in text
    assert text.count('<li class="removed">') == text.count('<li class="added">') == 2
    assert "A safe fix, made by --fix:" in text


def test_an_empty_place_is_marked() -> None:
    assert 'ab<mark class="error"></mark>cd' in render("html", Report([at("abcd", Span(2, 2))], 1))
    assert 'abcd<mark class="error"></mark>' in render("html", Report([at("abcd", Span(4, 4))], 1))
    assert '<mark class="error"></mark>' in render("html", Report([at("", Span(0, 0))], 1))


def test_places_within_places_are_marked_once() -> None:
    found = at("one two three", "one two three", notes={"two": "this"})
    assert '<mark class="error">one two three</mark>' not in render("html", Report([found], 1))
    page = Page(render("html", Report([found], 1)))
    assert "one two three" in page.text


def test_a_line_of_a_megabyte_is_cut() -> None:
    text = render("html", Report([at(f"{'x ' * 500_000}needle{' y' * 500_000}", "needle")], 1))
    assert len(text) < 20_000
    assert '<mark class="error">needle</mark>' in text


def test_lines_that_are_left_out_leave_a_gap() -> None:
    found = at("bad\n" * 20 + "worse", "worse", notes={"bad": "it begins here"})
    assert render("html", Report([found], 1)).count("⋯") == 1


def test_a_rule_is_explained_once() -> None:
    page = Page(render("html", Report([*showcase(), *showcase()], 3, rules=load())))
    assert page.values("id").count("FMC401") == 1
    assert page.values("href").count("#FMC401") == 2
    unknown = Page(render("html", Report(showcase(), 3)))
    assert "FMC401" in unknown.text
    assert "#FMC401" not in unknown.values("href")


# -- sinks beside their tables ----------------------------------------------------------------------------------------


def test_each_attribute_has_its_verdict() -> None:
    found = compared(SINK, TABLE)
    assert (found.sink, found.table, found.mode, found.verdict) == ("orders_sink", "shop.orders", "upsert", "differs")
    assert verdicts(found) == {
        "id": ("BIGINT NOT NULL", "BIGINT NOT NULL", "match"),
        "total": ("DECIMAL(18,2)", "DECIMAL(18,2)", "match"),
        "kind": ("Delta table", "Delta table", "match"),
        "primary key": ("id", "id", "match"),
        "buckets": ("32", "64", "differs"),
    }


def test_without_a_table_nothing_is_known() -> None:
    found = compared(SINK)
    assert found.definition is None
    assert {(row.there, row.verdict) for row in found.rows} == {("", "unknown")}
    assert "table in none of these files" in Page(render("html", linted(SINK))).text


def test_columns_and_partitions_that_one_side_lacks_differ() -> None:
    table = TABLE.replace("total DECIMAL(18, 2)", "total DOUBLE, more STRING").replace(
        "\nTBL", "\nPARTITIONED BY (ds STRING)\nTBL"
    )
    found = verdicts(compared(SINK, table))
    assert found["total"] == ("DECIMAL(18,2)", "DOUBLE", "differs")
    assert found["more"] == ("", "STRING", "differs")
    assert found["partition columns"] == ("", "ds", "differs")


def test_what_the_sink_does_not_ask_for_is_not_compared() -> None:
    assert "buckets" not in verdicts(compared(SINK.replace(",\n  'upsert.write.bucket.num' = '32'", ""), TABLE))


def test_a_sink_without_a_table_says_why() -> None:
    found = compared(SINK.replace("DECIMAL(18, 2)", "TIME"), TABLE)
    assert found.rows == ()
    assert found.verdict == "unknown"
    assert "No table can be made of it" in Page(render("html", linted(SINK.replace("DECIMAL(18, 2)", "TIME")))).text


def test_no_secret_is_shown_by_any_format() -> None:
    text = SINK.replace("${ODPS_ACCESS_KEY}", SECRET).replace("'32'", "'32', 'tunnel.token' = 'x' 'y'")
    report = linted(text, TABLE)
    assert report.diagnostics
    assert not [name for name in FORMATS if SECRET in render(name, report)]
