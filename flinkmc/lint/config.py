"""What a lint is asked to look for and to hold files to: plain data, whoever said it, a file or the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from flinkmc.connectors.nearest import nearest
from flinkmc.lint.diagnostic import SEVERITIES, Severity
from flinkmc.lint.rule import Level

FailOn: TypeAlias = Literal["error", "warning", "info", "never"]
Target: TypeAlias = Literal["self-managed", "vvp"]

ALL = "ALL"
LEVELS: tuple[str, ...] = get_args(Level)
FAIL_ON: tuple[str, ...] = get_args(FailOn)
TARGETS: tuple[str, ...] = get_args(Target)


class UnknownWordError(ValueError):
    """A word that is none of those there are. `hint` says which was probably meant, or which there are."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Selection(NamedTuple):
    """Which rules one place asks for, by code, by the beginning of a code, or by ALL.

    The longer of two that match a rule decides, `ignore` where they are equally long. Without `select` it changes what
    was chosen before. A rule that is off by default is chosen by its full code, by ALL, and by `extend_select`.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


class Config(NamedTuple):
    """All that is configured for a file. Later selections and severities go on top of earlier ones.

    `root` is the folder that `exclude` and `per_file_ignores` are read from, as .gitignore patterns. `baseline` is the
    whole path of a file. `tables` are patterns of files, from `root`, that belong to every project. `placeholders`
    are regular expressions of what stands for a value that is not known yet, besides ${x} and {{ x }}.
    `connectors` are the user's own option vocabularies by name, each as JSON of its tables.
    """

    flink_version: str
    target: Target = "self-managed"
    connector: str = "auto"
    selections: tuple[Selection, ...] = ()
    severity: tuple[tuple[str, Level], ...] = ()
    min_severity: Severity | None = None
    fail_on: FailOn = "warning"
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    root: str = ""
    baseline: str = ""
    tables: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    connectors: tuple[tuple[str, str], ...] = ()

    @property
    def reported(self) -> Severity:
        """The least grave severity that is reported: what fails a run is not hidden by default."""
        return self.min_severity or ("info" if self.fail_on == "info" else "warning")

    def reports(self, severity: Severity) -> bool:
        """Whether findings of this severity are reported."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.reported)

    def fails(self, severity: Severity) -> bool:
        """Whether a reported finding of this severity makes a run fail."""
        return self.fail_on != "never" and SEVERITIES.index(severity) <= SEVERITIES.index(self.fail_on)


def default(version: str | None = None) -> Config:
    """The configuration where nothing is configured."""
    if version is None:
        from flinkmc.flink.versions import default_version

        version = default_version()
    return Config(version)


# -- which rules, and how grave ---------------------------------------------------------------------------------------


def levels(config: Config, defaults: Mapping[str, Level]) -> dict[str, Severity | None]:
    """The rules to run, by code. The severity is None where the rule itself decides it."""
    told = _told(config.severity, defaults)
    woken = {code for code, level in config.severity if level != "off"}
    awake = {code for code, level in defaults.items() if level != "off" or code in woken}
    on = {code for code in awake if told.get(code) != "off"}
    chosen = on
    for selection in config.selections:
        chosen = _chosen(selection, chosen, on, defaults)
    return {code: _severity(told.get(code), level) for code, level in defaults.items() if code in chosen}


def _told(severity: Iterable[tuple[str, Level]], codes: Iterable[str]) -> dict[str, Level]:
    """What is said of each rule; of two selectors the longer decides."""
    told: dict[str, Level] = {}
    for selector, level in sorted(severity, key=lambda entry: _weight(entry[0])):
        told.update((code, level) for code in codes if _matches(selector, code))
    return told


def _severity(told: Level | None, by_default: Level) -> Severity | None:
    if told is not None and told != "off":
        return told
    return "warning" if by_default == "off" else None


def _chosen(selection: Selection, before: set[str], on: set[str], codes: Iterable[str]) -> set[str]:
    chosen = set(before) if selection.select is None else set()
    steps = [(_weight(text), False, text, text in codes or text == ALL) for text in selection.select or ()]
    steps += [(_weight(text), False, text, True) for text in selection.extend_select]
    steps += [(_weight(text), True, text, True) for text in selection.ignore]
    for _, ignored, text, wakes in sorted(steps):
        matching = {code for code in codes if _matches(text, code)}
        if ignored:
            chosen -= matching
        else:
            chosen |= matching if wakes else matching & on
    return chosen


def _weight(selector: str) -> int:
    return 0 if selector == ALL else len(selector)


def _matches(selector: str, code: str) -> bool:
    return selector == ALL or code.startswith(selector)


# -- which files ------------------------------------------------------------------------------------------------------


def excludes(config: Config, path: str) -> bool:
    """Whether `exclude` leaves a path out; that of a folder ends with a separator."""
    if not config.exclude:
        return False
    from flinkmc.lint.gitignore import matches

    return matches(config.exclude, config.root, path)


def ignores(config: Config, path: str, code: str) -> bool:
    """Whether `per_file_ignores` leave a rule out for a file."""
    for pattern, ignored in config.per_file_ignores:
        if any(_matches(text, code) for text in ignored):
            from flinkmc.lint.gitignore import matches

            if matches((pattern,), config.root, path):
                return True
    return False


def pattern(text: str) -> str:
    """A pattern of paths, as in .gitignore. Raises UnknownWordError for what is none."""
    from flinkmc.lint.gitignore import patterns

    try:
        patterns([text])
    except ValueError:
        raise UnknownWordError(f"no pattern of paths '{text}'", "it is written as in .gitignore") from None
    return text


# -- words ------------------------------------------------------------------------------------------------------------


def selector(text: str, codes: Iterable[str]) -> str:
    """A rule's code, the beginning of one, or ALL. Raises UnknownWordError for anything else."""
    known = tuple(codes)
    if text and any(_matches(text, code) for code in known):
        return text
    close = nearest(text, (*known, ALL))
    raise UnknownWordError(f"unknown rule '{text}'", meant(close) or "see flinkmc rules")


def one_of(text: Any, words: Iterable[str], what: str) -> Any:
    """One of these words. Raises UnknownWordError for anything else."""
    known = tuple(words)
    if text in known:
        return text
    if str(text) in known:
        raise UnknownWordError(f"this {what} is no string", f'write it in quotes: "{text}"')
    shown = f"'{text}'" if isinstance(text, str) else repr(text)
    raise UnknownWordError(
        f"unknown {what} {shown}", meant(nearest(str(text), known)) or f"it is one of {', '.join(known)}"
    )


def meant(close: tuple[str, ...]) -> str:
    """The question whether one of these was meant; empty where there is none."""
    return f"did you mean {' or '.join(map(repr, close))}?" if close else ""


def flink_version(text: Any) -> str:
    """A version of Flink that is known. Raises UnknownWordError."""
    from flinkmc.flink.versions import versions

    return str(one_of(text, versions(), "Flink version"))


def connector(text: Any) -> str:
    """`auto`, or a connector vocabulary. Raises UnknownWordError."""
    from flinkmc.connectors.vocabulary import names

    return str(one_of(text, ("auto", *names()), "connector"))
