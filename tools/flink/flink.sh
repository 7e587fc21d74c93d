#!/bin/sh
# flink.sh VERSION: makes target/VERSION, a Flink for tests; does nothing when it is there and its sources are unchanged.
# It is built beside and moved into place whole, so an interrupted build leaves nothing that looks finished.
#
# bin/ and conf/ come from the apache-flink wheel (2-6 MB, nothing is installed), lib/ is what Maven resolved. Maven Central
# has no flink-dist, so the jar of that name that bin/config.sh asks for only stands in for flink-python (33-40 MB), which
# sql-client wants to see. Jobs run in sql-client's own JVM (execution.target: local); start-cluster.sh would need a full
# distribution.
set -eu
cd "$(dirname "$0")"
version=${1:?usage: flink.sh VERSION, for example flink.sh 1.17.2}
case $version in
    1.13.*|1.15.*) wheel_python=3.8 ;;
    1.16.*) wheel_python=3.9 ;;
    1.17.*) wheel_python=3.10 ;;
    *) echo "flink.sh: Flink $version is not known here; 1.13.6, 1.15.4, 1.16.3 and 1.17.2 are tried" >&2; exit 2 ;;
esac

sources=$(find flink.sh pom.xml src -type f | LC_ALL=C sort | xargs cat | cksum)
[ "$(cat "target/$version/sources" 2>/dev/null)" != "$sources" ] || exit 0

made=target/.$version.$$
trap 'rm -rf "$made"' EXIT
trap 'exit 130' INT TERM
echo "Making Flink $version for tests (a minute the first time) ..." >&2
mkdir -p "$made"
mvn -q -B -ntp package "-Dflink.version=$version" "-Dmade=$made" </dev/null >"$made/maven.log" 2>&1 ||
    { cat "$made/maven.log" >&2; exit 1; }

"${PYTHON:-python3}" -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: \
    --implementation cp --python-version "$wheel_python" --platform manylinux1_x86_64 --platform manylinux2014_x86_64 \
    -d "$made/wheel" "apache-flink==$version"
"${PYTHON:-python3}" -m zipfile -e "$made"/wheel/*.whl "$made/wheel"
home=$made/home
mkdir -p "$home/lib" "$home/opt" "$home/log"
cp -R "$made/wheel/pyflink/bin" "$made/wheel/pyflink/conf" "$home/"
chmod +x "$home"/bin/*
ln "$made"/lib/*.jar "$made/flinkmc-standin.jar" "$home/lib/" # the same files, not copies
jar cf "$home/lib/flink-dist-$version.jar" -C "$made/classes" org/apache/flink/python
printf '%s\n' 'execution.target: local' 'rest.port: 0' > "$home/conf/flink-conf.yaml"

rm -rf "$made/wheel"
echo "$sources" > "$made/sources"
rm -rf "target/$version"
mv "$made" "target/$version"
