"""The page that tests of support measures share, and the tests of the reading they rest on."""

from collections.abc import Sequence

import pytest

from evals.measures.statements import readings, support_of
from evals.schema import RunPassage, RunRecord
from rag.schema import Citation, DraftStatement, Locator
from tests.test_evals_example import PLAGUE, make_answer, make_record, make_refusal

FOUND = "About 15 to 20 of every 100 breast cancers are HER2-positive."
DRUGS = "HER2-positive breast cancer may be treated with trastuzumab."
TESTED = "HER2 is tested on tissue that is taken at a biopsy."
HEART = "Trastuzumab does not harm the kidneys."
TEXTS = {"b1": f"{FOUND} {DRUGS}", "b2": f"{TESTED} {HEART}"}
Quoted = tuple[str, Sequence[str]]


def page_of(*statements: Quoted) -> RunRecord:
    """A page of statements, each with its quotes: sentences of TEXTS, or other words, which stand in no passage."""
    quotes = list(dict.fromkeys(quote for _, quoted in statements for quote in quoted))
    base = make_answer([(text, tuple(quotes.index(quote) + 1 for quote in quoted)) for text, quoted in statements])
    cited = tuple(_citation(n, quote) for n, quote in enumerate(quotes, start=1))
    source = base.sources[0].model_copy(update={"source_id": "breast-cancer", "title": "Breast cancer"})
    record = make_record(answer=base.model_copy(update={"citations": cited, "sources": (source,)}))
    names = dict.fromkeys(citation.passage_id for citation in cited)
    passages = tuple(RunPassage(passage_id=name, source_id="breast-cancer", text=TEXTS[name]) for name in names)
    return record.model_copy(update={"passages": passages})


def _citation(n: int, quote: str) -> Citation:
    name = next((name for name, text in TEXTS.items() if quote in text), "b1")
    start = max(0, TEXTS[name].find(quote))
    return Citation(
        n=n,
        source_id="breast-cancer",
        passage_id=name,
        quote=quote,
        start=start,
        end=start + len(quote),
        locator=Locator(headings=("HER2",)),
    )


def test_a_copied_statement_has_the_highest_score_and_breaks_nothing() -> None:
    (read,) = readings(page_of((FOUND, [FOUND])))
    assert (read.support.is_copied, read.support.score, read.support.failures) == (True, 1.0, ())


def test_an_honest_paraphrase_is_supported_by_its_quote() -> None:
    (read,) = readings(page_of(("HER2 is tested on tissue taken at a biopsy.", [TESTED])))
    assert not read.support.is_copied
    assert read.support.why_not is None
    assert 0.25 < read.support.score < 1


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("About 30 of every 100 breast cancers are HER2-positive.", "numbers"),
        ("About 15 to 20 of every 100 breast cancers are HER2-negative.", "polarity"),
        ("The weather was fine in the mountains last winter.", "support"),
    ],
)
def test_a_broken_statement_names_the_rule_it_breaks(text: str, rule: str) -> None:
    (read,) = readings(page_of((text, [FOUND])))
    assert read.support.broken(rule)
    assert read.support.why_not


def test_a_quote_that_is_not_in_its_passage_is_no_evidence() -> None:
    (read,) = readings(page_of((FOUND, ["About 15 to 20 of every 100 breast cancers"[:-1] + "z"])))
    assert read.draft.quotes == ()
    assert (read.support.score, read.support.why_not) == (0.0, "citation: it has no sound quote to be held against")


def test_a_statement_without_quotes_has_no_support_and_a_refusal_no_statement() -> None:
    assert support_of(DraftStatement(text=FOUND, quotes=()), {}).score == 0
    assert list(readings(make_record(PLAGUE, make_refusal()))) == []
