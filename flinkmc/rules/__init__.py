"""The rules, one module per family. A rule is one function, and its docstring is its page."""

from __future__ import annotations

from importlib import import_module

from flinkmc.lint.rule import Rule, registered

FAMILIES = (
    "files",
    "syntax",
    "scripts",
    "languages",
    "options",
    "option_values",
    "dialects",
    "interplay",
    "types",
    "column_types",
    "columns",
    "keys",
    "partitions",
    "buckets",
    "delta",
    "security",
    "endpoints",
    "checkpoints",
    "job",
    "statement_sets",
    "settings",
    "table",
    "names",
)
"""The modules of this room. A rule of a new module is found once its name stands here."""


def load() -> dict[str, Rule]:
    """All rules, by code."""
    for family in FAMILIES:
        import_module(f"{__name__}.{family}")
    return registered()
