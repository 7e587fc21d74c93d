"""The plan of a job: every decision that its bundle is made from, with the reason for it. Frozen."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from flinkmc.text.source import Source, Span

Mode: TypeAlias = Literal["streaming", "batch"]


class Wanted(NamedTuple):
    """What is asked of a job: the Flink that runs it, the sinks by name (none: all of them), the rows of a trial."""

    flink_version: str
    tables: tuple[str, ...] = ()
    rows: int = 100


class Fault(NamedTuple):
    """Why there can be no bundle, and where that is; without a source it is about the call itself."""

    message: str
    source: Source | None = None
    span: Span = Span(0, 0)
    help: str = ""


class Refused(Exception):  # noqa: N818 - it is what happens to the job
    """Faults that stop the planning; `flinkmc.job.plan.plan` gives them back."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*(fault.message for fault in faults))
        self.faults = faults


class Setting(NamedTuple):
    """A SET of the job. `changed` says what the user had set instead; `own` that the user set it just so."""

    key: str
    value: str
    why: str
    changed: str = ""
    own: bool = False


class Change(NamedTuple):
    """What is different in a statement that was carried over, and why."""

    where: str
    what: str
    why: str


class Statement(NamedTuple):
    """A statement of job.sql without its `;`, and what stands above it as a comment."""

    sql: str
    notes: tuple[str, ...] = ()


class Variable(NamedTuple):
    """A variable of the environment that run.sh puts in the place of `${name}`."""

    name: str
    meaning: str
    secret: bool = False


class Target(NamedTuple):
    """A sink and the MaxCompute table that it writes; `own_ddl` says that its DDL is the user's.

    `trial` are the partition values that a generated source writes; where the rows come from the user's own query they
    are not known, and absent. `unique` says that every row of the trial has a key of its own.
    """

    sink: str
    table: tuple[str, ...]
    ddl: str
    mode: Literal["insert", "upsert"]
    own_ddl: bool = False
    three_levels: bool = False
    buckets: int | None = None
    parallelism: int | None = None
    partitions: tuple[str, ...] = ()
    static: tuple[tuple[str, str], ...] = ()
    trial: tuple[tuple[str, str], ...] = ()
    unique: bool = False

    @property
    def name(self) -> str:
        """The MaxCompute table as the sink names it."""
        return ".".join(self.table)


class Input(NamedTuple):
    """A table that the job reads. `origin` says whose it is; `ends` is None where nothing is known of that."""

    name: str
    connector: str
    origin: Literal["yours", "replaced", "generated"]
    ends: bool | None
    ships: bool = True


class DryRun(NamedTuple):
    """What turns the job into its dry run: statements that put other tables in the place of the job's, what is to be
    known of them, and why there can be none (empty if there can)."""

    statements: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: str = ""


class Advice(NamedTuple):
    """What lint says of a file of the bundle, and the job leaves as the user's own files have it."""

    file: str
    code: str
    message: str


class Plan(NamedTuple):
    """Everything that a bundle says and does. `together` says that the INSERTs are one job, not one after another."""

    name: str
    flink_version: str
    mode: Mode
    rows: int
    settings: tuple[Setting, ...]
    statements: tuple[Statement, ...]
    inserts: tuple[Statement, ...]
    together: bool
    targets: tuple[Target, ...]
    inputs: tuple[Input, ...]
    variables: tuple[Variable, ...]
    dry_run: DryRun
    changes: tuple[Change, ...] = ()
    assumed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    origins: tuple[tuple[Source, Span], ...] = ()

    def is_made_of(self, source: Source, span: Span) -> bool:
        """Whether a place of the user's text is part of a statement that was carried over."""
        return any(
            source is own and place.start <= span.start and span.end <= place.end + 1 for own, place in self.origins
        )

    @property
    def ends(self) -> bool:
        """Whether the job comes to an end by itself, as far as is known."""
        return all(source.ends for source in self.inputs)


class Outcome(NamedTuple):
    """A plan, or what stands against one."""

    plan: Plan | None
    faults: tuple[Fault, ...] = ()
