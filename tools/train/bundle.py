"""Writes and reads model bundles: docs/formats/model_bundle.md."""
import hashlib
import struct

import numpy as np

MAGIC = b"DATELINE BUNDLE\n"
VERSION = 1
HEADER_BYTES = 128
ENTRY_BYTES = 96
ALIGNMENT = 64
INT8, FLOAT32, TEXT = 1, 2, 3
# Within these bounds the sums of the networks stay finite and exact.
MAX_COLUMNS, MAX_FLOAT = 4096, 1e5


def _aligned(n):
    return (n + ALIGNMENT - 1) // ALIGNMENT * ALIGNMENT


def _content(value):
    """(type, rows, columns, bytes) of a section."""
    if isinstance(value, list):
        assert all(v and "\n" not in v for v in value), "lines of a text section are not empty and hold no line feed"
        return TEXT, len(value), 1, "\n".join(value).encode("utf-8")
    assert value.dtype in (np.int8, np.float32), value.dtype
    rows, columns = value.shape if value.ndim == 2 else (value.size, 1)
    assert value.size and columns <= MAX_COLUMNS, (value.shape, "serving reads no such matrix")
    assert value.dtype == np.int8 or np.abs(value).max() <= MAX_FLOAT, "serving reads no such floats"  # NaN fails too.
    return (INT8 if value.dtype == np.int8 else FLOAT32), rows, columns, np.ascontiguousarray(value).tobytes()


def write(path, sections):
    """sections: name -> numpy int8 or float32 array, or list of lines. Same sections, same bytes."""
    table, body = b"", b""
    start = _aligned(HEADER_BYTES + ENTRY_BYTES * len(sections))
    for name in sorted(sections):
        kind, rows, columns, content = _content(sections[name])
        encoded = name.encode("ascii")
        assert len(encoded) < 64, name
        table += struct.pack("<64sIIIIQQ", encoded, kind, rows, columns, 0, start + len(body), len(content))
        body += content + b"\0" * (_aligned(len(content)) - len(content))
    rest = table + b"\0" * (start - HEADER_BYTES - len(table)) + body
    header = MAGIC + struct.pack("<IIQ", VERSION, len(sections), HEADER_BYTES + len(rest))
    header += hashlib.sha256(rest).hexdigest().encode("ascii")
    with open(path, "wb") as out:
        out.write(header + b"\0" * (HEADER_BYTES - len(header)) + rest)
    return HEADER_BYTES + len(rest)


def read(path):
    """The sections as write() takes them."""
    data = open(path, "rb").read()
    assert data[:len(MAGIC)] == MAGIC, "not a bundle"
    version, count, size = struct.unpack_from("<IIQ", data, 16)
    assert version == VERSION and size == len(data)
    assert hashlib.sha256(data[HEADER_BYTES:]).hexdigest().encode("ascii") == data[32:96], "checksum"
    sections = {}
    for i in range(count):
        name, kind, rows, columns, _, offset, length = struct.unpack_from("<64sIIIIQQ", data, HEADER_BYTES + i * ENTRY_BYTES)
        name, content = name.rstrip(b"\0").decode("ascii"), data[offset:offset + length]
        if kind == TEXT:
            sections[name] = content.decode("utf-8").split("\n")
        else:
            array = np.frombuffer(content, dtype=np.int8 if kind == INT8 else np.float32)
            sections[name] = array.reshape(rows, columns) if columns > 1 or kind == INT8 else array
    return sections
