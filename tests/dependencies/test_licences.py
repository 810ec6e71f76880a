import pytest

from tests.dependencies.licences import is_permissive


@pytest.mark.parametrize(
    "licence",
    ["MIT", "BSD License", "Apache-2.0 AND MIT", "GPL-3.0-only OR MIT", "MIT AND GPL-2.0-only OR BSD-3-Clause AND MIT"],
)
def test_a_licence_is_permissive_where_one_choice_holds_nothing_else(licence: str) -> None:
    assert is_permissive(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "",
        "GPL-3.0-only",
        "LGPL-3.0-only",
        "MIT AND AGPL-3.0-only",
        "MIT AND (GPL-2.0-only OR MPL-2.0)",
        "GPL-3.0-only WITH GCC-exception-3.1",
        "GPL-2.0-only OR MPL-2.0 AND MIT",
        "LicenseRef-Commercial",
    ],
)
def test_what_asks_for_more_or_is_not_known_needs_a_look(licence: str) -> None:
    assert not is_permissive(licence)
