#!/usr/bin/env bash
# Generates a file, installs DuckDB in a throw-away environment, and prints the
# table of compare.py. Builds nothing: it measures the binary that is there.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: bench/run.sh [--size 1G] [--seed N] [--threads 2] [--repeats 3] [--aquila PATH] [--keep]

--aquila   the binary to measure (default: target/release/aquila of this checkout)
--keep     leave the generated file and the environment in place, and say where
TEXT
}

here=$(cd "$(dirname "$0")" && pwd)
size=1G seed=1528 threads=2 repeats=3 keep=no
aquila=${AQUILA:-$here/../target/release/aquila}
while [ $# -gt 0 ]; do
    case $1 in
        --size | --seed | --threads | --repeats | --aquila)
            if [ $# -lt 2 ]; then usage >&2; exit 2; fi
            printf -v "${1#--}" '%s' "$2"
            shift 2 ;;
        --keep) keep=yes; shift ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
if ! command -v "$aquila" >/dev/null; then
    echo "run.sh: no binary at $aquila; build it first: cargo build --release" >&2
    exit 2
fi

work=$(mktemp -d)
if [ "$keep" = no ]; then trap 'rm -rf "$work"' EXIT; else echo "files stay in $work" >&2; fi

echo "generating $size" >&2
python3 "$here/generate.py" --size "$size" --seed "$seed" --out "$work/events.json" >"$work/planted.json"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check duckdb

{
    echo "- machine: $(uname -sm), $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)"
    echo "- aquila: $("$aquila" --version 2>/dev/null || echo unknown)"
    echo "- DuckDB: $("$work/venv/bin/python" -c 'import duckdb; print(duckdb.__version__)')"
    echo "- file: $(wc -c <"$work/events.json") bytes, seed $seed; $threads threads; best of $repeats"
    echo
}
python3 "$here/compare.py" "$work/events.json" --planted "$work/planted.json" --aquila "$aquila" \
    --python "$work/venv/bin/python" --threads "$threads" --repeats "$repeats"
