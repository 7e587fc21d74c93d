#!/usr/bin/env bash
# The main job on samples/: lint, MaxCompute DDL, and a job that a real Flink runs. `make demo` sets up what it needs.
set -euo pipefail
cd "$(dirname "$0")/.."
flinkmc=.venv/bin/flinkmc
job=build/demo/job
flink=1.17.2

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
show() { say "$ flinkmc $*"; "$flinkmc" "$@"; }

[ -t 1 ] || say() { printf '\n%s\n' "$*"; }

show lint samples/broken || true
show lint samples/orders
show ddl samples/managed/faker.sql
show job samples/managed -o "$job" --rows 8 --force

if ! command -v java >/dev/null || ! command -v mvn >/dev/null; then
  say "Left out: running the job. A real Flink is put together with Java and Maven, which are not both on the PATH."
  exit 0
fi
say "A real Flink $flink (the first time it is put together with Maven and pip: some 150 MB)"
tools/flink/flink.sh "$flink"
say "\$ FLINK_HOME=… $job/run.sh --dry-run"
FLINK_HOME=$PWD/tools/flink/target/$flink/home "$job/run.sh" --dry-run
