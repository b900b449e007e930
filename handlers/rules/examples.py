"""Earlier decisions of people, as nearest examples."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.rules.spelling import folded

_LONGEST: Final = 600  # characters of a mail that are compared
_ALIKE: Final = 0.3  # cosine below which two mails have nothing to do with each other
_GAIN: Final = 4.0  # log-odds that an identical mail gives
_MOST: Final = 3.2  # log-odds that examples give together


@dataclass(frozen=True, slots=True)
class Example:
    """A mail about which a person decided: its subject with the beginning of its text, and the category."""

    text: str
    category: str


Vector = Mapping[str, float]


@dataclass(frozen=True)
class Examples:
    """Examples ready to be compared; pairs of characters weigh by how few examples hold them."""

    vectors: tuple[tuple[str, Vector], ...]
    weights: Vector

    def strengths(self, text: str) -> dict[str, float]:
        """Return the log-odds that the nearest examples give to categories."""
        if not self.vectors:
            return {}
        asked = _vector(text, self.weights)
        best: dict[str, float] = {}
        for category, vector in self.vectors:
            alike = sum(weight * vector.get(pair, 0.0) for pair, weight in asked.items())
            if alike >= _ALIKE:
                best[category] = max(best.get(category, 0.0), min(_MOST, _GAIN * alike))
        return best


def learn(examples: Sequence[Example]) -> Examples:
    """Prepare examples for comparison."""
    held = Counter(pair for example in examples for pair in set(_pairs(example.text)))
    weights = {pair: math.log((len(examples) + 1) / (count + 0.5)) + 0.1 for pair, count in held.items()}
    return Examples(tuple((each.category, _vector(each.text, weights)) for each in examples), weights)


def _pairs(text: str) -> list[str]:
    plain = "".join(each for each in folded(text[:_LONGEST]) if each.isalnum())
    return [plain[at : at + 2] for at in range(len(plain) - 1)]


def _vector(text: str, weights: Vector) -> Vector:
    """Weigh the pairs of a text to length one; pairs that no example holds count as rare ones."""
    rare = max(weights.values(), default=1.0)
    raw = {pair: (1 + math.log(n)) * weights.get(pair, rare) for pair, n in Counter(_pairs(text)).items()}
    length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {pair: weight / length for pair, weight in raw.items()}
