"""Shared fixtures. Tests that need ../shared skip, saying so, where it is absent."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)  # speed is measured in benchmarks/, not by tests
settings.load_profile("no-deadline")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with the real data this project is tuned on; not part of the project."""
    folder = Path(os.environ.get("CITEWELL_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"no data folder at {folder}: set CITEWELL_SHARED to run this test")
    return folder
