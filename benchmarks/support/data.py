"""The public labelled sets, read from the data folder: text, passages, question, and whether every word is supported."""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PASSAGE = re.compile(r"passage \d+:")
CITED = re.compile(r"\[\d+\]\s*\S+,?\s*(.*)", re.DOTALL)
MIN_EVIDENCE = 50  # characters of an ExpertQA snippet; less is a bare address
MEDICINE = "Healthcare / Medicine"
SETS = ("ragtruth-qa", "wice", "expertqa", "k-qa/nli")  # those with labels of support


@dataclass(frozen=True)
class Item:
    """A text with the passages it is held against. `group`: items of one group share a source or a question."""

    set: str
    group: str
    text: str
    passages: tuple[str, ...]
    question: str
    is_supported: bool
    spans: tuple[tuple[int, int], ...] | None = None  # unsupported spans of `text`, where people marked them
    field: str = ""
    weight: float = 1.0  # in fitting, beside the other items of its set and label


def read_items() -> list[Item]:
    """All items of SETS, set by set. Ends the program, saying so, where the data is absent."""
    folder = _folder()
    return [*_ragtruth(folder), *_wice(folder), *_expertqa(folder), *_kqa(folder)]


def read_abstracts() -> list[Item]:
    """PubMedQA: each conclusion against its own abstract, and against that of the next item.

    No one judged support here: a conclusion mostly follows from its abstract and never from another, so the set tells
    grounded from foreign text and no more.
    """
    rows = _rows(_folder() / "pubmedqa" / "items.jsonl")
    found = []
    for row, other in zip(rows, [*rows[1:], rows[0]], strict=True):
        for home in (row, other):
            passages = tuple(context["text"] for context in home["contexts"])
            found.append(Item("pubmedqa", row["pmid"], row["long_answer"], passages, row["question"], home is row))
    return found


def _ragtruth(folder: Path) -> Iterator[Item]:
    for row in _rows(folder / "ragtruth-qa" / "responses.jsonl"):
        passages = tuple(part.strip() for part in PASSAGE.split(row["passages"]) if part.strip())
        spans = tuple((label["start"], label["end"]) for label in row["labels"])
        yield Item(
            "ragtruth-qa", row["source_id"], row["response"], passages, row["question"], not row["hallucinated"], spans
        )


def _wice(folder: Path) -> Iterator[Item]:
    for row in _rows(folder / "wice" / "claims.jsonl"):
        evidence = tuple(row["evidence"])
        yield Item("wice", evidence[0] + str(len(evidence)), row["claim"], evidence, "", row["label"] == "supported")


def _expertqa(folder: Path) -> Iterator[Item]:
    """Without claims that have no evidence, none of which the text was kept, or no clear judgment."""
    for row in _rows(folder / "expertqa" / "claims.jsonl"):
        if row["support"] not in ("Complete", "Partial", "Incomplete"):
            continue
        bodies = [match[1].strip() for match in map(CITED.match, row["evidence"]) if match]
        evidence = tuple(dict.fromkeys(body for body in bodies if len(body) > MIN_EVIDENCE))
        if evidence:
            is_supported = row["support"] == "Complete"
            field = row["field"]
            yield Item("expertqa", row["question"], row["claim"], evidence, row["question"], is_supported, field=field)


def _kqa(folder: Path) -> Iterator[Item]:
    for row in _rows(folder / "k-qa" / "nli.jsonl"):
        is_supported = row["majority_label"] == "Entailment"
        yield Item("k-qa/nli", row["Question"], row["claim"], (row["answer"],), row["Question"], is_supported)


def _folder() -> Path:
    folder = Path(os.environ.get("CITEWELL_SHARED", ROOT.parent / "shared")) / "data"
    if not (folder / "ragtruth-qa").is_dir():
        sys.exit(f"no labelled data at {folder}: set CITEWELL_SHARED to the folder that holds data/ragtruth-qa")
    return folder


def _rows(path: Path) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]  # texts hold other line ends
