"""The plan as files, as text: pure. Who puts them on a disk is the command line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from flinkmc.job import sql
from flinkmc.job.dry_run import ROW_MARK
from flinkmc.job.model import Plan, Setting, Statement, Target
from flinkmc.job.settings import INTERVAL
from flinkmc.job.sink import divisors
from flinkmc.maxcompute.literals import back_quoted, quoted
from flinkmc.maxcompute.writer import settings

_TEMPLATES = Path(__file__).parent / "templates"
_MARK = re.compile(r"^(?:--|#|<!--) Made by flinkmc job, checksum ([0-9a-f]{16})\.(?: -->)?\n", re.MULTILINE)


class BundleFile(NamedTuple):
    """A file of the bundle: its name, its whole text, and whether it is to be run."""

    name: str
    text: str
    executable: bool = False


def bundle(plan: Plan) -> tuple[BundleFile, ...]:
    """All files of a plan. Each says in a comment that it was made, with a checksum of the rest."""
    return (
        BundleFile("maxcompute.sql", _marked("-- ", _silenced(plan, "maxcompute.sql") + _maxcompute_sql(plan))),
        BundleFile("job.sql", _marked("-- ", _silenced(plan, "job.sql") + _job_sql(plan))),
        BundleFile("run.sh", _marked("# ", _rendered("run.sh.jinja", plan)), executable=True),
        BundleFile("verify.sql", _marked("-- ", _verify_sql(plan))),
        BundleFile("README.md", _marked("<!-- ", _rendered("README.md.jinja", plan), " -->")),
    )


# -- marks ------------------------------------------------------------------------------------------------------------


def is_untouched(text: str) -> bool:
    """Whether a file is as the bundle made it: it bears the mark, and nothing has been changed since."""
    mark = _MARK.search(text)
    return mark is not None and mark[1] == _checksum(text[: mark.start()] + text[mark.end() :])


def _marked(start: str, text: str, end: str = "") -> str:
    """The mark on the first line, or on the second if the first says who reads the file."""
    mark = f"{start}Made by flinkmc job, checksum {_checksum(text)}.{end}\n"
    head, _, rest = text.partition("\n")
    return f"{head}\n{mark}{rest}" if head.startswith("#!") else mark + text


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# -- SQL --------------------------------------------------------------------------------------------------------------


def _silenced(plan: Plan, file: str) -> str:
    """The comment that keeps lint from saying of this file what it says of the user's own."""
    codes = sorted({advice.code for advice in plan.advice if advice.file == file})
    return f"-- flinkmc: disable-file={','.join(codes)} as your own files have it, see README.md\n" if codes else ""


def _maxcompute_sql(plan: Plan) -> str:
    tables: dict[str, str] = {}
    for target in plan.targets:
        tables.setdefault(target.name, target.ddl)
    return "\n".join([settings(), *tables.values()])


def _job_sql(plan: Plan) -> str:
    head = [f"{plan.name}, for Flink {plan.flink_version}. Run it with run.sh"]
    if plan.variables:
        names = ", ".join(f"${{{variable.name}}}" for variable in plan.variables)
        head[0] += f", which puts what the environment says in the place of {names}"
    parts = ["\n".join(sql.comment(f"{head[0]}."))]
    parts += [_set(setting) for setting in plan.settings]
    parts += [_statement(statement) for statement in plan.statements]
    inserts = [_statement(statement) for statement in plan.inserts]
    parts += ["-- one job for all of them\nBEGIN STATEMENT SET;", *inserts, "END;"] if plan.together else inserts
    return "\n\n".join(parts) + "\n"


def _set(setting: Setting) -> str:
    why = setting.why + (f"; it was {setting.changed}" if setting.changed else "")
    return "\n".join([*sql.comment(why), f"SET {sql.string(setting.key)} = {sql.string(setting.value)};"])


def _statement(statement: Statement) -> str:
    notes = [line for note in statement.notes for line in sql.comment(note)]
    return "\n".join([*notes, f"{statement.sql};"])


def _verify_sql(plan: Plan) -> str:
    parts = []
    seen = set()
    for target in plan.targets:
        if target.name not in seen:
            parts.append("\n".join(_verification(target)))
        seen.add(target.name)
    return "\n\n".join(parts) + "\n"


def _verification(target: Target) -> Iterable[str]:
    table = ".".join(back_quoted(part) for part in target.table)
    known = dict((*target.static, *target.trial))
    open_keys = [key for key in target.partitions if key not in known]
    yield f"-- What has arrived in {target.name}. Rows can be seen once Flink has completed a checkpoint."
    for key in open_keys:
        yield f"-- Put a value of the partition column {key} in the place of ${{{key}}}."
    if open_keys:
        yield f"-- Which there are: SHOW PARTITIONS {table};"
    if target.three_levels:
        yield "SET odps.namespace.schema=true;"
    filters = [f"{back_quoted(key)} = {quoted(known.get(key, f'${{{key}}}'))}" for key in target.partitions]
    where = f" WHERE {' AND '.join(filters)}" if filters else ""
    yield f"SELECT COUNT(*) AS `rows` FROM {table}{where};"
    yield f"SELECT * FROM {table}{where} LIMIT 20;"


# -- templates --------------------------------------------------------------------------------------------------------


def _rendered(name: str, plan: Plan) -> str:
    import jinja2

    environment = jinja2.Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    environment.filters |= {"shell": _shell, "cell": _cell, "code": _code, "divisors": divisors, "spec": _spec}
    template = environment.from_string((_TEMPLATES / name).read_text(encoding="utf-8"))
    interval = next((setting.value for setting in plan.settings if setting.key == INTERVAL), "")
    generated = [source for source in plan.inputs if source.origin == "generated"]
    text = template.render(**plan._asdict(), ends=plan.ends, interval=interval, generated=generated, row_mark=ROW_MARK)
    return re.sub(r"\n{3,}", "\n\n", text)


def _shell(text: str) -> str:
    """A word of a shell script, whatever is in it."""
    return "'" + text.replace("'", "'\\''") + "'"


def _cell(text: str) -> str:
    """Text that may stand in a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{text}`"


def _spec(values: Iterable[tuple[str, str]]) -> str:
    return "`" + ", ".join(f"{key}={quoted(value)}" for key, value in values) + "`"
