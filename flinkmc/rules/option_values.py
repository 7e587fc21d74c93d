"""What the options of a sink say: values that cannot be, that are out of bounds, risky, or nothing new."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.connectors.model import Option, out_of_range, read
from flinkmc.connectors.values import Problem, is_placeholder, suspicious_memory
from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Finding, Fix, replace, unsafe_replace
from flinkmc.lint.project import Sink
from flinkmc.lint.rule import rule
from flinkmc.rules.given import identifiers, known, level, shown
from flinkmc.rules.removal import without

FAR = 4
"""How many times its default a value is when it counts as raised far."""


@rule("FMC103", "invalid-option-value", severity="error", needs=Sink, fix="safe, unsafe")
def invalid_option_value(sink: Sink) -> Iterator[Finding]:
    """The value is none that the option can have.

    Values are read as Flink reads them: a whole number is digits alone, without unit or blanks; a boolean is `true` or
    `false`; a memory size is a whole number and `b`, `kb`, `mb`, `gb` or `tb`. The INSERT that uses the table fails:
    "Could not parse value". `sink.operation` is plain text to Flink; in another case than documented it is a warning,
    because only the connector knows what it makes of it.

    Bad:
        'upsert.commit.timeout' = '600 s'

    Good:
        'upsert.commit.timeout' = '600'

    Bad:
        'upsert.writer.buffer-size' = '64 MiB'

    Good:
        'upsert.writer.buffer-size' = '64 mb'

    Source: the types are those of the connector's page and sample; how Flink reads them was measured on 1.13 to 2.3.
    """
    for option, of_connector in known(sink):
        value = option.value.value
        problem = read(of_connector, value, sink.environment.flink_version)
        if not isinstance(problem, Problem):
            continue
        if of_connector.key != sink.vocabulary.identifier_key:
            yield _refused(sink, option, of_connector, problem)
        elif value not in identifiers() and problem.suggestion:
            message = f"there is no connector {shown(value)}"
            fix = replace(option.value.span, f"'{problem.suggestion}'")
            yield Finding(option.value.span, message, f"did you mean '{problem.suggestion}'?", fix=fix)


def _refused(sink: Sink, option: flink.Option, of_connector: Option, problem: Problem) -> Finding:
    key, value, better = option.key.value, shown(option.value.value), f"'{problem.suggestion}'"
    span = option.value.span
    if not problem.certain:
        message = f"'{key}' is {better} in the documents, not {value}: in another case it may be refused"
        return Finding(span, message, fix=replace(span, better), severity="warning")
    message = f"'{key}' cannot be {value}: {problem.reason}"
    severity = level(sink, of_connector, "values" if of_connector.values else "type")
    if not problem.suggestion:
        return Finding(span, message, severity=severity)
    return Finding(span, message, f"did you mean {better}?", fix=unsafe_replace(span, better), severity=severity)


@rule("FMC104", "option-out-of-range", severity="error", needs=Sink)
def option_out_of_range(sink: Sink) -> Iterator[Finding]:
    """The number is smaller or larger than the option allows.

    Flink checks no range: `0` threads or a timeout of `-5` seconds are numbers to it. What comes of them is found when
    the job runs. It is an error where the bound was read in a document or in code, else a warning.

    Bad:
        'upsert.commit.timeout' = '0'

    Good:
        'upsert.commit.timeout' = '600'

    Source: MaxCompute's SDK for Java, "timeout value must be positive"; the open-source connector refuses negative
    retries. Other lower bounds are our own conclusion.
    """
    for option, of_connector in known(sink):
        if of_connector.key == sink.key("buckets"):
            continue
        problem = out_of_range(of_connector, read(of_connector, option.value.value, sink.environment.flink_version))
        if problem is not None:
            message = f"'{option.key.value}' is {shown(option.value.value)}: {problem.reason}"
            yield Finding(option.value.span, message, severity=level(sink, of_connector, "min"))


@rule("FMC107", "default-option-value", severity="off", needs=Sink, fix="safe")
def default_option_value(sink: Sink) -> Iterator[Finding]:
    """The option is set to what it is anyway.

    It does no harm. Some teams keep only what differs from the defaults, so that a table shows its decisions; others
    write defaults out on purpose, against the day they change. So the rule is off unless asked for.

    Bad:
        'upsert.commit.timeout' = '600'

    Good:
        'upsert.commit.timeout' = '900'

    Source: the defaults of the connector's parameter tables.
    """
    version = sink.environment.flink_version
    for option, of_connector in known(sink):
        if of_connector.default is None or is_placeholder(option.value.value) or _hides_another(sink, option):
            continue
        value, default = (read(of_connector, text, version) for text in (option.value.value, of_connector.default))
        if value == default and not isinstance(value, Problem):
            edits = without(sink.source, sink.flink_table.declared.options, option)
            fix = Fix(edits, "safe", "take it out") if edits else None
            message = f"'{option.key.value}' is set to its default, {shown(of_connector.default)}"
            yield Finding(option.span, message, fix=fix)


def _hides_another(sink: Sink, option: flink.Option) -> bool:
    """Whether another value, of the same statement or of one that it is LIKE, would hold without this one."""
    declared = sink.flink_table.declared
    return declared.like is not None or sum(other.key.value == option.key.value for other in declared.options) > 1


@rule("FMC112", "risky-option-value", severity="warning", needs=Sink)
def risky_option_value(sink: Sink) -> Iterator[Finding]:
    """The value is raised far above its default, against what the documents advise.

    A few options cost memory for each unit: open partitions, upload threads, sessions that commit at a time. The
    documents warn of raising them much; the job then dies of memory under load, long after the change. Four times the
    default is where this rule begins.

    Bad:
        'upsert.commit.thread-num' = '128'

    Good:
        'upsert.commit.thread-num' = '16'

    Source: the connector's parameter table, "do not increase significantly"; the number four is our own.
    """
    for option, of_connector in known(sink):
        default = read(of_connector, of_connector.default) if of_connector.default and of_connector.caution else None
        value = read(of_connector, option.value.value)
        if isinstance(default, int) and isinstance(value, int) and value >= FAR * default:
            message = f"'{option.key.value}' is {shown(option.value.value)}, {value // default} times its default"
            yield Finding(option.value.span, message, help=of_connector.caution)


@rule("FMC113", "suspicious-size", severity="warning", needs=Sink, fix="unsafe")
def suspicious_size(sink: Sink) -> Iterator[Finding]:
    """A memory size without a unit is read as bytes.

    `'64'` for a buffer is 64 bytes to Flink, not megabytes: every row is sent on its own. It is found where a number
    without a unit is less than a thousandth of the default.

    Bad:
        'upsert.writer.buffer-size' = '64'

    Good:
        'upsert.writer.buffer-size' = '64 mb'

    Source: measured on Flink 1.13 to 2.3: a bare number is bytes.
    """
    for option, of_connector in known(sink):
        if of_connector.type != "memory" or of_connector.default is None:
            continue
        problem = suspicious_memory(option.value.value, of_connector.default)
        if problem is not None:
            better = f"'{problem.suggestion}'"
            fix = unsafe_replace(option.value.span, better) if problem.suggestion else None
            label = f"did you mean {better}?" if fix else ""
            message = f"'{option.key.value}' is {shown(option.value.value)}: {problem.reason}"
            yield Finding(option.value.span, message, label, help=f"the default is {of_connector.default}", fix=fix)
