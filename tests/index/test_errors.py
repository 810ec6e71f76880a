import inspect

from index import errors
from index.errors import IncidentError


def test_every_error_is_in_the_tree_that_the_module_draws() -> None:
    classes = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    drawing = errors.__doc__ or ""

    assert all(issubclass(kind, IncidentError) for kind in classes)
    assert [kind.__name__ for kind in classes if kind.__name__ not in drawing] == []
