"""Battery D9: what a lying model says reaches no page, sentence by sentence; what an honest one says does."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pytest

from rag.schema import Answer
from tests.author_data import rows
from tests.battery import Bench, Expected, counted
from tests.lies import KINDS
from tests.llm_authors import honest_author, lying_author, paraphrasing_author, verbatim_author
from tests.llm_prompts import Json, SentPassage, failed_in, kind_of, passages_of, sections_of
from tests.llm_server import Author, LlmServer

pytest_plugins = ["tests.demo_shelf", "tests.battery"]

CANCERS = ("kidney cancer", "breast cancer", "lung cancer", "stomach cancer", "colorectal cancer", "multiple myeloma")
ASPECTS = ("What is {}?", "symptoms of {}", "What tests are done for {}?", "treatment of {}", "HER2 in {}", "stages of {}")
OTHERS = (
    *("How is HER2 tested by IHC?", "How is HER2 tested by ISH?", "How many cells are counted for HER2 ISH?"),
    *("What is HER2?", "What is a clinical trial?", "How is a HER2 test reported?", "What does HER2 equivocal mean?"),
    *("Who may join a clinical trial?", "risks of a clinical trial", "When is a HER2 test repeated?"),
)
QUESTIONS = tuple(aspect.format(cancer) for aspect in ASPECTS for cancer in CANCERS) + OTHERS
ROUNDS = 3  # each page has room for a few lies only
MIN_TOLD = 140  # of the written lies; the others quote passages that none of the questions brings up
EXPECTED: Mapping[str, Expected] = {
    "D9-written": Expected("lies written by hand, in draft and repair", f"{MIN_TOLD} told at least, none on a page"),
    "D9-made": Expected("true sentences made false, in 21 ways", "50 told at least of nearly every kind, none on a page"),
    "D9-mixed": Expected("every second statement a lie", "no lie on a page, every page still the model's"),
    "D9-control": Expected("honest sentences and paraphrases", "at least 19 of 20 statements on the page"),
}


class WrittenLiar:
    """Tells each lie of tests/data/lies.jsonl once, as soon as a passage that it quotes is sent; repeats it in a repair."""

    def __init__(self) -> None:
        self.left = {row["id"]: row for row in rows("lies")}
        self.told: dict[str, str] = {}  # statement by id

    def __call__(self, body: Json) -> Json:
        if kind_of(body) == "repair":
            return {"statements": [{"number": n, "statement": self._again(text, body)} for n, text in failed_in(body)]}
        passages = passages_of(body)
        ready = [(row, home) for row in self.left.values() if (home := home_of(row, passages))]
        sections: list[Json] = []
        for section in sections_of(body):
            mine, ready = ready[: section.limit], ready[section.limit :]
            sections.append({"id": section.id, "heading": "", "statements": [self._tell(row, at) for row, at in mine]})
        return {"sections": sections, "key_points": [], "questions_to_ask": [], "cannot_answer": None}

    def _tell(self, row: Json, home: SentPassage) -> Json:
        self.left.pop(row["id"], None)
        self.told[row["id"]] = row["statement"]
        return {"text": row["statement"], "citations": [{"passage": home.id, "quote": quote} for quote in row["quotes"]]}

    def _again(self, failed: str, body: Json) -> Json | None:
        row = next((row for row in rows("lies") if row["statement"] in failed), None)
        home = home_of(row, passages_of(body)) if row else None
        return self._tell(row, home) if row and home else None


def home_of(row: Json, passages: Sequence[SentPassage]) -> SentPassage | None:
    """The passage with the quotes of a lie; for a lie whose quote is made up, the one most like it."""
    if row["kind"] not in ("invented_citation", "paraphrase_as_quote", "stitched_quote"):
        return next((passage for passage in passages if all(quote in passage.text for quote in row["quotes"])), None)
    wanted = set(" ".join(row["quotes"]).casefold().split())
    likeness = {passage: len(wanted & set(passage.text.casefold().split())) for passage in passages}
    best = max(likeness, key=lambda passage: likeness[passage], default=None)
    return best if best and likeness[best] > 0.6 * len(wanted) else None


class Heard:
    """An author, with every statement it made."""

    def __init__(self, author: Author) -> None:
        self.author, self.said = author, set[str]()

    def __call__(self, body: Json) -> Json | str:
        reply = self.author(body)
        assert isinstance(reply, dict)
        parts = [*reply.get("sections", []), {"statements": reply.get("key_points", [])}]
        repaired = [one["statement"] for one in reply.get("statements", []) if one["statement"]]
        self.said.update(one["text"] for part in parts for one in part["statements"])
        self.said.update(one["text"] for one in repaired)
        return reply


def ask_all(bench: Bench, author: Author, questions: Iterable[str] = QUESTIONS) -> list[Answer]:
    """A page on each question, written by `author` with as many passages as are found."""
    bench.set(CITEWELL_LLM_EVIDENCE_TOKENS=40_000, CITEWELL_LLM_PROMPT_TOKENS=60_000)
    with LlmServer(author) as server:
        ran, pages = bench.batch({str(n): q for n, q in enumerate(questions)}, server, "--no-cache")
    assert ran.code == 0, ran.err
    return pages


def shown(pages: Iterable[Answer]) -> set[str]:
    """What models stated on these pages."""
    return {statement.text for page in pages if page.trace.writer == "llm" for statement in page.statements}


def test_lies_written_by_hand_reach_no_page(bench: Bench) -> None:
    liar = WrittenLiar()
    pages = [page for _ in range(ROUNDS) for page in ask_all(bench, liar)]
    lies = sorted(shown(pages) & set(liar.told.values()))
    refused = Counter(dropped.check for page in pages for dropped in page.trace.dropped if dropped.check != "outline")
    bench.observed("D9-written", f"{len(liar.told)} of {len(rows('lies'))} told, {len(lies)} on a page")
    assert len(liar.told) >= MIN_TOLD, sorted(liar.left)
    assert lies == [], refused
