#!/usr/bin/env bash
# How fast one thread reads the formats that are more than text: EVTX beside the
# `evtx` crate alone, and raw Linux audit records. Builds the example that measures,
# optimized and without DataFusion (some two minutes, once).
#
#   bench/formats.sh [SIZE of each generated file, 200M]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
size=${1:-200M}
cd "$here/.."
profile=${AQUILA_BENCH_PROFILE:-release}
cargo build --quiet --profile "$profile" -p aquila-dsm --example decode_speed
folder=$profile
if [ "$profile" = dev ]; then folder=debug; fi
measure=${CARGO_TARGET_DIR:-target}/$folder/examples/decode_speed

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$here/audit.py" --size "$size" >"$work/audit.log"
python3 "$here/evtx.py" --size "$size" >"$work/log.evtx"
for file in audit.log log.evtx; do
    echo "$file, $(wc -c <"$work/$file") bytes (what, MB per CPU-second, records per CPU-second)"
    "$measure" "$work/$file"
done
