"""Fit the support score and write rag/check/score/coefficients.json. `python -m benchmarks.support.train [--dry-run]`.

Trees are fitted on all items; calibration and thresholds on doubts held out by folds, of SEEDS ways of folding.
"""

import argparse
import json
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from benchmarks.support.data import read_items
from benchmarks.support.fitting import (
    MAIN,
    Measured,
    Row,
    balanced_accuracy,
    best_threshold,
    doubt,
    f1,
    fitted,
    held_out,
    line,
    measured,
)
from rag.check.score.model import COEFFICIENTS, Line, Model
from rag.index.encoder import load_encoder
from rag.settings import Settings

SEEDS = (0, 1, 2)
CLAUSE_MARGIN = 1.4  # a clause of a failing statement is marked from this much less doubt: best of 0.4 to 2.4 by F1
ORIGIN = (
    "benchmarks/support/train.py on the development parts of RAGTruth QA (MIT), WiCE (annotations ODC-BY 1.0), ExpertQA"
    " (MIT) and K-QA (MIT); numbers only, no text of theirs; see docs/support-score.md"
)


class Doubted(NamedTuple):
    """A text or statement: its held-out doubt, whether it is unsupported, and its set."""

    doubt: float
    bad: int
    set: str


def main() -> None:
    """Fit, say what was chosen, and write the coefficients unless asked not to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    options = parser.parse_args()
    names, cases = measured(read_items(), load_encoder(Settings().index))
    print(f"{len(cases)} items, {sum(len(case.bad) for case in cases)} statements, {len(names)} features")
    model = trained(names, cases)
    if not options.dry_run:
        COEFFICIENTS.write_text(json.dumps(model.model_dump(), separators=(",", ":")) + "\n", "utf-8")
        print(f"{COEFFICIENTS.name}: {COEFFICIENTS.stat().st_size // 1024} KiB")


def trained(names: tuple[str, ...], cases: list[Measured]) -> Model:
    """The model on all cases, calibrated and with thresholds from doubts that were held out."""
    ways = [held_out(names, cases, seed) for seed in SEEDS]
    found = [(case, row) for way in ways for case, row in zip(cases, way, strict=True)]
    texts = [Doubted(doubt(row), int(not case.item.is_supported), case.item.set) for case, row in found]
    parts = [
        Doubted(float(one), int(is_bad), case.item.set)
        for case, row in found
        for one, is_bad in zip(row, case.bad, strict=True)
    ]
    response, statement = _line(texts), _line(parts)
    of_text = 1 - response.probability(_threshold([one for one in texts if one.set == MAIN], f1))
    of_claim = 1 - response.probability(_threshold([one for one in texts if one.set != MAIN], balanced_accuracy))
    of_part = _threshold([one for one in parts if one.set == MAIN], f1)
    for name in dict.fromkeys(one.set for one in texts):
        of_set = [one for one in texts if one.set == name]
        least = of_text if name == MAIN else of_claim
        bad = np.array([one.bad for one in of_set])
        called = np.array([1 - response.probability(one.doubt) < least for one in of_set])
        print(
            f"{name} at its shipped threshold: F1 {f1(bad, called):.3f}, balanced {balanced_accuracy(bad, called):.3f}"
        )
    final = fitted(names, cases)
    model = Model(
        schema_name="citewell/support/1",
        origin=ORIGIN,
        features=names,
        baseline=final.baseline(),
        trees=final.trees(),
        statement=statement,
        response=response,
        min_statement_score=round(1 - statement.probability(of_part), 4),
        min_clause_score=round(1 - statement.probability(of_part - CLAUSE_MARGIN), 4),
        min_response_score=round(of_text, 4),
        min_claim_score=round(of_claim, 4),
    )
    print({name: value for name, value in model.model_dump().items() if name.startswith("min_")})
    _must_agree(model, final.doubts(cases[0].rows), cases[0].rows)
    return model


def _line(found: list[Doubted]) -> Line:
    slope, intercept = line([one.doubt for one in found], [one.bad for one in found], [one.set for one in found])
    return Line(slope=round(slope, 6), intercept=round(intercept, 6))


def _threshold(found: list[Doubted], measure: Callable[[Row, Row], float]) -> float:
    return best_threshold([one.doubt for one in found], [one.bad for one in found], measure)


def _must_agree(model: Model, wanted: Row, rows: Row) -> None:
    """The written trees must give what the fitted ones do."""
    ours = [model.doubt(dict(zip(model.features, row.tolist(), strict=True))) for row in rows]
    if not np.allclose(ours, wanted, atol=1e-3):
        raise SystemExit(f"the written trees differ from the fitted ones: {ours[:3]} against {wanted[:3]}")


if __name__ == "__main__":
    main()
