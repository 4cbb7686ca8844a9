"""What a file is, told by its content: a zip of XML, an old binary workbook, plain text, or no spreadsheet."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from enum import Enum, auto

from graph.workbook.csv_text import unmarked_utf16
from graph.workbook.parts import Refused

MOST_ENTRIES = 2000
MOST_UNPACKED = 300 * 2**20  # bytes of all entries together
RATIO_COUNTS_FROM = 30 * 2**20  # below this an extreme ratio does no harm
HIGHEST_RATIO = 150

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_DIRECTORY = b"PK\x05\x06"


class FileKind(Enum):
    """Which reader can read the file."""

    XLSX = auto()
    ODS = auto()
    BINARY = auto()  # xls, et and xlsb
    TEXT = auto()


FOREIGN = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "document"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|head|body|table|meta|script|!--|svg|div)", re.IGNORECASE)


def kind_of(content: bytes) -> FileKind:
    """The kind of a file's content; raises Refused with the cause for anything that is not a spreadsheet."""
    if not content.strip(b" \t\r\n\x00"):
        raise Refused("empty")
    if content.startswith(b"PK"):
        return _zip_kind(content)
    if content.startswith(OLE_MAGIC):
        return _ole_kind(content)
    for magic, cause in FOREIGN:
        if content.startswith(magic) and not (magic == b"BM" and content[2:6].isalnum()):
            raise Refused(cause)
    if content.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")) and b"\x00" in content[:16]:
        return FileKind.BINARY  # a bare workbook stream without its container
    start = content.removeprefix(b"\xef\xbb\xbf")[:4096]
    if MARKUP.match(start):
        raise Refused("web_page")
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")) and _looks_binary(content) and not unmarked_utf16(content):
        raise Refused("unknown")
    return FileKind.TEXT


def _looks_binary(content: bytes) -> bool:
    sample = content[:65536]
    odd = sum(sample.count(bytes([code])) for code in range(32) if code not in (9, 10, 11, 12, 13, 26, 27))
    return b"\x00" in sample or odd > len(sample) // 100


def _zip_kind(content: bytes) -> FileKind:
    entries = check_zip(content)
    names = {entry.filename.lstrip("/") for entry in entries}
    if "xl/workbook.bin" in names:
        return FileKind.BINARY
    if any(name.startswith("xl/") for name in names):
        return FileKind.XLSX
    if "content.xml" in names:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            mime = archive.read("mimetype")[:200] if "mimetype" in names else b"spreadsheet"
        if b"spreadsheet" in mime:
            return FileKind.ODS
        raise Refused("document")
    raise Refused("document" if any(n.startswith(("word/", "ppt/")) for n in names) else "archive")


def check_zip(content: bytes) -> list[zipfile.ZipInfo]:
    """The entries of a zip, after sizes, ratio and number were found harmless; nothing is unpacked.

    The announced number of entries is looked at first, so that a directory of millions is not even listed.
    """
    tail = content[-65557:]
    at = tail.rfind(END_OF_DIRECTORY)
    if at < 0 or len(tail) < at + 12:
        raise Refused("broken")
    if struct.unpack_from("<H", tail, at + 10)[0] > MOST_ENTRIES:
        raise Refused("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        raise Refused("broken") from None
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise Refused("too_large")
    if unpacked > RATIO_COUNTS_FROM and unpacked > HIGHEST_RATIO * len(content):
        raise Refused("too_large")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password")
    return entries


def _ole_kind(content: bytes) -> FileKind:
    names = {word: word.encode("utf-16-le") + b"\x00\x00" for word in ("Workbook", "Book", "EncryptedPackage")}
    if names["EncryptedPackage"] in content:
        raise Refused("password")
    if names["Workbook"] in content or names["Book"] in content:
        return FileKind.BINARY
    raise Refused("document")
