"""Section retrieval and answers on the NCI texts, against their judgments: `python -m benchmarks.quality [--json]`."""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.nci import (
    Figure,
    Question,
    batch,
    citewell,
    data_folder,
    ratio_interval,
    read_questions,
    section_ids,
    show,
)
from evals.measures.intervals import figure
from evals.measures.retrieval import hit_at_k, ndcg_at_k

DEPTH = 200  # passages fetched per question, so that ten distinct sections are among them

Json = Mapping[str, Any]


def measure(options: argparse.Namespace) -> list[Figure]:
    """All figures, from one ingest into a new index."""
    data = data_folder()
    answerable = read_questions(data / "questions.jsonl")[:: options.every]
    unanswerable = read_questions(data / "unanswerable.jsonl")
    sections = section_ids(data / "docs")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report = json.loads(citewell("ingest", data / "docs", "--index", folder / "index", "--json"))
        found = batch("search", "query", answerable, folder, "-k", str(DEPTH), "--index", folder / "index")
        answers = batch("ask", "question", [*answerable, *unanswerable], folder, "--index", folder / "index")
    ranked = {name: ranked_sections(line["hits"], sections) for name, line in found.items()}
    replies = {name: line["answer"] for name, line in answers.items()}
    texts = source_texts(data / "docs")
    return [
        Figure("documents ingested", report["sources"], len(texts), target="= 60"),
        *retrieval_figures(answerable, ranked),
        *answer_figures(answerable, unanswerable, replies, sections, texts),
    ]


def ranked_sections(hits: Sequence[Json], sections: Mapping[tuple[str, str], str]) -> list[tuple[str, str]]:
    """The distinct sections of the hits, best first."""
    return list(dict.fromkeys(_section(hit["source_id"], hit["locator"], sections) for hit in hits))


def retrieval_figures(questions: Sequence[Question], ranked: Mapping[str, Sequence[tuple[str, str]]]) -> list[Figure]:
    names = {q.id: ["/".join(section) for section in ranked[q.id]] for q in questions}
    relevant = {q.id: ["/".join(section) for section in q.relevant] for q in questions}
    gains = [ndcg_at_k(names[q.id], relevant[q.id], 10) for q in questions]
    firsts = [hit_at_k(names[q.id], relevant[q.id], 1) for q in questions]
    return [_mean("section nDCG@10", gains, ">= 0.88"), _mean("section hit@1", firsts, ">= 0.75")]


def answer_figures(
    answerable: Sequence[Question],
    unanswerable: Sequence[Question],
    replies: Mapping[str, Json],
    sections: Mapping[tuple[str, str], str],
    texts: Mapping[str, str],
) -> list[Figure]:
    """Answered, refused, verbatim and on target. A statement is on target when each of its citations is."""
    answered = [float(replies[q.id]["kind"] == "answer") for q in answerable]
    refused = [float(replies[q.id]["kind"] == "refusal") for q in unanswerable]
    quotes = [
        float(" ".join(c["quote"].split()) in texts[c["source_id"]])
        for reply in replies.values()
        for c in reply["citations"]
    ]
    by_document: list[tuple[int, int]] = []
    by_section: list[tuple[int, int]] = []
    for question in answerable:
        reply = replies[question.id]
        cited = {c["n"]: _section(c["source_id"], c["locator"], sections) for c in reply["citations"]}
        statements = [[cited[n] for n in s["citations"]] for s in _statements(reply)]
        if statements:
            in_document = sum(all(source in question.documents for source, _ in cites) for cites in statements)
            in_section = sum(all(cite in question.relevant for cite in cites) for cites in statements)
            by_document.append((in_document, len(statements)))
            by_section.append((in_section, len(statements)))
    return [
        _mean("answerable questions answered", answered, ">= 0.97"),
        _mean("unanswerable questions refused", refused, ">= 80/83 = 0.964"),
        _mean("quotes verbatim in their source file", quotes, "= 1"),
        _share("statements from a document judged relevant", by_document, ">= 0.95"),
        _share("statements from a section judged relevant", by_section, ">= 0.70"),
    ]


def source_texts(docs: Path) -> dict[str, str]:
    """Each source file with runs of white space as one space: line breaks are layout, the words must be the same."""
    return {path.stem: " ".join(path.read_text("utf-8").split()) for path in docs.glob("*.md")}


def _statements(reply: Json) -> list[Json]:
    return [*reply["key_points"], *(s for section in reply["sections"] for s in section["statements"])]


def _section(source_id: str, locator: Json, sections: Mapping[tuple[str, str], str]) -> tuple[str, str]:
    heading = next(iter(locator["headings"]), "")
    return source_id, sections.get((source_id, heading), f"not a judged section: {heading}")


def _mean(name: str, values: Sequence[float], target: str) -> Figure:
    made = figure(name, values)
    return Figure(name, made.value or 0.0, made.n, made.low, made.high, target=target)


def _share(name: str, parts: Sequence[tuple[int, int]], target: str) -> Figure:
    whole = sum(n for _, n in parts)
    return Figure(name, sum(part for part, _ in parts) / whole, whole, *ratio_interval(parts), target=target)


if __name__ == "__main__":
    show("Retrieval and answers on the NCI texts; 95 % intervals over questions.", measure, every=1)
