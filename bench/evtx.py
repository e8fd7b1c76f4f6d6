#!/usr/bin/env python3
"""Writes an EVTX file of any size by repeating the chunks of another.

    python3 bench/evtx.py --size 256M > big.evtx
    python3 bench/evtx.py --size 256M --from some/folder > big.evtx

Chunks are read as they lie in a file and each has its own checksums, so nothing is
changed in them. The header is that of the first file; it counts fewer chunks than
follow, as in a log that was copied while its host ran.
"""

import argparse
import pathlib
import sys

UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}
SAMPLE = pathlib.Path(__file__).resolve().parent.parent / "tests/logs/windows/events.evtx"
HEADER, CHUNK = 4096, 65536


def parts(source):
    """The header of the first file, and the chunks of all."""
    files = sorted(source.rglob("*.evtx")) if source.is_dir() else [source]
    header, chunks = None, []
    for file in files:
        data = file.read_bytes()
        header = header or data[:HEADER]
        found = (data[at:at + CHUNK] for at in range(HEADER, len(data) - CHUNK + 1, CHUNK))
        chunks.extend(chunk for chunk in found if chunk.startswith(b"ElfChnk\0"))
    if not chunks:
        sys.exit(f"no EVTX chunks in {source}")
    return header, chunks


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="256M")
    parser.add_argument("--from", dest="source", type=pathlib.Path, default=SAMPLE, help="a file or a folder of them")
    arguments = parser.parse_args()
    digits = arguments.size.rstrip("KMGkmg")
    left = int(digits) * UNITS[arguments.size[len(digits):].upper()] - HEADER
    header, chunks = parts(arguments.source)
    out = sys.stdout.buffer
    out.write(header)
    at = 0
    while left > 0:
        out.write(chunks[at % len(chunks)])
        left -= CHUNK
        at += 1


if __name__ == "__main__":
    main()
