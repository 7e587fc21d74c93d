"""Flink SQL for the MaxCompute connector: linted, translated, made to run.

`lint`, `parse` and `translate` are what Python programs call; everything else may change without notice.
"""

import sys
from typing import Any

__version__ = "0.1.0"
__all__ = ["Diagnostic", "Script", "Translation", "lint", "parse", "translate"]


class _Face(type(sys)):  # type: ignore[misc]  # the class of modules
    """This module with its functions, made when they are asked for: a command line that lints needs none of them.

    `lint` and `translate` are packages below this one as well. The import system puts a package into its parent under
    its name; here the functions keep theirs. `from flinkmc.lint.engine import …` works all the same, and
    `import flinkmc.lint.engine as …` does not.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in __all__:
            super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module 'flinkmc' has no attribute '{name}'")
        from flinkmc import api

        return getattr(api, name)


sys.modules[__name__].__class__ = _Face
