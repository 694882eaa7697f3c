"""Fit the support score and write rag/check/score/coefficients.json. `python -m benchmarks.support.train [--dry-run]`.

Trees are fitted on all items; calibration and thresholds on doubts held out by folds, of SEEDS ways of folding.
"""

import argparse
import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.support.data import SETS, read_items
from benchmarks.support.fitting import MAIN, WITH_QUOTES, Fitted, Measured, doubt, fitted, held_out, measured
from benchmarks.support.pairs import PAIRS, read_pairs, read_paraphrases
from benchmarks.support.thresholds import Row, balanced_accuracy, even_threshold, f1, judged, line, steady_threshold
from rag.check.score.model import COEFFICIENTS, Forest, Line, Model
from rag.index.encoder import load_encoder
from rag.settings import Settings

SEEDS = (0, 1, 2)
CLAUSE_MARGIN = 1.4  # a clause of a failing statement is marked from this much less doubt: best of 0.4 to 2.4 by F1
MADE_DROPPED, WRITTEN_DROPPED = 0.03, 0.05  # shares of honest variants, by script and by hand, below `min_gate_score`
ORIGIN = (
    "benchmarks/support/train.py on the development parts of RAGTruth QA (MIT), WiCE (annotations ODC-BY 1.0), ExpertQA"
    " (MIT) and K-QA (MIT), and on sentences of half of the NCI texts; numbers only, no text of theirs; see"
    " docs/support-score.md"
)


class Doubted(NamedTuple):
    """A text or statement: its held-out doubt, whether it is unsupported, its set and its group."""

    doubt: float
    bad: int
    set: str
    group: str


class OfTexts(NamedTuple):
    """What was chosen for texts: lines, and doubts from which something is unsupported."""

    statement: Line
    response: Line
    from_part: float
    from_text: float
    from_claim: float


class OfQuotes(NamedTuple):
    """What was chosen for statements beside their own quotes."""

    fitted: Fitted
    line: Line
    from_doubt: float


def main() -> None:
    """Fit, say what was chosen, and write the coefficients unless asked not to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    options = parser.parse_args()
    names, cases = measured([*read_items(), *read_pairs(1)], load_encoder(Settings().index))
    print(f"{len(cases)} items, {sum(len(case.bad) for case in cases)} statements, {len(names)} features")
    model = trained(names, cases)
    if not options.dry_run:
        COEFFICIENTS.write_text(json.dumps(model.model_dump(), separators=(",", ":")) + "\n", "utf-8")
        print(f"{COEFFICIENTS.name}: {COEFFICIENTS.stat().st_size // 1024} KiB")


def trained(names: tuple[str, ...], cases: list[Measured]) -> Model:
    """The model on all cases, calibrated and with thresholds from doubts that were held out."""
    texts = [case for case in cases if case.item.set in SETS]
    chosen, quotes, final = _of_texts(names, texts), _of_quotes(names, cases), fitted(names, texts)
    model = Model(
        schema_name="citewell/support/3",
        origin=ORIGIN,
        features=names,
        forest=final.forest(),
        quoted=quotes.fitted.forest(),
        foreign_number=final.foreign_number,
        statement=chosen.statement,
        response=chosen.response,
        quote=quotes.line,
        min_statement_score=_score(chosen.statement, chosen.from_part),
        min_clause_score=_score(chosen.statement, chosen.from_part - CLAUSE_MARGIN),
        min_response_score=_score(chosen.response, chosen.from_text),
        min_claim_score=_score(chosen.response, chosen.from_claim),
        min_gate_score=_score(quotes.line, quotes.from_doubt),
    )
    print({name: value for name, value in model.model_dump().items() if name.startswith("min_")})
    _must_agree(model.forest, final, texts[0].rows)
    _must_agree(model.quoted, quotes.fitted, texts[0].rows)
    return model


def _of_texts(names: tuple[str, ...], cases: list[Measured]) -> OfTexts:
    """Lines over all sets; one threshold by F1 on the main set, one at even odds for the claims of the others."""
    ways = [held_out(names, cases, seed) for seed in SEEDS]
    found = [(case, row) for way in ways for case, row in zip(cases, way, strict=True)]
    texts = [
        Doubted(doubt(row), int(not case.item.is_supported), case.item.set, case.item.group) for case, row in found
    ]
    parts = [
        Doubted(float(one), int(is_bad), case.item.set, case.item.group)
        for case, row in found
        for one, is_bad in zip(row, case.bad, strict=True)
    ]
    claims = [one for one in texts if one.set != MAIN]
    of_claim = even_threshold([o.doubt for o in claims], [o.bad for o in claims], [o.set for o in claims])
    of_text = _steady([one for one in texts if one.set == MAIN])
    for name in SETS:
        of_set = [one for one in texts if one.set == name]
        bad = np.array([one.bad for one in of_set])
        called = np.array([float(one.doubt >= (of_text if name == MAIN else of_claim)) for one in of_set])
        by_measure = f"F1 {judged(f1, bad, called):.3f}, balanced {judged(balanced_accuracy, bad, called):.3f}"
        print(f"{name} at its shipped threshold: {by_measure}")
    return OfTexts(_line(parts), _line(texts), _steady([one for one in parts if one.set == MAIN]), of_text, of_claim)


def _of_quotes(names: tuple[str, ...], cases: list[Measured]) -> OfQuotes:
    """Trees for statements beside their quotes, with the doubt that neither kind of honest variant often reaches."""
    rows = held_out(names, cases, SEEDS[0], shares=WITH_QUOTES)
    found = [
        Doubted(float(row.max()), int(not case.item.is_supported), PAIRS, case.item.group)
        for case, row in zip(cases, rows, strict=True)
        if case.item.set == PAIRS and case.item.weight
    ]
    final = fitted(names, cases, WITH_QUOTES)
    _, paraphrases = measured(read_paraphrases(), None)
    written = [
        Doubted(float(row.max()), 0, "by hand", case.item.group)
        for case, row in zip(paraphrases, final.doubts_of(paraphrases), strict=True)
    ]
    made = float(np.quantile([one.doubt for one in found if not one.bad], 1 - MADE_DROPPED))
    by_hand = float(np.quantile([one.doubt for one in written], 1 - WRITTEN_DROPPED))
    print(f"honest variants stay below a doubt of {made:.2f} (by script), {by_hand:.2f} (by hand)")
    return OfQuotes(final, _line([*found, *written]), max(made, by_hand))


def _line(found: Sequence[Doubted]) -> Line:
    slope, intercept = line([one.doubt for one in found], [one.bad for one in found], [one.set for one in found])
    return Line(slope=round(slope, 6), intercept=round(intercept, 6))


def _steady(found: Sequence[Doubted]) -> float:
    return steady_threshold([o.doubt for o in found], [o.bad for o in found], [o.group for o in found], f1)


def _score(line: Line, doubt: float) -> float:
    return round(1 - line.probability(doubt), 4)


def _must_agree(written: Forest, wanted: Fitted, rows: Row) -> None:
    """The written trees must give what the fitted ones do."""
    ours = [written.doubt(row) for row in rows.tolist()]
    if not np.allclose(ours, wanted.doubts(rows), atol=1e-3):
        raise SystemExit(f"the written trees differ from the fitted ones: {ours[:3]} against {wanted.doubts(rows)[:3]}")


if __name__ == "__main__":
    main()
