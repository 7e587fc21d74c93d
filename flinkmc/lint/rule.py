"""What a rule is, and the register of all rules. A rule is one function; its docstring is its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, TypeVar

from flinkmc.lint.diagnostic import Finding

Level = Literal["error", "warning", "info", "off"]
Context = TypeVar("Context")


class Rule(NamedTuple):
    """A rule: its code and name, how grave it is by default, what it must know, and the function that finds.

    `needs` is the class of `flinkmc.lint.project` that `check` is called with, once for each there is in the project.
    `fixable` says which fixes it may offer ("safe", "unsafe" or both, as the catalogue prints it).
    """

    code: str
    name: str
    severity: Level
    needs: type[Any]
    check: Callable[[Any], Iterator[Finding]]
    fixable: str
    since: str

    @property
    def page(self) -> str:
        """The rule's page: the docstring of its function, without indentation."""
        from inspect import cleandoc

        return cleandoc(self.check.__doc__ or "")


_RULES: dict[str, Rule] = {}


def rule(
    code: str, name: str, *, severity: Level, needs: type[Context], fix: str = "", since: str = "0.1.0"
) -> Callable[[Callable[[Context], Iterator[Finding]]], Callable[[Context], Iterator[Finding]]]:
    """Registers a function as the check of a rule. Raises ValueError for a code that is taken."""

    def register(check: Callable[[Context], Iterator[Finding]]) -> Callable[[Context], Iterator[Finding]]:
        if code in _RULES:
            raise ValueError(f"{code} is registered twice: {_RULES[code].name} and {name}")
        _RULES[code] = Rule(code, name, severity, needs, check, fix, since)
        return check

    return register


def registered() -> dict[str, Rule]:
    """The rules that have been imported, by code."""
    return dict(sorted(_RULES.items()))
