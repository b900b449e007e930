"""Fixtures that several test folders share."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["tests.servers.fixtures"]

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"


@pytest.fixture(scope="session")
def seeds() -> Path:
    """Give the folder of the official documents and their gold readings."""
    if not SEEDS.is_dir():
        pytest.skip("the official documents (../shared/seeds) are not on this machine")
    return SEEDS


@pytest.fixture(scope="session")
def samples() -> Path:
    """Give the folder of the project's own condensed documents."""
    return ROOT / "samples"
