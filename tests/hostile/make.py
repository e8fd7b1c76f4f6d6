#!/usr/bin/env python3
"""Makes a folder of inputs that are broken, or made to break tools.

    python3 tests/hostile/make.py FOLDER

Prints one line per file: its name, what is expected of it, and a part of the
text that explains it, separated by tabs:

    read        read whole; nothing to say
    note        read, with a note (nothing was lost to evaluation)
    loss        read as far as it goes, with an error that says what was lost
    skipped     passed over, with a reason
    failed      not readable at all, with a reason

A name that ends in `!/...` is a member of an archive. Nothing here needs more than
Python's own library; what the system does not allow (devices, permissions for the
superuser) is left out, with a line on standard error that says so.
"""

import bz2
import gzip
import io
import json
import lzma
import os
import stat
import struct
import sys
import tarfile
import zipfile
import zlib

LINE = b'{"time":"2026-01-31T17:00:00Z","operationName":"Consent to application","n":%d}\n'
MIB = 1 << 20


def lines(count):
    return b"".join(LINE % n for n in range(count))


def gz(data, level=6):
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def gz_of_one_line(size):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = (b"a" * 1023 + b"\n") * (4 * MIB // 1024)
    parts = [packer.compress(block) for _ in range(size // len(block))]
    return b"".join(parts) + packer.flush()


def zstd_of_one_byte(size, window_log=17):
    """RFC 8878: a frame of RLE blocks, four bytes for each 128 KiB."""
    header = b"\x28\xb5\x2f\xfd" + bytes([0x00, (window_log - 10) << 3])
    block = (128 << 10) << 3 | 1 << 1
    blocks = [struct.pack("<I", block)[:3] + b"a" for _ in range(size // (128 << 10))]
    last = struct.pack("<I", 1 << 3 | 1 << 1 | 1)[:3] + b"\n"
    return header + b"".join(blocks) + last


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return out.getvalue()


def patched(data, at, new):
    return data[:at] + new + data[at + len(new):]


def zip_with_claim(claimed):
    """One stored-size claim in both headers that is not what the body gives."""
    body = zipped([("lies.json", lines(50))])
    central = body.index(b"PK\x01\x02")
    body = patched(body, 22, struct.pack("<I", claimed))
    return patched(body, central + 24, struct.pack("<I", claimed))


def zip_encrypted():
    body = zipped([("secret.json", lines(3))])
    central = body.index(b"PK\x01\x02")
    return patched(patched(body, 6, b"\x01\x00"), central + 8, b"\x01\x00")


def zip_overlapping(names, size):
    """Many names for one body, as in David Fifield's "A better zip bomb" (2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(b"a" * size) + packer.flush()
    crc = zlib.crc32(b"a" * size)
    out = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0x21, crc, len(body), size, 1, 0) + b"0" + body
    start = len(out)
    for n in range(names):
        name = b"%06d" % n
        out += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0x21, crc, len(body), size,
                           len(name), 0, 0, 0, 0, 0, 0) + name
    count = min(names, 0xffff)
    return out + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(out) - start, start, 0)


def tar_with(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data) if data is not None else None)
    return out.getvalue()


def tar_member(name, data, **fields):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, data


def tar_with_size(size):
    """A header whose size field says what is not so."""
    body = bytearray(tar_with([tar_member("claims.json", lines(2))]))
    body[124:136] = size
    body[148:156] = b" " * 8
    body[148:156] = b"%06o\0 " % sum(body[:512])
    return bytes(body)


def evtx(chunks):
    """[MS-EVEN6] and the libevtx documentation: file header, then chunks of 64 KiB."""
    header = struct.pack("<8sQQQIHHHH", b"ElfFile\0", 0, max(len(chunks) - 1, 0), len(chunks) + 1, 128, 1, 3, 4096, len(chunks))
    header += bytes(76) + struct.pack("<I", 0)
    header += struct.pack("<I", zlib.crc32(header[:120]))
    return header + bytes(4096 - len(header)) + b"".join(chunks)


def evtx_chunk(records, strings=(), templates=(), claim=None):
    data = b"".join(records)
    free = 512 + len(data)
    head = struct.pack("<8sQQQQIII", b"ElfChnk\0", 1, len(records), 1, len(records), 128,
                       512, free if claim is None else claim)
    head += struct.pack("<I", zlib.crc32(data))
    head += bytes(64) + struct.pack("<II", 0, 0)
    tables = list(strings) + [0] * (64 - len(strings)) + list(templates) + [0] * (32 - len(templates))
    table = struct.pack("<96I", *tables)
    crc = zlib.crc32(head[:120] + table)
    chunk = head[:124] + struct.pack("<I", crc) + table + data
    return chunk + bytes(65536 - len(chunk))


def evtx_record(number, body, size=None):
    whole = 24 + len(body) + 4
    size = whole if size is None else size
    return struct.pack("<4sIQQ", b"**\0\0", size, number, 132_000_000_000_000_000) + body + struct.pack("<I", size)


def evtx_with_loops():
    """String and template links that lead to themselves."""
    body = b"\x0f\x01\x01\x00" + bytes(60)
    return evtx([evtx_chunk([evtx_record(1, body)], strings=[536] * 64, templates=[536] * 32)])


def audit_without_end(count):
    line = "type=SYSCALL msg=audit(1615114232.375:%d): arch=c000003e syscall=257 success=yes exit=3 items=9 pid=%d exe=\"/bin/cat\"\n"
    return "".join(line % (n, n) for n in range(count)).encode()


def audit_with_many_arguments():
    head = "type=SYSCALL msg=audit(1615114232.375:1): arch=c000003e syscall=59 success=yes items=0 exe=\"/bin/x\"\n"
    parts = "".join('type=EXECVE msg=audit(1615114232.375:1): argc=4294967295 a4294967294="x" a%d[%d]=4141\n' % (n, n)
                    for n in range(20_000))
    return (head + parts).encode()


def surrogates():
    return b'{"EventID":1,"x":"\\ud800","y":"\\udc00\\ud800","z":"\\u0000"}\n' * 3


def escapes():
    evil = "\x1b[2J\x1b]0;owned\x07\x1b]8;;http://x\x07y\x1b]52;c;AAAA\x07\x9b31m\u202eexe.txt\u2066"
    cells = ["=cmd|'/c calc'!A1", "<script>alert(1)</script>", evil]
    return "".join(f"Jan 31 17:00:0{n} host app: {cell}\n" for n, cell in enumerate(cells)).encode()


def files():
    yield "empty.log", b"", "skipped", "empty"
    yield "only-a-mark.json", b"\xef\xbb\xbf", "skipped", "empty"
    yield "blank.log", b"\n \n\t\n" * 100, "skipped", "no records"
    # Compression that ends early, lies, or never ends.
    yield "truncated.json.gz", gz(lines(5000))[:-2000], "loss", "ends early"
    yield "damaged.json.gz", patched(gz(lines(5000)), 400, b"\xff" * 40), "loss", "damaged"
    yield "padded.json.gz", gz(lines(10)) + bytes(1024), "read", ""
    yield "trailing.json.gz", gz(lines(10)) + b"not gzip at all", "loss", "gzip"
    yield "members.json.gz", gz(lines(1)) * 20_000, "read", ""
    yield "empty-members.gz", gz(b"") * 100_000, "skipped", "empty"
    yield "bomb.gz", gz_of_one_line(1 << 30), "loss", "200 bytes"
    yield "bomb.zst", zstd_of_one_byte(1 << 30), "loss", "200 bytes"
    yield "window.zst", zstd_of_one_byte(1 << 20, 31), "loss", "zstd"
    yield "bomb.bz2", bz2.compress(b"a" * (256 * MIB)), "loss", "200 bytes"
    yield "bomb.xz", lzma.compress(b"a" * (256 * MIB)), "loss", "200 bytes"
    yield "greedy.xz", lzma.compress(lines(50), filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]), "loss", "memory"
    yield "truncated.xz", lzma.compress(lines(5000))[:-200], "loss", "ends early"
    yield "truncated.bz2", bz2.compress(lines(5000))[:-200], "loss", "ends early"
    onion = lines(1)
    for _ in range(12):
        onion = gz(onion)
    yield "onion.gz", onion, "failed", "layers"
    # Archives.
    good = [("a.json", lines(5)), ("b.json", lines(5))]
    yield "truncated.zip", zipped(good)[:-120], "loss", ""
    yield "cut-body.zip", zipped([("first.json", lines(5)), ("second.json", lines(20_000))])[:2000], "loss", ""
    yield "claims-little.zip", zip_with_claim(10), "loss", ""
    yield "claims-much.zip", zip_with_claim(0xfffffff0), "loss", ""
    yield "encrypted.zip", zip_encrypted(), "failed", "encrypted"
    yield "overlap.zip", zip_overlapping(2000, 32 * MIB), "loss", "200 bytes"
    yield "names.zip", zipped([("../../etc/passwd", lines(1)), ("/etc/shadow", lines(1)), ("C:\\x", lines(1)),
                               ("\x1b[2J.json", lines(1)), ("a/" * 3000 + "x", lines(1))]), "read", ""
    russian = zipped([("x.json", lines(2))])
    for n in range(6):
        russian = zipped([(f"{n}.zip", russian)], zipfile.ZIP_STORED)
    yield "russian.zip", russian, "failed", "layers"
    yield "crowd.zip", zipped([(str(n), b"") for n in range(120_000)], zipfile.ZIP_STORED), "loss", "members"
    yield "not-a.zip", b"PK\x03\x04" + bytes(range(256)) * 20, "loss", ""
    yield "not-a.7z", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(range(256)) * 20, "failed", "7z"
    yield "huge-header.7z", b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<IQQI", 0, 32, 1 << 62, 0), "failed", "7z"
    yield "cut.tar", tar_with([tar_member("a.json", lines(5)), tar_member("b.json", lines(500))])[:2000], "loss", ""
    yield "claims.tar", tar_with_size(b"77777777777\0"), "loss", ""
    yield "negative.tar", tar_with_size(b"\xff" * 12), "loss", ""
    yield "links.tar", tar_with([tar_member("a.json", lines(5)),
                                 (tar_member("up", b"", type=tarfile.SYMTYPE, linkname="../../etc/passwd")[0], None),
                                 (tar_member("dev", b"", type=tarfile.CHRTYPE, devmajor=1, devminor=5)[0], None)]), "read", ""
    yield "bomb.tar.gz", gz(tar_with([tar_member("zeros", b"a" * (96 * MIB))]), 9), "loss", "200 bytes"
    # Text.
    yield "long-line.log", None, "loss", "cut at"
    yield "long-json.json", b'{"EventID":1,"x":"' + b"a" * (40 * MIB) + b'"}\n' + lines(2), "loss", "cut at"
    yield "deep.json", b"[" * 100_000 + b"]" * 100_000 + b"\n" + lines(2), "note", "nested"
    yield "deep-object.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n", "note", "nested"
    yield "unclosed.json", b'{"a":' * 100_000, "note", ""
    yield "keys.json", json.dumps({f"k{n}": n for n in range(1_000_000)}).encode(), "loss", "cut at"
    yield "few-keys.json", json.dumps({f"k{n}": n for n in range(800_000)}).encode(), "loss", "fields"
    yield "same-keys.json", b"{" + b",".join([b'"k":1'] * 1_000_000) + b"}\n", "loss", "fields"
    yield "elements.json", b'{"EventID":1,"x":' + json.dumps(list(range(1_000_000))).encode() + b"}\n", "loss", "fields"
    yield "unclosed-array.json", b"[" + lines(20).replace(b"\n", b",\n"), "read", ""
    yield "invalid-utf8.log", b"\xff\xfe\xfd caf\xe9 \xc0\x80 \xed\xa0\x80\n" * 50, "read", ""
    yield "surrogates.json", surrogates(), "read", ""
    yield "half-utf16.log", "\ufeffline one\nline two\n".encode("utf-16-le") + b"\x00\xd8\n\x00x", "note", "UTF-16"
    yield "nul.log", (b"Jan 31 17:00:00 host app: a\0b\0c, and enough text around it\n") * 50, "read", ""
    yield "mixed.log", "Jan 31 17:00:00 host app: café\n".encode() + "Jan 31 17:00:01 host app: café\n".encode("latin-1") \
        + "Jan 31 17:00:02 host app: 漢字\n".encode("shift-jis"), "read", ""
    yield "utf-32.log", "Jan 31 17:00:00 host app: text\n".encode("utf-32"), "skipped", ""
    yield "random.bin", os.urandom(1 * MIB), "skipped", ""
    yield "escapes.log", escapes(), "read", ""
    yield "quotes.csv", b'EventID,Computer,Message\n1,a,"open\n2,b,"x"y"z\n3,c,plain\n' * 50, "read", ""
    yield "columns.csv", b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n1,2,3\n", "read", ""
    yield "ragged.csv", b"EventID,Computer\n" + b"1\n1,2,3,4\n,,,\n" * 50, "read", ""
    yield "entities.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' \
        + b"<Event><System><EventID>&b;&b;</EventID></System></Event>\n", "read", ""
    yield "deep.xml", b"<Event>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</Event>\n", "read", ""
    yield "unclosed.xml", b"<Event><System><Provider Name='x'/>" + b"y" * (20 * MIB), "loss", ""
    # Windows event logs.
    record = evtx_record(1, b"\x0f\x01\x01\x00" + bytes(40))
    yield "zero-size.evtx", evtx([evtx_chunk([evtx_record(1, b"", 0)])]), "loss", ""
    yield "huge-size.evtx", evtx([evtx_chunk([evtx_record(1, b"", 0xffffffff)])]), "loss", ""
    yield "loops.evtx", evtx_with_loops(), "note", "names"
    yield "free-space.evtx", evtx([evtx_chunk([record], claim=0xffffffff)]), "note", "checksum"
    yield "random-chunks.evtx", evtx([os.urandom(65536) for _ in range(8)]), "loss", "overwritten"
    yield "magic-only.evtx", b"ElfFile\0", "loss", "EVTX"
    yield "cut-header.evtx", evtx([])[:100], "loss", "EVTX"
    yield "cut-chunk.evtx", evtx([evtx_chunk([record])])[:10_000], "loss", ""
    # Linux audit.
    yield "no-end.audit.log", audit_without_end(50_000), "read", ""
    yield "arguments.audit.log", audit_with_many_arguments(), "note", ""
    yield "no-time.audit.log", b"type=SYSCALL msg=audit(99999999999999999999.999:99999999999999999999999): exe=x\n" * 20, "read", ""
    yield "hex.audit.log", b"type=SYSCALL msg=audit(1615114232.375:1): arch=zz syscall=-1 exe=2F62696E2F6 name=ZZ saddr=0200\n", "read", ""


def long_line(path):
    """A gigabyte without a line end."""
    block = b"A" * (4 * MIB)
    with open(path, "wb") as file:
        for _ in range(256):
            file.write(block)
        file.write(b"\nJan 31 17:00:00 host app: the line after it\n")


def special(folder):
    """What is no plain file; yields as `files` does."""
    os.mkfifo(os.path.join(folder, "pipe"))
    yield "pipe", "skipped", "not a regular file"
    os.symlink("nowhere", os.path.join(folder, "dangling"))
    yield "dangling", "skipped", "link"
    os.symlink(".", os.path.join(folder, "loop"))
    yield "loop", "skipped", "link"
    os.symlink("/dev/zero", os.path.join(folder, "zero"))
    yield "zero", "skipped", "link"
    try:
        os.mknod(os.path.join(folder, "device"), 0o600 | stat.S_IFCHR, os.makedev(1, 5))
        yield "device", "skipped", "not a regular file"
    except PermissionError:
        print("left out: device (needs the superuser)", file=sys.stderr)
    if os.geteuid() == 0:
        print("left out: forbidden.log (the superuser may read everything)", file=sys.stderr)
    else:
        path = os.path.join(folder, "forbidden.log")
        with open(path, "wb") as file:
            file.write(lines(1))
        os.chmod(path, 0)
        yield "forbidden.log", "failed", "ermission denied"
    evil = "\x1b[2J\u202egpj.log"
    with open(os.path.join(folder, evil), "wb") as file:
        file.write(b"Jan 31 17:00:00 host app: a file with a hostile name\n")


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for name, data, expected, text in files():
        path = os.path.join(folder, name)
        if data is None:
            long_line(path)
        else:
            with open(path, "wb") as file:
                file.write(data)
        print(name, expected, text, sep="\t")
    for name, expected, text in special(folder):
        print(name, expected, text, sep="\t")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
