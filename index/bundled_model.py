"""The embedding model that ships as a Python package. Imports next to nothing: the settings name it in no time."""

from pathlib import Path

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""Its name; with `index.adapter`'s changes, and works offline."""

BUNDLED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors` as sentence-transformers publishes all-MiniLM-L6-v2."""

DEFAULT_CACHE = Path("data/models")
"""Where what is exported of a model is kept."""
