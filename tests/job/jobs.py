"""Jobs for tests: planned from texts, bundled, and run by a stand-in for sql-client that needs no Java."""

import stat
from pathlib import Path

from flinkmc.job.bundle import bundle
from flinkmc.job.model import Plan, Wanted
from flinkmc.job.plan import plan
from flinkmc.lint.linking import build
from flinkmc.lint.project import Project
from flinkmc.lint.script import Environment, read
from flinkmc.text.source import Source

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = {"1.13": "1.13.6", "1.15": "1.15.4", "1.16": "1.16.3", "1.17": "1.17.2"}


def project(*texts: str, version: str = "1.17") -> Project:
    """The texts as files a.sql, b.sql, …"""
    environment = Environment(version)
    return build([read(Source(f"{name}.sql", text), environment) for name, text in zip("abcdef", texts, strict=False)])


def planned(*texts: str, version: str = "1.17", tables: tuple[str, ...] = (), rows: int = 100) -> Plan:
    """The plan of texts that have one."""
    outcome = plan(project(*texts, version=version), Wanted(version, tables, rows))
    assert outcome.plan is not None, outcome.faults
    return outcome.plan


def refused(*texts: str, version: str = "1.17", tables: tuple[str, ...] = ()) -> list[str]:
    """What stands against a plan, message and help."""
    outcome = plan(project(*texts, version=version), Wanted(version, tables))
    assert outcome.plan is None
    return [f"{fault.message}; {fault.help}" for fault in outcome.faults]


def made(*texts: str, version: str = "1.17", tables: tuple[str, ...] = (), rows: int = 100) -> dict[str, str]:
    """The files of the bundle."""
    return {file.name: file.text for file in bundle(planned(*texts, version=version, tables=tables, rows=rows))}


def statements(job: str) -> list[str]:
    """The statements of job.sql, without comments between them and without their `;`, as FlinkCheck takes them."""
    found, lines = [], list[str]()
    for line in job.splitlines():
        if not lines and (not line.strip() or line.startswith("--")):
            continue
        lines.append(line)
        if line.rstrip().endswith(";") and not line.lstrip().startswith("--"):
            found.append("\n".join(lines).rstrip().removesuffix(";"))
            lines = []
    return found


def stored(folder: Path, files: dict[str, str]) -> Path:
    """The bundle in a folder, which is given back."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "run.sh").chmod(0o755)
    return folder


def double(folder: Path, script: str, connectors: tuple[str, ...] = ("flink-connector-maxcompute-1.17.jar",)) -> Path:
    """A $FLINK_HOME whose sql-client.sh is this script."""
    client = folder / "bin" / "sql-client.sh"
    client.parent.mkdir(parents=True)
    client.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    client.chmod(client.stat().st_mode | stat.S_IXUSR)
    (folder / "lib").mkdir()
    (folder / "conf").mkdir()
    (folder / "conf" / "log4j-cli.properties").write_text("# none\n", encoding="utf-8")
    for name in ("flink-dist-1.17.2.jar", *connectors):
        (folder / "lib" / name).touch()
    return folder
