import json
import math

import pytest
from pydantic import ValidationError

from rag.check.score.model import COEFFICIENTS, Forest, Line, Model, Tree, load_model

EVEN = Line(slope=1, intercept=0)
TREE = Tree(
    feature=(0, -1, 1, -1, -1),
    threshold=(0.5, 0, 2, 0, 0),
    left=(1, 0, 3, 0, 0),
    right=(2, 0, 4, 0, 0),
    value=(0, -1, 0, 1, 3),
)
MODEL = Model(
    schema_name="test",
    origin="by hand",
    features=("a", "b"),
    forest=Forest(baseline=0.25, trees=(TREE, TREE)),
    quoted=Forest(baseline=0.5, trees=(TREE,)),
    foreign_number=1,
    statement=EVEN,
    response=EVEN,
    quote=EVEN,
    min_statement_score=0.4,
    min_clause_score=0.5,
    min_response_score=0.3,
    min_claim_score=0.5,
    min_gate_score=0.2,
)


@pytest.mark.parametrize(
    ("a", "b", "doubt"),
    [(0.5, 9, -1.75), (0.51, 2, 2.25), (0.51, 2.1, 6.25)],
    ids=["left", "right, left", "right, right"],
)
def test_a_row_falls_left_up_to_the_threshold_and_leaves_add_up(a: float, b: float, doubt: float) -> None:
    assert MODEL.doubt({"b": b, "a": a}) == doubt


def test_a_statement_beside_its_quotes_has_trees_of_its_own() -> None:
    assert MODEL.doubt({"a": 0.5, "b": 9}, is_quoted=True) == -0.5


def test_a_line_is_a_probability() -> None:
    assert EVEN.probability(0) == 0.5
    assert Line(slope=2, intercept=1).probability(0.5) == pytest.approx(1 / (1 + math.exp(-2)))
    assert 0 < EVEN.probability(-1e9) < EVEN.probability(1e9) < 1


def test_one_statement_is_held_to_another_threshold_than_several() -> None:
    assert (MODEL.least(1), MODEL.least(2)) == (0.5, 0.3)


def test_the_shipped_model_is_sound_and_small() -> None:
    model = load_model()
    assert COEFFICIENTS.stat().st_size < 200_000
    assert len(set(model.features)) == len(model.features)
    for tree in (*model.forest.trees, *model.quoted.trees):
        for at, feature in enumerate(tree.feature):
            assert feature < len(model.features)
            assert feature < 0 or at < tree.left[at] < len(tree.feature) > tree.right[at] > at  # no circles
    least = {name: value for name, value in model.model_dump().items() if name.startswith("min_")}
    assert len(least) == 5
    assert all(0 < score < 1 for score in least.values())
    assert min(model.statement.slope, model.response.slope, model.quote.slope) > 0


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError):
        Model.model_validate({**json.loads(COEFFICIENTS.read_text("utf-8")), "pickle": "no"})
