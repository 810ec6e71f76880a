import io
import zipfile

import pytest

from index.archives import MAX_MEMBERS, Archive
from index.errors import ArticleError
from tests.index.small_files import zip_file


def refusal(data: bytes) -> str:
    """Why the first file of an archive, or all of it, is refused."""
    with pytest.raises(ArticleError) as refused, Archive(data) as archive:
        archive.read(next(archive.members()))
    return str(refused.value)


def with_member(info: zipfile.ZipInfo, content: bytes = b"It rained.") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, content)
    return out.getvalue()


def test_files_are_read_in_their_order_and_folders_left_out() -> None:
    with Archive(zip_file({"b.txt": "second", "folder/": b"", "folder/a.txt": "first"})) as archive:
        read = {member.name: archive.read(member) for member in archive.members()}

    assert list(read.items()) == [("b.txt", b"second"), ("folder/a.txt", b"first")]


def test_a_bomb_is_noticed_while_it_is_unpacked_whatever_its_header_says() -> None:
    bomb = zip_file({"bomb.txt": bytes(50 << 20)})
    understated = bomb.replace((50 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    assert refusal(bomb).startswith("unpacks to far more than an article")
    assert understated != bomb
    assert refusal(understated).startswith("damaged in the archive")


def test_all_files_share_one_limit() -> None:
    files = {f"{number}.bin": bytes(range(256)) * 4 * 1024 for number in range(150)}  # 150 MiB, each 1 MiB to 4 KiB
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as stored:
        for name, content in files.items():
            stored.writestr(name, content)
    with Archive(out.getvalue()) as archive:
        members = list(archive.members())
        read = sum(len(archive.read(member)) for member in members[:100])

        with pytest.raises(ArticleError, match="unpacks to far more"):
            archive.read(members[100])

    assert read == 100 << 20


def test_links_locked_files_and_rare_compressions_are_refused() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    rare = zipfile.ZipInfo("rare.txt")
    rare.compress_type = zipfile.ZIP_LZMA
    locked = bytearray(with_member(zipfile.ZipInfo("locked.txt")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + offset] |= 1

    assert refusal(with_member(link, b"/etc/passwd")).startswith("a link or a device")
    assert refusal(with_member(rare)).startswith("packed in a way that is not read")
    assert refusal(bytes(locked)).startswith("locked with a password")


def test_overlapping_files_are_refused() -> None:
    """As David Fifield's zip bomb of 2019: many entries, one and the same data."""
    data = zip_file({"a.txt": "It rained in Bern.", "b.txt": "It rained in Bern."})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        second = archive.infolist()[1].header_offset
    entry = data.rindex(b"PK\x01\x02")
    overlapping = data[: entry + 42] + bytes(4) + data[entry + 46 :]

    assert int.from_bytes(data[entry + 42 : entry + 46], "little") == second
    assert refusal(overlapping).startswith("its files overlap")


def test_too_many_files_are_refused_at_once() -> None:
    many = zip_file({f"{number}.txt": "" for number in range(MAX_MEMBERS + 1)})

    assert refusal(many) == "501 files in one archive, at most 500; send it in parts"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", zip_file({"a.txt": "It rained."})[:-30]])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    assert refusal(data) == "not a zip archive, or a damaged one; pack it again"
