"""What all tests share: the choice of tests that need a real Flink, and that Flink."""

import contextlib
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from tests import real_flink as flinks

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--real-flink", action="store_true", help="also run the tests that need a real Flink")
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what asks for the fixture `real_flink`; leave it out unless it is asked for: it downloads 150 MB."""
    needing = [item for item in items if "real_flink" in getattr(item, "fixturenames", ())]
    for item in needing:
        item.add_marker("real_flink")
    if not needing:
        return
    if not config.getoption("--real-flink") and "real_flink" not in config.getoption("markexpr"):
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in needing]
    elif missing := flinks.missing():
        lack = f"a real Flink needs {', '.join(missing)} on the PATH"
        if os.environ.get("FLINKMC_REQUIRE_FLINK") == "1":
            raise pytest.UsageError(f"{lack}, and FLINKMC_REQUIRE_FLINK=1 forbids to leave {len(needing)} tests out")
        for item in needing:
            item.add_marker(pytest.mark.skip(reason=f"left out: {lack}"))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Holds a text against the file of this name in the folder `golden` beside the test."""

    def hold(name: str, text: str) -> None:
        file = request.path.parent / "golden" / name
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(text.encode())
        assert text == file.read_bytes().decode(), f"if this is meant: pytest --update-golden {request.node.nodeid}"

    return hold


class RealFlink:
    """Flink by version: what a test needs of it is made when first asked for and kept until the session ends."""

    def __init__(self, open_until_end: contextlib.ExitStack) -> None:
        self.check = cache(lambda version: open_until_end.enter_context(flinks.FlinkCheck(version)))

    def home(self, version: str) -> Path:
        """A $FLINK_HOME whose bin/sql-client.sh is the real one and runs jobs in its own JVM."""
        return flinks.made(version) / "home"


@pytest.fixture(scope="session")
def real_flink() -> Iterator[RealFlink]:
    with contextlib.ExitStack() as open_until_end:
        yield RealFlink(open_until_end)


@pytest.fixture(scope="session")
def flink(real_flink: RealFlink) -> flinks.FlinkCheck:
    """The planner and runtime of Flink 1.17 in a warm JVM."""
    return real_flink.check(flinks.VERSION)


@pytest.fixture(scope="session")
def flink_home(real_flink: RealFlink) -> Path:
    """The $FLINK_HOME of Flink 1.17."""
    return real_flink.home(flinks.VERSION)


@pytest.fixture
def java_env(tmp_path: Path) -> dict[str, str]:
    """The environment in which sql-client.sh runs on Java 17; the stand-in sink writes to `tmp_path / "rows"`."""
    return os.environ | {
        "JDK_JAVA_OPTIONS": flinks.JAVA_OPTIONS,
        "FLINKMC_STANDIN_DIR": str(tmp_path / "rows"),
        "FLINK_LOG_DIR": str(tmp_path),
    }
