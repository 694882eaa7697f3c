"""Our retrieval measures beside those of ir_measures (pytrec_eval), on BM25 runs over two judged sets.

`python -m benchmarks.retrieval_parity DATA`, DATA being the folder that holds liveqa-med, medquad-nih and nci-cancer. Prints, for
each set and measure, our mean, theirs and the largest difference over questions; ends with 1 where one exceeds 1e-6. Judged
passages only ("condensed") is shown too, because judgments of liveqa-med are pooled and incomplete.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, Measure, R, Success, nDCG

from benchmarks.nci import SECTION
from evals.measures.retrieval import hit_at_k, ndcg_at_k, recall_at_k, reciprocal_rank
from rag.index.lexical import LexicalIndex, build_lexical
from rag.words import stems

DEPTH = 100
TOLERANCE = 1e-6
K1, B = 0.9, 0.4  # as in the data's own notes
Grades = Mapping[str, Mapping[str, int]]  # by question, by text
Ours = Callable[[Sequence[str], Mapping[str, int]], float]


@dataclass(frozen=True)
class Judged:
    """A set of texts, questions and judgments. Grades run from 0; a text without one is not judged."""

    name: str
    texts: Mapping[str, str]
    questions: Mapping[str, str]
    grades: Grades


def liveqa(data: Path) -> Judged:
    """Real questions as summarised by their editors, over the passages of medquad-nih; grades 0 to 3."""
    folder = data / "liveqa-med"
    passages = [*_lines(data / "medquad-nih" / "passages.jsonl"), *_lines(folder / "extra_passages.jsonl")]
    texts = {str(line["passage_id"]): f"{line['question']}\n{line['text']}" for line in passages}
    questions = {str(line["qid"]): str(line["summary"]) for line in _lines(folder / "questions.jsonl")}
    rows = [(question, text, int(grade)) for question, text, grade in _table(folder / "qrels.tsv")]
    return Judged("liveqa-med", texts, questions, _by_question(rows))


def nci(data: Path) -> Judged:
    """Template questions over the sections of the NCI texts; every judgment is 1."""
    folder = data / "nci-cancer"
    texts = {
        f"{path.stem}/{name}": text
        for path in sorted((folder / "docs").glob("*.md"))
        for name, text in _sections(path.read_text("utf-8"))
    }
    questions = {str(line["qid"]): str(line["question"]) for line in _lines(folder / "questions.jsonl")}
    rows = [(question, f"{doc}/{name}", int(grade)) for question, doc, name, grade in _table(folder / "qrels.tsv")]
    return Judged("nci-cancer", texts, questions, _by_question(rows))


def runs(judged: Judged) -> dict[str, dict[str, float]]:
    """BM25 scores of the best texts of each question that has a relevant one. Scores tie where texts are alike."""
    names = list(judged.texts)
    asked = [name for name, grades in judged.grades.items() if any(grades.values())]
    with tempfile.TemporaryDirectory() as folder:
        build_lexical(list(judged.texts.values()), Path(folder), k1=K1, b=B)
        index = LexicalIndex(Path(folder))
        found = {}
        for name in asked:
            scores = dict(zip(names, index.scores(stems(judged.questions[name])).tolist(), strict=True))
            found[name] = {text: scores[text] for text in ranking(scores)[:DEPTH]}
    return found


def ranking(scores: Mapping[str, float]) -> list[str]:
    """Best first; ties by name from the end of the alphabet, as trec_eval breaks them."""
    return sorted(scores, key=lambda name: (scores[name], name), reverse=True)


def relevant(grades: Mapping[str, int]) -> frozenset[str]:
    return frozenset(name for name, grade in grades.items() if grade > 0)


PAIRS: Sequence[tuple[Measure, Ours]] = (
    *((Success @ k, lambda ranked, grades, k=k: hit_at_k(ranked, relevant(grades), k)) for k in (1, 5, 10)),
    *((R @ k, lambda ranked, grades, k=k: recall_at_k(ranked, relevant(grades), k)) for k in (1, 5, 10)),
    *((nDCG @ k, lambda ranked, grades, k=k: ndcg_at_k(ranked, grades, k)) for k in (1, 5, 10)),
    (RR, lambda ranked, grades: reciprocal_rank(ranked, relevant(grades), DEPTH)),
)


def differences(judged: Judged) -> Iterator[tuple[str, int, float, float, float]]:
    """Name, questions, our mean, theirs and the largest difference of one question, for each measure and kind of run."""
    found = runs(judged)
    seen = {
        name: {text: score for text, score in run.items() if text in judged.grades[name]} for name, run in found.items()
    }
    for kind, run in (("", found), (" judged only", {name: texts for name, texts in seen.items() if texts})):
        grades = {name: dict(judged.grades[name]) for name in run}
        measures = [measure for measure, _ in PAIRS]
        theirs = {(str(one.measure), one.query_id): one.value for one in ir_measures.iter_calc(measures, grades, run)}
        for measure, ours in PAIRS:
            pairs = [(ours(ranking(run[name]), grades[name]), theirs[str(measure), name]) for name in run]
            mine, other = (statistics.fmean(values) for values in zip(*pairs, strict=True))
            yield f"{judged.name} {measure}{kind}", len(pairs), mine, other, max(abs(a - b) for a, b in pairs)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Name and text of each section, its heading and the title of the page put first."""
    title = next(line for line in text.splitlines() if line.startswith("# "))
    _, *parts = SECTION.split(text)
    for heading, name, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        yield name, f"{title}\n{heading}\n{body}"


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _table(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]


def _by_question(rows: Sequence[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for question, text, grade in rows:
        found.setdefault(question, {})[text] = grade
    return found


def main() -> None:
    """Print the table; exit 1 on a difference."""
    parser = argparse.ArgumentParser(description="retrieval measures beside ir_measures")
    parser.add_argument("data", type=Path, metavar="DATA", help="folder with liveqa-med, medquad-nih and nci-cancer")
    folder: Path = parser.parse_args().data
    worst = 0.0
    print(f"{'set and measure':<36} {'n':>4} {'ours':>9} {'theirs':>9} {'largest difference':>19}")
    for judged in (nci(folder), liveqa(folder)):
        for name, n, ours, theirs, apart in differences(judged):
            print(f"{name:<36} {n:>4} {ours:>9.6f} {theirs:>9.6f} {apart:>19.2e}")
            worst = max(worst, apart)
    sys.exit(int(worst > TOLERANCE))


if __name__ == "__main__":
    main()
