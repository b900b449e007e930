"""Classifiers for the tables of mails."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from handlers.rules.classify import Classifier, build_classifier
from handlers.rules.documents import read_document
from handlers.rules.guide import Guide
from handlers.rules.guide_text import read_guide
from tests.conftest import SEEDS
from tests.mails.letters import FOLDER


@pytest.fixture(scope="session")
def official(samples: Path) -> Classifier:
    """Prepare the official guide, or the project's condensed edition where that is absent."""
    folder = SEEDS if SEEDS.is_dir() else samples
    name = "guide-2023.txt"
    return build_classifier(read_guide(read_document(name, (folder / name).read_bytes())))


@pytest.fixture(scope="session")
def condensed(samples: Path) -> Classifier:
    """Prepare the project's condensed edition."""
    name = "guide-2023.txt"
    return build_classifier(read_guide(read_document(name, (samples / name).read_bytes())))


@pytest.fixture(scope="session")
def coastal() -> Classifier:
    """Prepare the guide of an invented city, with other categories and departments."""
    guide = TypeAdapter(Guide).validate_json((FOLDER / "coastal_guide.json").read_bytes())
    return build_classifier(guide)
