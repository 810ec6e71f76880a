"""The metrics of a bot as Prometheus fetches them."""

import re
import socket
from urllib.request import urlopen


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def fetched(port: int) -> dict[str, float]:
    """The samples by name and labels. Blocks."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as page:
        text = page.read().decode()
    return {name: float(value) for name, value in re.findall(r"^([a-z][^ ]*) (.+)$", text, flags=re.MULTILINE)}
