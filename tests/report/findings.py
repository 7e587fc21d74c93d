"""Findings to print: those of the showcase, and one in a text at a place."""

from flinkmc.lint.diagnostic import Diagnostic, Edit, Fix, Note, replace
from flinkmc.text.source import Source, Span

SINK = """\
CREATE TABLE orders_sink (
  id BIGINT,
  total DECIMAL(18, 2),
  PRIMARY KEY (id) NOT ENFORCED
) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',

  'table.name' = 'orders',
  'sink.operation' = 'upsert',
  'upsert.write.bucket.num' = '32'
);
"""
TABLE = """\
CREATE TABLE orders (
  id BIGINT NOT NULL,
  total DECIMAL(18, 2),
  PRIMARY KEY (id)
)
TBLPROPERTIES ("transactional" = "true", "write.bucket.num" = "64");
"""


def showcase() -> list[Diagnostic]:
    """An error with a note in another file and a fix, one with a label and a fix, a warning."""
    sink, table = Source("sinks/orders.sql", SINK), Source("tables/orders.sql", TABLE)
    misspelt = Source("sinks/orders.sql", "\n" * 14 + "  'sink.opration' = 'upsert'\n);\n")
    job = Source("job.sql", "SET 'execution.checkpointing.interval' = '2 min';\n")
    told, typo = span(sink, "'32'"), span(misspelt, "'sink.opration'")
    return [
        Diagnostic(
            "FMC401",
            "bucket-count-mismatch",
            "error",
            sink,
            told,
            "the sink writes 32 buckets, orders has 64",
            notes=(Note(span(table, '"64"'), "64 here", table),),
            help="set the sink to the table's count",
            fix=replace(told, "'64'"),
        ),
        Diagnostic(
            "FMC101",
            "unknown-option",
            "error",
            misspelt,
            typo,
            "unknown option 'sink.opration' of connector maxcompute",
            "did you mean 'sink.operation'?",
            fix=replace(typo, "'sink.operation'"),
        ),
        Diagnostic(
            "FMC502",
            "checkpoint-interval-too-short",
            "warning",
            job,
            span(job, "'2 min'"),
            "checkpoints every 2 min: upsert sinks need more than 3 min",
        ),
    ]


def span(source: Source, piece: str) -> Span:
    """Where a piece stands in a source."""
    start = source.text.index(piece)
    return Span(start, start + len(piece))


def at(
    text: str,
    place: str | Span,
    *,
    label: str = "",
    message: str = "wrong",
    notes: dict[str, str] | None = None,
    help_text: str = "",
    fix: dict[str, str] | None = None,
    unsafe: bool = False,
) -> Diagnostic:
    """A finding in `a.sql`. `notes` are labels by the piece they stand at, `fix` new pieces by old ones."""
    source = Source("a.sql", text)
    where = span(source, place) if isinstance(place, str) else place
    edits = tuple(Edit(span(source, old), new) for old, new in (fix or {}).items())
    return Diagnostic(
        "FMC001",
        "syntax-error",
        "error",
        source,
        where,
        message,
        label,
        tuple(Note(span(source, piece), said) for piece, said in (notes or {}).items()),
        help_text,
        Fix(edits, "unsafe" if unsafe else "safe") if edits else None,
    )
