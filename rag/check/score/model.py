"""Features to a probability: boosted regression trees read from coefficients.json. Evaluates, never trains.

The trees were fitted by `benchmarks/support/train.py`, which names the data they come from.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from rag.schema import Value

COEFFICIENTS = Path(__file__).with_name("coefficients.json")


class Tree(Value):
    """A binary tree as columns, one entry per node, node 0 first. A leaf has feature -1 and holds its value."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]


class Line(Value):
    """slope * x + intercept, as log-odds: Platt's calibration."""

    slope: float
    intercept: float

    def probability(self, x: float) -> float:
        """Between 0 and 1, rising with x where the slope is positive."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.slope * x + self.intercept))))


class Forest(Value):
    """Boosted trees: their sum is the log-odds, uncalibrated, that a statement is not supported."""

    baseline: float
    trees: tuple[Tree, ...]

    def doubt(self, row: Sequence[float]) -> float:
        """The sum for a row of features, in the order of the model's."""
        return self.baseline + sum(_leaf(tree, row) for tree in self.trees)


class Model(Value):
    """Two forests and what turns their sums into probabilities: `forest` for texts and their sources, `quoted` for a
    statement and the short quotes it cites.

    Scores are 1 - probability. Below a `min_..._score` something is unsupported: a statement among others, a clause of
    a failing statement, a text of several statements, a text of one; by `quoted`, a statement beside its own quotes.
    `foreign_number`: added to the doubt of a statement among others that holds a number of no passage. It is too rare and
    too sure a sign for trees of so few cases.
    """

    schema_name: str
    origin: str
    features: tuple[str, ...]
    forest: Forest
    quoted: Forest
    foreign_number: float
    statement: Line
    response: Line
    quote: Line
    min_statement_score: float
    min_clause_score: float
    min_response_score: float
    min_claim_score: float
    min_gate_score: float

    def least(self, statements: int) -> float:
        """The score from which a text of that many statements is supported."""
        return self.min_claim_score if statements == 1 else self.min_response_score

    def doubt(self, features: Mapping[str, float], *, is_quoted: bool = False) -> float:
        """Log-odds, uncalibrated, that the statement with these features is not supported."""
        row = [features[name] for name in self.features]
        return (self.quoted if is_quoted else self.forest).doubt(row)


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The shipped model."""
    return Model.model_validate(json.loads(COEFFICIENTS.read_text("utf-8")))


def _leaf(tree: Tree, row: Sequence[float]) -> float:
    at = 0
    while tree.feature[at] >= 0:
        at = tree.left[at] if row[tree.feature[at]] <= tree.threshold[at] else tree.right[at]
    return tree.value[at]
