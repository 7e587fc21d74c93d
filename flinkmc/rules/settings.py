"""What SET says: Flink takes any key without a word, and only some values."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.connectors import values
from flinkmc.connectors.nearest import nearest
from flinkmc.flink import model as flink
from flinkmc.flink.settings import Setting, read_by, settings
from flinkmc.flink.versions import order
from flinkmc.lint.diagnostic import Finding, Fix, replace
from flinkmc.lint.rule import rule
from flinkmc.lint.script import File
from flinkmc.text.nodes import Text

_FLINKS_OWN = ("execution.checkpointing.", "execution.state-recovery.", "restart-strategy.", "sql-client.")
_READERS = {
    "duration": "duration",
    "boolean": "boolean",
    "integer": "int",
    "long": "long",
    "memorysize": "memory",
    "enum": "enum",
}


@rule("FMC513", "unknown-setting", severity="warning", needs=File, fix="safe")
def unknown_setting(file: File) -> Iterator[Finding]:
    """SET names a setting that the version of Flink does not read.

    Flink takes any key without a word. A misspelt one changes nothing, so that a job runs without checkpoints though
    its script sets them. Keys of connectors, formats and vendors are not known here: nothing is said of them.

    Bad:
        SET 'execution.checkpoint.interval' = '4 min';

    Good:
        SET 'execution.checkpointing.interval' = '4 min';

    Bad, with flink=1.16:
        SET 'restart-strategy.type' = 'none';

    Good, with flink=1.16:
        SET 'restart-strategy' = 'none';

    Source: the option classes of Flink 1.13 to 2.3; that SET takes any key was measured.
    """
    version = file.environment.flink_version
    for key, _ in _said(file):
        if key.value in read_by(version) or values.is_placeholder(key.value):
            continue
        elsewhere = settings().get(key.value)
        if elsewhere is not None:
            yield _of_another_version(key, elsewhere, version)
            continue
        close = nearest(key.value, read_by(version)) or _with_longer_words(key.value, version)
        if close:
            fix = replace(key.span, _quoted(key, close[0], file)) if len(close) == 1 else None
            meant = " or ".join(f"'{name}'" for name in close)
            yield Finding(key.span, f"Flink {version} has no setting '{key.value}'", f"did you mean {meant}?", fix=fix)
        elif key.value.startswith(_FLINKS_OWN):
            yield Finding(key.span, f"Flink {version} has no setting '{key.value}', and ignores it")


def _with_longer_words(key: str, version: str) -> tuple[str, ...]:
    """Settings that are this one but for words cut short or drawn out: checkpoint and checkpointing."""
    words = key.split(".")
    return tuple(name for name in read_by(version) if _alike(words, name.split(".")))


def _alike(words: list[str], others: list[str]) -> bool:
    pairs = zip(words, others, strict=False)
    return len(words) == len(others) and all(a.startswith(b) or b.startswith(a) for a, b in pairs)


def _of_another_version(key: Text, setting: Setting, version: str) -> Finding:
    reaches = "from" if order(setting.first) > order(version) else "up to"
    bound = setting.first if reaches == "from" else setting.last
    message = f"Flink {version} does not read '{key.value}', and ignores it: it is there {reaches} {bound}"
    now = next((name for name in setting.older if name in read_by(version)), "")
    return Finding(key.span, message, help=f"write '{now}'" if now else "")


@rule("FMC514", "renamed-setting", severity="info", needs=File, fix="safe")
def renamed_setting(file: File) -> Iterator[Finding]:
    """SET uses a name that a newer one has taken the place of.

    The older name is still read by this version. It goes away with a later one, and then it is ignored without a word.

    Bad, with flink=1.17:
        SET 'restart-strategy' = 'none';

    Good, with flink=1.17:
        SET 'restart-strategy.type' = 'none';

    Source: the deprecated keys of the option classes of Flink 1.13 to 2.3.
    """
    version = file.environment.flink_version
    for key, _ in _said(file):
        newer = _newer(key.value, version)
        if newer:
            fix = replace(key.span, _quoted(key, newer, file))
            yield Finding(key.span, f"'{key.value}' is called '{newer}' in Flink {version}", fix=fix)


def _newer(key: str, version: str) -> str:
    """The name that `key` goes by in this version, where that is another."""
    setting = read_by(version).get(key)
    if setting is None or setting.key != key:
        return setting.key if setting else ""
    reached = setting.newer and order(setting.newer_since) <= order(version)
    return setting.newer if reached and setting.newer in read_by(version) else ""


@rule("FMC515", "invalid-setting-value", severity="error", needs=File, fix="unsafe")
def invalid_setting_value(file: File) -> Iterator[Finding]:
    """SET gives a setting a value that it cannot have.

    sql-client stops at it: `'five minutes'` is no duration, `'stream'` no runtime mode. Nothing behind it runs.

    Bad:
        SET 'execution.checkpointing.interval' = 'five minutes';

    Good:
        SET 'execution.checkpointing.interval' = '5 min';

    Bad:
        SET 'execution.runtime-mode' = 'stream';

    Good:
        SET 'execution.runtime-mode' = 'streaming';

    Source: measured on Flink 1.13 to 2.3; types from the option classes.
    """
    version = file.environment.flink_version
    for key, value in _said(file):
        setting = read_by(version).get(key.value)
        kind = _READERS.get(setting.type) if setting else None
        if setting is None or kind is None or values.is_placeholder(value.value):
            continue
        read = values.read(kind, value.value, values=setting.values, flink=version)  # type: ignore[arg-type]
        if isinstance(read, values.Problem) and read.certain:
            yield Finding(
                value.span,
                f"'{key.value}' cannot be '{value.value}': {read.reason}",
                f"did you mean '{read.suggestion}'?" if read.suggestion else "",
                fix=_suggested(value, read.suggestion, file),
            )


def _suggested(value: Text, suggestion: str, file: File) -> Fix | None:
    return (
        replace(value.span, _quoted(value, suggestion, file))._replace(applicability="unsafe") if suggestion else None
    )


def _said(file: File) -> Iterator[tuple[Text, Text]]:
    """The keys and values of the file's SETs."""
    for statement in file.flink:
        if isinstance(statement, flink.Set) and statement.key is not None and statement.value is not None:
            yield statement.key, statement.value


def _quoted(text: Text, instead: str, file: File) -> str:
    """`instead` with quotes where `text` has them."""
    return f"'{instead}'" if file.source.text[text.span.start] == "'" else instead
