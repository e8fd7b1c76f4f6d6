#!/usr/bin/env bash
# How fast one thread reads the formats that are more than text: EVTX beside the
# `evtx` crate alone, and raw Linux audit records. Builds the example that measures,
# optimized and without DataFusion (some two minutes, once).
#
#   bench/formats.sh [MEGABYTES of each generated file, 200]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
size=${1:-200}
cd "$here/.."
profile=${AQUILA_BENCH_PROFILE:-release}
cargo build --quiet --profile "$profile" -p aquila-dsm --example decode_speed --example write_evtx
folder=$profile
if [ "$profile" = dev ]; then folder=debug; fi
examples=${CARGO_TARGET_DIR:-target}/$folder/examples

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$here/audit.py" --size "${size}M" >"$work/audit.log"
"$examples/write_evtx" "$size" >"$work/log.evtx"
for file in audit.log log.evtx; do
    echo "$file, $(wc -c <"$work/$file") bytes (what, MB per CPU-second, records per CPU-second)"
    "$examples/decode_speed" "$work/$file"
done
