"""Battery D9: what a lying model says reaches no page, sentence by sentence; what an honest one says does."""

from collections.abc import Iterable, Mapping

import pytest

from rag.schema import Answer
from tests.author_data import rows
from tests.battery import Bench, Expected
from tests.battery_authors import Heard, WrittenLiar
from tests.lies import KINDS
from tests.llm_authors import honest_author, lying_author, paraphrasing_author, verbatim_author
from tests.llm_server import Author, LlmServer

pytest_plugins = ["tests.demo_shelf", "tests.battery"]

CANCERS = ("kidney cancer", "breast cancer", "lung cancer", "stomach cancer", "colorectal cancer", "multiple myeloma")
ASPECTS = (
    "What is {}?",
    "symptoms of {}",
    "What tests are done for {}?",
    "treatment of {}",
    "HER2 in {}",
    "stages of {}",
)
QUESTIONS = tuple(aspect.format(cancer) for aspect in ASPECTS for cancer in CANCERS)
NONE_SHOWN = "told in draft and repair, none on a page"
SUBTLE = (
    "added_detail",
    "dropped_condition",
    "swapped_roles",
    "wrong_cancer",
)  # every word stands in the quote or near
UNCLAIMED = "the gate does not claim to see what is left out of a quote, added in passing, or turned round in it"
EXPECTED: Mapping[str, Expected] = {
    "D9-written": Expected("lies written by hand: numbers, units, negations, drugs, citations ...", NONE_SHOWN),
    "D9-subtle": Expected("lies written by hand in the very words of their quotes", NONE_SHOWN),
    "D9-made": Expected(f"true sentences made false in {len(KINDS)} ways", NONE_SHOWN),
    "D9-mixed": Expected("every second statement a lie", "no lie on a page; the other statements are"),
    "D9-control": Expected("honest sentences, lightly reworded ones, paraphrases", "at least 19 of 20 on the page"),
}


def ask_all(bench: Bench, author: Author, questions: Iterable[str], *flags: str) -> list[Answer]:
    """A page on each question, written by `author` with as many passages as are found."""
    bench.set(CITEWELL_LLM_EVIDENCE_TOKENS=40_000, CITEWELL_LLM_PROMPT_TOKENS=60_000)
    with LlmServer(author) as server:
        asked = {str(n): question for n, question in enumerate(questions)}
        ran, pages = bench.batch(asked, server, "--no-cache", *flags)
    assert ran.code == 0, ran.err
    return pages


def shown(pages: Iterable[Answer]) -> set[tuple[str, frozenset[str]]]:
    """What models stated on these pages, with the quotes shown for it."""
    found: set[tuple[str, frozenset[str]]] = set()
    for page in pages:
        quotes = {citation.n: citation.quote for citation in page.citations}
        if page.trace.writer == "llm":
            found.update((one.text, frozenset(quotes[n] for n in one.citations)) for one in page.statements)
    return found


@pytest.mark.parametrize(
    ("name", "is_plain", "least"),
    [
        ("D9-written", True, 115),
        pytest.param("D9-subtle", False, 18, marks=pytest.mark.xfail(strict=True, reason=UNCLAIMED)),
    ],
)
def test_lies_written_by_hand_reach_no_page(name: str, is_plain: bool, least: int, bench: Bench) -> None:
    liar = WrittenLiar([row for row in rows("lies") if (row["kind"] not in SUBTLE) == is_plain])
    pages = ask_all(bench, liar, QUESTIONS[:: 2 if is_plain else 4])
    asked = [f"What is said about this: {row['quotes'][0]}" for row in liar.left.values()]
    pages += ask_all(bench, liar, asked, "--audience", "clinician")
    texts = {text for text, _ in shown(pages)}
    lies = sorted(lie for lie, text in liar.told.items() if text in texts)
    bench.observed(name, f"{len(liar.told)} of {len(liar.lies)} told, on a page: {', '.join(lies) or 'none'}")
    assert len(liar.told) >= least, sorted(liar.left)
    assert lies == []


@pytest.mark.parametrize("kind", KINDS)
def test_made_lies_reach_no_page(kind: str, bench: Bench) -> None:
    heard = Heard(lying_author(kind, seed=1))
    lies = shown(ask_all(bench, heard, QUESTIONS[::6])) & heard.lies
    bench.observed("D9-made", f"{kind} {len(heard.lies)} told, {len(lies)} shown")
    assert heard.lies
    assert lies == set()


def test_lies_beside_honest_statements_are_taken_out_and_the_others_stay(bench: Bench) -> None:
    lies = honest = models = 0
    for seed, kind in enumerate(KINDS):
        heard = Heard(lying_author(kind, seed, every=2))
        pages = ask_all(bench, heard, QUESTIONS[seed % 7 :: 18])
        lies += len(shown(pages) & heard.lies)
        honest += len(shown(pages) - heard.lies)
        models += sum(page.trace.writer == "llm" for page in pages)
    bench.observed("D9-mixed", f"{lies} lies and {honest} honest statements on {models} pages of the model")
    assert lies == 0
    assert honest >= models > 20


def test_what_an_honest_model_says_is_shown(bench: Bench) -> None:
    kept = cut = 0
    for author in (verbatim_author, honest_author, paraphrasing_author):
        pages = ask_all(bench, author, QUESTIONS[::3])
        assert {page.trace.writer for page in pages if page.kind == "answer"} == {"llm"}
        kept += sum(len(page.statements) for page in pages)
        cut += sum(dropped.check != "outline" for page in pages for dropped in page.trace.dropped)
    bench.observed("D9-control", f"{kept} statements on the page, {cut} refused")
    assert kept > 120
    assert cut <= 0.05 * (kept + cut)
