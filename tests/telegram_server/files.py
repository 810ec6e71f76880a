"""The files that people send, and the bot's way to them: getFile gives a path, which gives the bytes for an hour."""

import re
import secrets
import time
from dataclasses import dataclass

from tests.telegram_server.errors import BotApiError, bad_request
from tests.telegram_server.json_types import Json
from tests.telegram_server.parameters import Args
from tests.telegram_server.settings import Settings

DOWNLOAD = "download"
"""The name of a call that fetches the bytes of a file, among those of methods."""


@dataclass(slots=True)
class File:
    id: str
    unique_id: str
    path: str
    data: bytes
    size: int  # of `data`, unless a test pretends to a larger file
    path_expires: float = 0.0  # before getFile has given the path, nothing is served there

    def json(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """All files that were ever sent. The names in their paths are the server's own, but for the sender's suffix."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}

    def keep(self, folder: str, name: str, data: bytes, size: int | None = None) -> File:
        suffix = re.search(r"\.\w{1,16}$", name)
        path = f"{folder}/file_{len(self._by_id)}{suffix[0] if suffix else ''}"
        unique = secrets.token_urlsafe(12)
        file = File(
            f"BQAC{unique}{secrets.token_urlsafe(24)}", f"AgAD{unique}", path, data, len(data) if size is None else size
        )
        self._by_id[file.id] = self._by_path[path] = file
        return file

    def get(self, args: Args) -> Json:
        """Answer getFile."""
        if not args.text("file_id"):
            raise bad_request("file_id not specified")
        file = self._by_id.get(args.text("file_id"))
        if file is None:
            raise bad_request("invalid file_id")
        if file.size > self._settings.max_download_bytes:
            raise bad_request("file is too big")
        file.path_expires = time.monotonic() + self._settings.file_path_lifetime_s
        return file.json() | {"file_path": file.path}

    def read(self, path: str) -> bytes:
        """The bytes at a path that getFile has given and that has not expired."""
        file = self._by_path.get(path)
        if file is None or time.monotonic() >= file.path_expires:
            raise BotApiError(404, "Not Found")
        return file.data
