#!/bin/sh
# Made by flinkmc job, checksum 8f8bd6b157b7043a.
# Runs job.sql on Flink, or with --dry-run on a Flink of its own that prints the rows. Ask it for --help.
#
# sql-client echoes what is in the file of -f, keeps a history, and logs every statement. So what holds secrets goes into
# a file for -i, which is not echoed; history and log go nowhere; and all output is masked. The copies with the secrets
# are readable by you alone, and gone when this script ends.
set -eu
umask 077

variables='ODPS_ACCESS_ID ODPS_ACCESS_KEY'
secrets='ODPS_ACCESS_ID ODPS_ACCESS_KEY'

usage() {
    cat <<'TEXT'
usage: run.sh [--dry-run] [--jar FILE]

  --dry-run   run the same job on a Flink inside this process, which prints the rows in the place of writing them;
              needs neither MaxCompute nor its connector nor an account
  --jar FILE  the connector's jar, if it is not in Flink's lib folder (or set ODPS_CONNECTOR_JAR)
  -h, --help  this text

Flink is found by FLINK_HOME, else by sql-client.sh on the PATH. Exit code: 0 done, 1 not done, 2 the call is wrong.

From the environment:
  ODPS_ACCESS_ID  the AccessKey ID of the account that writes to MaxCompute
  ODPS_ACCESS_KEY  the AccessKey secret of that account
TEXT
}

fail() {
    printf 'run.sh: %s\n' "$@" >&2
    exit 1
}

misused() {
    printf 'run.sh: %s\n' "$1" >&2
    usage >&2
    exit 2
}

# -- the call ----------------------------------------------------------------------------------------------------------

dry_run='' jar=${ODPS_CONNECTOR_JAR:-}
while [ $# -gt 0 ]; do
    case $1 in
        --dry-run) dry_run=yes ;;
        --jar) [ $# -gt 1 ] || misused '--jar needs a file'; jar=$2; shift ;;
        --jar=*) jar=${1#--jar=} ;;
        -h | --help) usage; exit 0 ;;
        *) misused "unknown option '$1'" ;;
    esac
    shift
done

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ -r "$here/job.sql" ] || fail "job.sql is not beside this script, in $here"

# -- Flink, Java, the connector ----------------------------------------------------------------------------------------

if [ -n "${FLINK_HOME:-}" ]; then
    client=$FLINK_HOME/bin/sql-client.sh
    [ -x "$client" ] || fail "FLINK_HOME is $FLINK_HOME, which has no bin/sql-client.sh"
else
    client=$(command -v sql-client.sh) || fail 'Flink is not found: set FLINK_HOME to its folder, or put its bin on the PATH'
    while [ -L "$client" ]; do
        link=$(readlink -- "$client")
        case $link in /*) client=$link ;; *) client=$(dirname -- "$client")/$link ;; esac
    done
fi
flink=$(CDPATH='' cd -- "$(dirname -- "$client")/.." && pwd)

for file in "$flink"/lib/flink-dist*.jar; do
    case ${file##*/} in
        *-1.17.[0-9]*.jar) ;;
        flink-dist*[0-9].jar) printf 'run.sh: made for Flink 1.17, and this one has %s\n' "${file##*/}" >&2 ;;
    esac
done

[ -x "${JAVA_HOME:-/none}/bin/java" ] || command -v java >/dev/null ||
    fail 'Java is not found: set JAVA_HOME, or put java on the PATH'

set --
if [ -z "$dry_run" ]; then
    for file in "$flink"/lib/flink-connector-maxcompute*.jar "$flink"/lib/flink-connector-odps*.jar; do
        [ ! -e "$file" ] || set -- "$@" "$file"
    done
    if [ -n "$jar" ]; then
        [ -r "$jar" ] || fail "the connector's jar is not there: $jar"
        [ $# -eq 0 ] || fail "the connector is in Flink's lib folder already; leave --jar and ODPS_CONNECTOR_JAR out:" "$@"
        set -- -j "$jar"
    else
        [ $# -gt 0 ] || fail \
            "the MaxCompute connector is not found: no flink-connector-maxcompute*.jar or flink-connector-odps*.jar in $flink/lib" \
            'put the jar for your version of Flink there, or name it with --jar FILE'
        [ $# -eq 1 ] || fail "$flink/lib has more than one MaxCompute connector; Flink takes none of two, so keep one:" "$@"
        set --
    fi
    missing=''
    for name in $variables; do
        eval "value=\${$name-}"
        [ -n "$value" ] || missing="$missing $name"
    done
    [ -z "$missing" ] || fail "not set in the environment:$missing" 'run.sh --help says what each is'
fi
for name in $variables; do
    eval "value=\${$name-}"
    case $value in *'
'*) fail "$name has more than one line" ;; esac
done

# -- a folder that nobody else can read, and that does not stay --------------------------------------------------------

work='' child=''
leave() {
    code=$?
    trap '' HUP INT PIPE TERM
    [ -z "$child" ] || { kill "$child" 2>/dev/null && wait "$child" 2>/dev/null; } || :
    [ -z "$work" ] || rm -rf -- "$work"
    exit "$code"
}
trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM
work=$(mktemp -d "${TMPDIR:-/tmp}/flinkmc.XXXXXXXX")
mkdir "$work/log"
mkfifo "$work/output"

# -- job.sql with its variables, in three parts: what is not echoed, the settings, the rest ----------------------------

touch "$work/tables.sql" "$work/settings.sql" "$work/inserts.sql"
# A statement ends at a ';' that ends its line, as sql-client has it. Values come from the environment, not from the
# command line, where others could see them; a quote in a value is doubled, since it stands in an SQL string.
VARIABLES=$variables SECRETS=$secrets LC_ALL=C awk -v folder="$work" '
    BEGIN {
        split(ENVIRON["VARIABLES"], names, " ")
        for (at in names) known[names[at]] = 1
        split(ENVIRON["SECRETS"], names, " ")
        for (at in names) secret[names[at]] = 1
        split("CREATE USE LOAD UNLOAD ADD ALTER DROP", words, " ")
        for (at in words) quiet[words[at]] = 1
    }
    function filled(line,    done, start, end, name, value) {
        done = ""
        while ((start = index(line, "${")) && (end = index(substr(line, start), "}"))) {
            name = substr(line, start + 2, end - 3)
            value = substr(line, start, end)
            if (name in known && ENVIRON[name] != "") {
                value = ENVIRON[name]
                gsub(/\047/, "\047\047", value)
                if (name in secret && !(word in quiet)) echoed = name
            }
            done = done substr(line, 1, start - 1) value
            line = substr(line, start + end)
        }
        return done line
    }
    function finish() {
        file = word ~ /^(SET|RESET)$/ ? "settings" : word in quiet ? "tables" : "inserts"
        printf "%s", statement >> (folder "/" file ".sql")
        statement = word = ""
    }
    {
        sub(/\r$/, "")
        comment = $0 ~ /^[ \t]*(--|$)/
        if (comment && word == "") next
        if (word == "" && match($0, /[A-Za-z]+/)) word = toupper(substr($0, RSTART, RLENGTH))
        statement = statement (comment ? $0 : filled($0)) "\n"
        if ($0 ~ /;[ \t]*$/ && !comment) finish()
    }
    END {
        if (word != "") { sub(/\n$/, ";\n", statement); finish() }
        if (echoed == "") exit
        print "run.sh: " echoed " stands in a statement that sql-client echoes; put it into an option of a table" > "/dev/stderr"
        exit 1
    }
' "$here/job.sql"

export JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:-} --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED"
# (read by Java 9 and later, of which Java 17 needs it; Java 8 knows neither the variable nor the options)

if [ -n "$dry_run" ]; then
    cat >>"$work/tables.sql" <<'SQL'
CREATE TEMPORARY TABLE `flinkmc_dry_run_everything` WITH (
  'connector' = 'print',
  'print-identifier' = 'flinkmc row of everything'
) LIKE `everything` (EXCLUDING OPTIONS);
CREATE TEMPORARY TABLE `everything` LIKE `flinkmc_dry_run_everything`;
SQL
    cat >>"$work/settings.sql" <<'SQL'
SET 'table.dml-sync' = 'true';
SET 'restart-strategy' = 'none';
SET 'execution.checkpointing.checkpoints-after-tasks-finish.enabled' = 'false';
SQL
    mkdir "$work/conf"
    for file in "$flink"/conf/log4j* "$flink"/conf/logback*; do
        [ ! -e "$file" ] || cp -- "$file" "$work/conf/"
    done
    printf '%s\n' 'execution.target: local' 'rest.port: 0' 'parallelism.default: 1' >"$work/conf/flink-conf.yaml"
    export FLINK_CONF_DIR="$work/conf"
    echo 'Dry run: nothing is written to MaxCompute. Flink starts ...'
fi
cat "$work/settings.sql" "$work/inserts.sql" >"$work/job.sql"

# -- running it --------------------------------------------------------------------------------------------------------

# Masks secrets (those of three characters and less would mask half of the text), drops colours and Java's notes, and
# says by its exit code whether Flink reported an error: 3 with its cause, 4 with the cause in the log alone. A dry run
# shows its rows, and the rest only if something fails.
show() {
    SECRETS=$secrets DRY_RUN=$dry_run LC_ALL=C awk '
    function plain(line, value, with,    before, start) {
        before = ""
        while (start = index(line, value)) {
            before = before substr(line, 1, start - 1) with
            line = substr(line, start + length(value))
        }
        return before line
    }
    function masked(line,    at, value, quoted) {
        for (at = 1; at <= count; at++) {
            value = quoted = ENVIRON[names[at]]
            if (length(value) < 4) continue
            gsub(/\047/, "\047\047", quoted)
            line = plain(plain(line, quoted, "***"), value, "***")
        }
        return line
    }
    BEGIN { count = split(ENVIRON["SECRETS"], names, " "); dry = ENVIRON["DRY_RUN"] != ""; mark = "flinkmc row of " }
    {
        gsub(/\033\[[0-9;]*m/, "")
        if ($0 ~ /^NOTE: Picked up JDK_JAVA_OPTIONS/ || $0 ~ /org\.jline\.utils\.Log logr/ ||
            $0 ~ /^WARNING: Unable to create a system terminal/ || $0 ~ /^[ \t]*$/) next
        if ($0 ~ /\[ERROR\]/ || $0 ~ /^Exception in thread/) failed = 3
        if ($0 ~ /^Failed to initialize from sql script/ || (failed && $0 ~ /MiniCluster is not yet running/)) failed = 4
        line = masked($0)
        start = index(line, mark)
        if (dry && start) {
            row = substr(line, start + length(mark))
            split(row, parts, /(:[0-9]+)?> /)
            rows[parts[1]]++
            kind = substr(row, index(row, "> ") + 2, 2)
            if (kinds[parts[1], kind]++ == 0) order[parts[1]] = order[parts[1]] " " kind
            print row
        } else if (dry) {
            kept[++lines] = line
        } else {
            print line
        }
        fflush()
    }
    END {
        if (failed) for (at = 1; at <= lines; at++) print kept[at] > "/dev/stderr"
        else for (name in rows) {
            said = ""
            count = split(order[name], each, " ")
            for (at = 1; at <= count; at++) said = said (at > 1 ? ", " : "") kinds[name, each[at]] " " each[at]
            print name ": " rows[name] " rows (" said ")"
        }
        exit failed + 0
    }'
}

show <"$work/output" &
shower=$!
FLINK_LOG_DIR="$work/log" "$client" -hist /dev/null "$@" -i "$work/tables.sql" -f "$work/job.sql" \
    </dev/null >"$work/output" 2>&1 &
child=$!
shown=0 ran=0
wait "$child" || ran=$?
child=''
wait "$shower" || shown=$?
if [ "$ran" -ne 0 ] || [ "$shown" -ne 0 ]; then
    if [ "$shown" -ne 3 ]; then
        dry_run='' # not the rows alone
        cat "$work"/log/* 2>/dev/null | grep '^Caused by: ' | sort -u | head -n 20 | show >&2 || :
    fi
    fail 'the job failed; above is what Flink says of it'
fi
echo 'Done.'
