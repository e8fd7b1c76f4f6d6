#!/usr/bin/env python3
"""Writes an EVTX file of any size: the chunks of the sample in tests/logs, over and over.

    python3 bench/evtx.py --size 200M > log.evtx
"""

import argparse
import pathlib
import sys

UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}
SAMPLE = pathlib.Path(__file__).parent.parent / "tests/logs/windows/events.evtx"
HEADER = 4096

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--size", default="200M")
parser.add_argument("--sample", type=pathlib.Path, default=SAMPLE, help="another EVTX file to repeat")
arguments = parser.parse_args()
digits = arguments.size.rstrip("KMGkmg")
size = int(digits) * UNITS[arguments.size[len(digits):].upper()]
sample = arguments.sample.read_bytes()
header, chunks = sample[:HEADER], sample[HEADER:]
sys.stdout.buffer.write(header)
for _ in range(max(1, (size - HEADER) // len(chunks))):
    sys.stdout.buffer.write(chunks)
