#!/usr/bin/env python3
"""Makes the small seeds in fuzz/seeds; run it when a format is added.

    python3 fuzz/seeds.py
"""

import bz2
import gzip
import io
import lzma
import pathlib
import struct
import tarfile
import zipfile

HERE = pathlib.Path(__file__).parent / "seeds"
TEXT = b'{"EventID":1,"Channel":"Security","Hostname":"h","SourceName":"s"}\n' * 3


def zipped(method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name in ["a.json", "b/c.json"]:
            archive.writestr(zipfile.ZipInfo(name), TEXT, compress_type=method)
    return out.getvalue()


def tarred(form):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name in ["a.json", "long/" * 30 + "b.json"]:
            info = tarfile.TarInfo(name)
            info.size = len(TEXT)
            archive.addfile(info, io.BytesIO(TEXT))
    return out.getvalue()


def zstd_raw(text):
    """RFC 8878: one frame, one block that is stored as it is."""
    return b"\x28\xb5\x2f\xfd\x20" + bytes([len(text) & 255]) + struct.pack("<I", len(text) << 3 | 1)[:3] + text


def seeds():
    yield "compression", "gzip", gzip.compress(TEXT, mtime=0) * 2
    yield "compression", "xz", lzma.compress(TEXT)
    yield "compression", "bzip2", bz2.compress(TEXT)
    yield "compression", "zstd", zstd_raw(TEXT[:200])
    yield "encoding", "utf-16-le", b"\xff\xfe" + TEXT.decode().encode("utf-16-le")
    yield "encoding", "utf-16-be", TEXT.decode().encode("utf-16-be")
    yield "encoding", "utf-8-mark", b"\xef\xbb\xbf" + TEXT
    yield "zip", "deflate", zipped(zipfile.ZIP_DEFLATED)
    yield "zip", "stored", zipped(zipfile.ZIP_STORED)
    yield "zip", "bzip2", zipped(zipfile.ZIP_BZIP2)
    yield "zip", "lzma", zipped(zipfile.ZIP_LZMA)
    inner = zipped(zipfile.ZIP_DEFLATED)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("inner.zip"), inner)
    yield "zip", "nested", out.getvalue()
    yield "tar", "gnu", tarred(tarfile.GNU_FORMAT)
    yield "tar", "pax", tarred(tarfile.PAX_FORMAT)
    yield "tar", "ustar-gzip", gzip.compress(tarred(tarfile.GNU_FORMAT), mtime=0)


def lines():
    """What the types of fuzz/src/taught.yml read."""
    yield "cef", (
        rb"<134>Mar  4 10:11:12 fw01 CEF:0|Ex\|ample|Wall|1.2|100|Traffic \\ denied|7|src=192.0.2.1 suser=a b "
        rb"cs1Label=Command Line cs1=x\=y C:\\new\n msg=audit(1718000000.1:2): {} request=http://h.example/?q=1"
    )
    yield "leef", b"LEEF:1.0|Example|P|1|logon|src=192.0.2.1\tusrName=a b=c\t x =\tnone\t"
    yield "leef2", b"Mar  4 10:11:12 h LEEF:2.0|Example|P|1|logon|0x5E|src=192.0.2.1^usrName=mona^msg=#011"
    yield "leef-json", rb'{"message":"LEEF:2.0|Example|P|1|logon||src=192.0.2.1\tusrName=mona"}'
    yield "pairs", rb"""<34>Oct 11 22:14:15 fw product="A \"B\"" user='m n' action=deny src=192.0.2.1 word key=41"""
    yield "pairs-semicolons", b"Oct 11 22:14:15 h app[1]: product: x; user:'a;b' ;action:deny; ;full name: M N"
    yield "sentence", b"2024-05-01T10:00:00Z h app: user mona failed from 192.0.2.1"


def text_seeds():
    both = list(lines())
    for name, line in both:
        yield "lines", name, line + b"\n"
    yield "lines", "mixed", b"\n".join(line for _, line in both)


for target, name, data in [*seeds(), *text_seeds()]:
    folder = HERE / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
