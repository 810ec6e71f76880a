"""A search over the articles that ship, with the real model."""

from pathlib import Path

import pytest

from index.current_search import CurrentSearch
from index.encoder import Encoder


@pytest.fixture(scope="session")
def shipped_search(real_encoder: Encoder, shipped_index: Path) -> CurrentSearch:
    return CurrentSearch(shipped_index, real_encoder)
