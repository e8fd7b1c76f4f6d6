#!/usr/bin/env python3
"""Measures cat, aquila and DuckDB over one file and prints a Markdown table.

Each runs as a process of its own, pinned to the same cores, over a file that is
in the page cache. Time and memory are what the kernel accounts to that process.
The alerts per vector of aquila and DuckDB must agree, and agree with what the
generator planted; if not, the exit code is 1.
"""

import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
DUCKDB = """
import json, pathlib, sys, duckdb
connection = duckdb.connect()
connection.execute("SET threads = " + sys.argv[3])
connection.execute("SET VARIABLE file = $file", {"file": sys.argv[2]})
print(json.dumps(dict(connection.execute(pathlib.Path(sys.argv[1]).read_text()).fetchall())))
"""


class Failure(Exception):
    """Something that makes the figures worthless."""


class Run:
    """One finished process: seconds on the wall and on the processors, memory, output."""

    def __init__(self, wall, usage, output):
        self.wall = wall
        self.cpu = usage.ru_utime + usage.ru_stime
        # Kilobytes, except on macOS, which counts bytes.
        self.memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        self.output = output


def pin(threads):
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def run(command, threads, keep=True):
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        try:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output if keep else subprocess.DEVNULL,
                stderr=errors,
                preexec_fn=lambda: pin(threads),
            )
        except OSError as error:
            raise Failure(f"cannot run {command[0]}: {error.strerror}") from error
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            errors.seek(0)
            tail = errors.read().decode(errors="replace").strip().splitlines()[-10:]
            raise Failure(f"{command[0]} ended with {child.returncode}:\n" + "\n".join(tail))
        output.seek(0)
        return Run(wall, usage, output.read())


def best(command, threads, repeats, keep=True):
    """The run with the least processor time: the one that others disturbed least."""
    return min((run(command, threads, keep) for _ in range(repeats)), key=lambda result: result.cpu)


def alerts_of_aquila(output):
    counts = collections.Counter()
    for number, line in enumerate(output.splitlines(), 1):
        try:
            counts[json.loads(line)["vector"]] += 1
        except (ValueError, KeyError, TypeError) as error:
            raise Failure(f"line {number} of aquila's output is no alert: {line[:80]!r}") from error
    return dict(counts)


def alerts_of_duckdb(output):
    try:
        return json.loads(output)
    except ValueError as error:
        raise Failure(f"DuckDB's output is no JSON: {output[:80]!r}") from error


def table(rows, size):
    yield "| program | GB per CPU-second | GB/s wall | CPU-s | wall s | peak RSS MiB | alerts | CPU, of cat | CPU, of DuckDB |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    cat, duckdb = rows["cat"][0].cpu, rows["DuckDB"][0].cpu

    def ratio(one, other):
        return f"{one / other:.2f}" if other else "-"

    for name, (result, alerts) in rows.items():
        speed = f"{size / 1e9 / result.cpu:.2f}" if result.cpu else "-"
        yield (
            f"| {name} | {speed} | {size / 1e9 / result.wall:.2f} | {result.cpu:.2f} | {result.wall:.2f}"
            f" | {result.memory / 2**20:.0f} | {'-' if alerts is None else sum(alerts.values())}"
            f" | {ratio(result.cpu, cat)} | {ratio(result.cpu, duckdb)} |"
        )


def disagreements(found, planted):
    """What differs between the programs, and from what was planted."""
    for vector in sorted({vector for counts in found.values() for vector in counts} | set(planted or {}), key=str):
        counts = {name: alerts.get(vector, 0) for name, alerts in found.items()}
        if planted is not None:
            counts["planted"] = planted.get(vector, 0)
        if len(set(counts.values())) > 1:
            yield f"{vector}: " + ", ".join(f"{name} {count}" for name, count in counts.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=pathlib.Path, help="the generated file")
    parser.add_argument("--planted", type=pathlib.Path, help="what generate.py printed")
    parser.add_argument("--aquila", default="target/release/aquila", help="the binary to measure (default target/release/aquila)")
    parser.add_argument("--python", default=sys.executable, help="a Python that has duckdb (default: this one)")
    parser.add_argument("--threads", type=int, default=2, help="cores for each program (default 2)")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each; the best counts (default 3)")
    arguments = parser.parse_args()
    file, threads, repeats = str(arguments.file), arguments.threads, arguments.repeats
    size = arguments.file.stat().st_size
    planted = json.loads(arguments.planted.read_text())["planted"] if arguments.planted else None

    run(["cat", file], threads, keep=False)  # warms the page cache
    rows = {"cat": (best(["cat", file], threads, repeats, keep=False), None)}
    command = [arguments.aquila, "hunt", file, "-f", "jsonl", "--summary", "json", "--threads", str(threads)]
    hunt = best(command, threads, repeats)
    rows["aquila"] = (hunt, alerts_of_aquila(hunt.output))
    query = best([arguments.python, "-c", DUCKDB, str(HERE / "hunt.sql"), file, str(threads)], threads, repeats)
    rows["DuckDB"] = (query, alerts_of_duckdb(query.output))

    print("\n".join(table(rows, size)))
    found = {name: alerts for name, (_, alerts) in rows.items() if alerts is not None}
    wrong = list(disagreements(found, planted))
    if wrong:
        raise Failure("the alerts do not agree:\n" + "\n".join(wrong))


if __name__ == "__main__":
    try:
        main()
    except (Failure, OSError) as failure:
        print(f"compare.py: {failure}", file=sys.stderr)
        sys.exit(1)
