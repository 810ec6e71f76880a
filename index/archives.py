"""Zip archives from strangers, read in memory: never unpacked to a folder, never trusting what they say of themselves.

Refused as a whole: too many members, members that overlap. Refused one by one: links, locked ones, other compressions
than deflate, more bytes than allowed - counted while they are unpacked.
"""

import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from types import TracebackType
from typing import Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from index.errors import ArticleError

MAX_MEMBERS = 500
MAX_UNPACKED_BYTES = 100 << 20
MAX_RATIO = 200
"""Of unpacked to packed bytes; text packs to a quarter, a zip bomb to a thousandth."""

_CHUNK_BYTES = 1 << 16
_LOCKED = 0x1
_DAMAGED = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive. Its `name` is the sender's: fit to be shown, never to be used as a path."""

    name: str
    info: ZipInfo


class Archive:
    """The files of an archive, for use in a `with` statement. Raises ArticleError where it is none or a bomb."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(data))
        except _DAMAGED as exc:
            raise ArticleError("not a zip archive, or a damaged one; pack it again") from exc
        self._left = MAX_UNPACKED_BYTES
        _check(self._zip.infolist(), len(data))

    def members(self) -> Iterator[Member]:
        """All files, in their order; folders are left out."""
        named = (Member(info.orig_filename, info) for info in self._zip.infolist())
        return (member for member in named if not member.name.endswith("/"))

    def read(self, member: Member) -> bytes:
        """Unpack one file; raises ArticleError where that is refused. All files together share one limit."""
        info = member.info
        _check_kind(info)
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as file:
                while part := file.read(_CHUNK_BYTES):
                    parts.append(part)
                    size += len(part)
                    self._left -= len(part)
                    if self._left < 0 or size > max(_CHUNK_BYTES, MAX_RATIO * info.compress_size):
                        raise ArticleError("unpacks to far more than an article (a zip bomb?); leave it out")
        except _DAMAGED as exc:
            raise ArticleError("damaged in the archive; pack it again") from exc
        return b"".join(parts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()


def _check(infos: list[ZipInfo], size: int) -> None:
    if len(infos) > MAX_MEMBERS:
        raise ArticleError(f"{len(infos):,} files in one archive, at most {MAX_MEMBERS}; send it in parts")
    ends = [*sorted((info.header_offset, info.compress_size) for info in infos), (size, 0)]
    if any(offset + packed > following for (offset, packed), (following, _) in pairwise(ends)):
        raise ArticleError("its files overlap (a zip bomb?); pack it again")


def _check_kind(info: ZipInfo) -> None:
    mode = info.external_attr >> 16
    if info.flag_bits & _LOCKED:
        raise ArticleError("locked with a password; pack it without one")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise ArticleError("a link or a device, not a file; pack the article itself")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ArticleError("packed in a way that is not read; pack it with the usual zip")
