"""Every public name has a docstring."""

import importlib
import inspect
import pkgutil

import pytest

import assistant
import corpus
import index

MODULES = [
    info.name
    for package in (corpus, index, assistant)
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not info.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_public_names_are_documented(name):
    """Each module, and each public function, class and method in it, has a docstring."""
    module = importlib.import_module(name)
    assert module.__doc__
    for label, value in vars(module).items():
        if label.startswith("_") or getattr(value, "__module__", None) != name:
            continue
        if inspect.isfunction(value) or inspect.isclass(value):
            assert value.__doc__, label
        if inspect.isclass(value):
            for method, function in vars(value).items():
                if not method.startswith("_") and inspect.isfunction(function):
                    assert function.__doc__, f"{label}.{method}"


def test_exported_names():
    """The package exports `Assistant`, and an unknown name is an AttributeError."""
    assert assistant.__all__ == ["Assistant"]
    assert assistant.Assistant.__name__ == "Assistant"
    with pytest.raises(AttributeError):
        assistant.Nothing  # noqa: B018
