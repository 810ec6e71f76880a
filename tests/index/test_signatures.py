import time

import pytest

from index.formats import FormatError
from index.signatures import check_signature, kind_of


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"%PDF-1.7\n", ".pdf"),
        (b"PK\x03\x04", ".docx"),
        (b"PK\x03\x04", ".zip"),
        (b"<!DOCTYPE html>", ".html"),
        (b"<p>a piece of a page</p>", ".htm"),
        (b"Mzuzu, where %PDF- is only spoken of", ".txt"),
        (b"", ".md"),
    ],
)
def test_what_fits_its_name_passes(data: bytes, suffix: str) -> None:
    check_signature(data, suffix)


@pytest.mark.parametrize(
    ("data", "suffix", "reason"),
    [
        (b"%PDF-1.7\n", ".txt", "a PDF named .txt"),
        (b"\xef\xbb\xbf \n<!-- saved --><HTML lang=en>", ".md", "a web page named .md"),
        (b"<!doctype html><html>", ".pdf", "a web page named .pdf"),
        (b"junk before %PDF-1.7", ".pdf", "not what .pdf says"),
        (b"GIF89a PK\x03\x04", ".zip", "not what .zip says"),
        (b"PK\x03\x04", ".html", "a zip archive named .html"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".docx", "an old Office file named .docx"),
        (b"{\\rtf1", ".txt", "a rich text file named .txt"),
        (b"plain text", ".docx", "not what .docx says"),
    ],
)
def test_what_is_something_else_is_refused_by_what_it_is(data: bytes, suffix: str, reason: str) -> None:
    with pytest.raises(FormatError, match=rf"^{reason}"):
        check_signature(data, suffix)


def test_a_text_has_no_signature() -> None:
    assert kind_of(b"Four killed in Bannu") is None


def test_a_text_of_many_comments_is_told_apart_at_once() -> None:
    comments = b"<!-- saved --> " * 24  # tried in every grouping, they would take minutes
    begun = time.monotonic()

    assert kind_of(comments + b"<p>") is None
    assert kind_of(comments + b"<html>") == ("a web page", ".html")
    assert time.monotonic() - begun < 1
