#!/usr/bin/env python3
"""Writes raw Linux audit records of any size, the same bytes for the same arguments.

    python3 bench/audit.py --size 256M > audit.log

Executions (SYSCALL, EXECVE, CWD, two PATH, PROCTITLE, EOE), opens, connections and
logins, in the shares of a busy server; one event in fifty is enriched, one in
twenty is interleaved with the next.
"""

import argparse
import random
import sys

UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}
PROGRAMS = ["/usr/bin/curl", "/usr/bin/python3.11", "/usr/bin/cat", "/usr/sbin/sshd", "/usr/bin/kubectl", "/bin/bash"]
FILES = ["/etc/passwd", "/home/ana/.azure/config", "/var/lib/app/data.db", "/usr/lib/x86_64-linux-gnu/libc.so.6",
         "/home/ana/my notes.txt", "/proc/self/status"]
TAIL = '\x1dARCH=x86_64 SYSCALL={name} AUID="ana" UID="root" GID="root" EUID="root" SUID="root" FSUID="root" EGID="root" SGID="root" FSGID="root"'


def encoded(text):
    plain = all(33 <= ord(c) < 127 and c != '"' for c in text)
    return f'"{text}"' if plain else text.encode().hex().upper()


def syscall(rng, number, name, program, items, enriched):
    pid = rng.randrange(300, 60000)
    text = (f"arch=c000003e syscall={number} success=yes exit=0 a0=55d0c0ffee a1=7ffd{rng.randrange(1 << 24):06x} a2=0 a3=8 "
            f"items={items} ppid={pid - 1} pid={pid} auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 "
            f'tty=pts0 ses=3 comm="{program.rsplit("/", 1)[1][:15]}" exe={encoded(program)} subj=unconfined key="watch"')
    return "SYSCALL", text + (TAIL.format(name=name) if enriched else "")


def path(item, name):
    return "PATH", (f"item={item} name={encoded(name)} inode=261214 dev=08:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 "
                    "nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0")


def event(rng):
    program, file = rng.choice(PROGRAMS), rng.choice(FILES)
    enriched = rng.random() < 0.02
    kind = rng.random()
    title = "PROCTITLE", f"proctitle={(program + chr(0) + file).encode().hex().upper()}"
    if kind < 0.45:
        arguments = [program.rsplit("/", 1)[1], "-s", file]
        execve = f"argc={len(arguments)} " + " ".join(f"a{n}={encoded(a)}" for n, a in enumerate(arguments))
        return [syscall(rng, 59, "execve", program, 2, enriched), ("EXECVE", execve), ("CWD", 'cwd="/home/ana"'),
                path(0, program), path(1, "/lib64/ld-linux-x86-64.so.2"), title, ("EOE", "")]
    if kind < 0.8:
        return [syscall(rng, 257, "openat", program, 1, enriched), ("CWD", 'cwd="/"'), path(0, file), title, ("EOE", "")]
    if kind < 0.95:
        address = f"02000050{rng.randrange(1 << 32):08X}0000000000000000"
        return [syscall(rng, 42, "connect", program, 0, enriched), ("SOCKADDR", f"saddr={address}"), title, ("EOE", "")]
    return [("USER_LOGIN", "pid=812 uid=0 auid=1000 ses=3 subj=unconfined msg='op=login id=1000 exe=\"/usr/sbin/sshd\" "
             "hostname=10.0.0.9 addr=10.0.0.9 terminal=/dev/pts/0 res=success'")]


def pool(rng, count):
    """Events as lists of (type, text); the time and serial come later."""
    return [event(rng) for _ in range(count)]


def written(rng, events, serial):
    open_lines, out = [], []
    for n, records in enumerate(events):
        stamp = f"msg=audit({1769878800 + (serial + n) // 500}.{(serial + n) % 1000:03d}:{serial + n}): "
        lines = [f"type={kind} {stamp}{text}\n" for kind, text in records]
        if open_lines:
            mixed = []
            while open_lines or lines:
                if open_lines:
                    mixed.append(open_lines.pop(0))
                if lines:
                    mixed.append(lines.pop(0))
            out.extend(mixed)
        elif rng.random() < 0.05:
            open_lines = lines
        else:
            out.extend(lines)
    return "".join(out + open_lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="256M")
    parser.add_argument("--seed", type=int, default=1528)
    arguments = parser.parse_args()
    digits = arguments.size.rstrip("KMGkmg")
    size = int(digits) * UNITS[arguments.size[len(digits):].upper()]
    rng = random.Random(arguments.seed)
    events = pool(rng, 5000)
    serial, out = 1000, sys.stdout
    while size > 0:
        rng.shuffle(events)
        block = written(rng, events, serial)[:size]
        out.write(block)
        size -= len(block)
        serial += len(events)


if __name__ == "__main__":
    main()
