"""Runs rules over a text, the way the tests of rules need it: as the program does, with everything reported."""

from flinkmc.flink.versions import default_version
from flinkmc.lint.config import Config, Selection
from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.engine import Linter
from flinkmc.lint.files import Document
from flinkmc.rules import load
from flinkmc.text.source import Source

DEFAULT = Config(default_version(), min_severity="info")


def config_of(settings: str) -> Config:
    """What `select=FMC401,FMC5 target=vvp flink=1.15 connector=odps-vvr` configures."""
    given = dict(setting.split("=") for setting in settings.split())
    select = given.pop("select", "")
    config = DEFAULT._replace(
        flink_version=given.pop("flink", DEFAULT.flink_version),
        target="vvp" if given.pop("target", "") == "vvp" else "self-managed",
        connector=given.pop("connector", "auto"),
        selections=(Selection(tuple(select.split(","))),) if select else (),
    )
    assert not given, f"unknown settings: {', '.join(given)}"
    return config


def selecting(config: Config, code: str) -> Config:
    """The same with this rule, even if it is off by default."""
    return config._replace(selections=(*config.selections, Selection(extend_select=(code,))))


def lint(text: str, config: Config) -> list[Diagnostic]:
    """What the rules find in a text, in the order of reports."""
    return Linter(load(), lambda _: config).lint([Document(Source("fixture.sql", text))])


def fixed(text: str, config: Config, *, unsafe: bool) -> str:
    """The text after its fixes."""
    mended = Linter(load(), lambda _: config).fix([Document(Source("fixture.sql", text))], unsafe=unsafe)
    assert not mended.refused, mended.refused
    return mended.documents[0].source.text
