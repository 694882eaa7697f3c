"""Answers on a shelf that nothing was tuned on: 150 MedQuAD documents. `python -m benchmarks.other_texts [--json]`."""

import argparse
import json
import random
import tempfile
from collections import defaultdict
from pathlib import Path

from benchmarks.nci import Figure, Question, batch, citewell, data_folder, ratio_interval, show
from evals.measures.intervals import figure

DOCUMENTS = 150  # on the shelf, and as many whose questions must be refused
QUESTIONS = 200
NO_ONCOLOGY = "1_CancerGov_QA"  # the development texts come from there
FRONT_MATTER = (
    "---\ntitle: {title}\npublisher: NIH\nedition: '1'\npublished: 2017\nlicence: CC BY 4.0\ntopics: [{title}]\n---\n"
)


def measure(options: argparse.Namespace) -> list[Figure]:
    """Answered, refused and on target. Sections are the question types, which stand as headings."""
    documents = _documents()
    on, off = documents[:DOCUMENTS], documents[DOCUMENTS : 2 * DOCUMENTS]
    names = {lines[0]["focus"].casefold() for lines in on}
    chance = random.Random(1)
    asked = chance.sample([q for lines in on for q in _questions(lines)], QUESTIONS)
    others = [q for lines in off if lines[0]["focus"].casefold() not in names for q in _questions(lines)]
    silent = chance.sample(others, DOCUMENTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "docs").mkdir()
        for lines in on:
            (folder / "docs" / f"{lines[0]['doc_id']}.md").write_text(_markdown(lines), "utf-8")
        citewell("ingest", folder / "docs", "--index", folder / "index")
        replies = batch("ask", "question", [*asked, *silent], folder, "--index", folder / "index")
    answers = {key: reply["answer"] for key, reply in replies.items()}
    right: list[tuple[int, int]] = []
    section: list[tuple[int, int]] = []
    for question in asked:
        cited = {c["n"]: c for c in answers[question.id]["citations"]}
        places = [
            {(cited[n]["source_id"], " ".join(cited[n]["locator"]["headings"][:1])) for n in s["citations"]}
            for part in [*answers[question.id]["sections"], {"statements": answers[question.id]["key_points"]}]
            for s in part["statements"]
        ]
        right.append((sum({d for d, _ in place} <= question.documents for place in places), len(places)))
        section.append((sum(place <= question.relevant for place in places), len(places)))
    return [
        _share("questions on the shelf answered", [float(answers[q.id]["kind"] == "answer") for q in asked]),
        _share("questions on other topics refused", [float(answers[q.id]["kind"] == "refusal") for q in silent]),
        _ratio("statements from the right document", right),
        _ratio("statements from the right section", section),
    ]


def _documents() -> list[list[dict[str, str]]]:
    """Documents as lists of their passages, in a fixed random order; short ones of three to eight sections."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line in (data_folder().parent / "medquad-nih" / "passages.jsonl").read_text("utf-8").splitlines():
        passage = json.loads(line)
        if passage["source"] != NO_ONCOLOGY:
            found[passage["doc_id"]].append(passage)
    kept = [
        name for name, lines in found.items() if 3 <= len(lines) <= 8 and sum(len(x["text"]) for x in lines) < 15_000
    ]
    kept.sort()
    random.Random(5).shuffle(kept)
    return [found[name] for name in kept]


def _markdown(lines: list[dict[str, str]]) -> str:
    title = lines[0]["focus"]
    sections = "".join(f"\n## {line['qtype']}\n\n{line['text']}\n" for line in lines)
    return FRONT_MATTER.format(title=json.dumps(title)) + f"# {title}\n" + sections


def _questions(lines: list[dict[str, str]]) -> list[Question]:
    return [
        Question(id=x["passage_id"], text=x["question"], relevant=frozenset([(x["doc_id"], x["qtype"])])) for x in lines
    ]


def _share(name: str, values: list[float]) -> Figure:
    made = figure(name, values)
    return Figure(name, sum(values) / len(values), len(values), made.low, made.high)


def _ratio(name: str, parts: list[tuple[int, int]]) -> Figure:
    low, high = ratio_interval(parts)
    whole = sum(n for _, n in parts)
    return Figure(name, sum(part for part, _ in parts) / whole, whole, low, high)


if __name__ == "__main__":
    show(__doc__ or "", measure)
