"""The gate: the first broken rule drops a statement with its reason; what is left is numbered by first use."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from rag.check.gate import failed_check, verify
from rag.index.encoder import load_encoder
from rag.schema import Draft, DraftSection, DraftStatement, Locator, Passage, Quote
from rag.sentences import sentence_spans
from rag.settings import GateSettings, IndexSettings
from rag.vocabulary import load_vocabulary

DATA = Path(__file__).parent / "data"
CORPUS = Path(__file__).resolve().parent.parent / "corpus"
TEXTS = {
    "p1": "Amirol is the first drug for lumaria. The usual dose is 5 mg once a day.",
    "p2": "Bexatine is offered to people who do not respond in 3 months.",
}
PASSAGES = {
    name: Passage(
        id=name,
        source_id=f"source-{name}",
        edition="1",
        title="Lumaria guide",
        text=text,
        locator=Locator(headings=("Treatment",)),
        ordinal=0,
    )
    for name, text in TEXTS.items()
}
SETTINGS = GateSettings(min_support=0.8)
FIRST, DOSE, SECOND = "Amirol is the first drug for lumaria.", "The usual dose is 5 mg once a day.", TEXTS["p2"]


def quote(text: str, name: str = "p1") -> Quote:
    start = TEXTS[name].index(text)
    return Quote(passage_id=name, text=text, start=start, end=start + len(text))


def said(text: str, *quotes: Quote) -> DraftStatement:
    return DraftStatement(text=text, quotes=quotes)


def draft(*statements: DraftStatement, key_points: tuple[DraftStatement, ...] = ()) -> Draft:
    section = DraftSection(id="treatment", heading="Treatment", statements=statements)
    return Draft(writer="extractive", key_points=key_points, sections=(section,))


@pytest.mark.parametrize(
    ("statement", "check", "why"),
    [
        (said(FIRST), "citation", "cites nothing"),
        (said(FIRST, quote(FIRST).model_copy(update={"passage_id": "p9"})), "quotes", "'p9', which was not given"),
        (said(FIRST, quote(FIRST).model_copy(update={"start": 1})), "quotes", "does not stand at 1-"),
        (said(FIRST, quote(FIRST).model_copy(update={"text": FIRST.upper()})), "quotes", "does not stand"),
        (said("The usual dose is 50 mg once a day.", quote(DOSE)), "numbers", "50 mg"),
        (said("The usual dose is 5 g once a day.", quote(DOSE)), "numbers", "5 g"),
        (said("Amirol changes hair and mood.", quote(FIRST)), "novelty", "in no quote: changes, hair, mood"),
        (said("Amirol is the first drug for lumaria.", quote(DOSE)), "terms", "'Amirol' is not named"),
        (said("It is.", quote(FIRST)), "support", "says nothing"),
        (said("Take 50 mg.", quote(FIRST).model_copy(update={"start": 1})), "quotes", "does not stand"),
    ],
    ids=[
        *("nothing cited", "unknown passage", "wrong span", "altered quote", "number", "unit"),
        *("other words", "quote of something else", "empty", "first rule wins"),
    ],
)
def test_a_statement_that_breaks_a_rule_is_dropped_with_the_reason(
    statement: DraftStatement, check: str, why: str
) -> None:
    verified = verify(draft(said(FIRST, quote(FIRST)), statement), PASSAGES, SETTINGS)
    (dropped,) = verified.dropped
    assert (dropped.text, dropped.check) == (statement.text, check)
    assert why in dropped.why
    assert [kept.text for kept in verified.sections[0].statements] == [FIRST]
    assert failed_check(statement, PASSAGES, SETTINGS) == dropped


def test_one_bad_quote_among_good_ones_drops_the_statement() -> None:
    bad = quote(SECOND, "p2").model_copy(update={"end": 5})
    assert verify(draft(said(FIRST, quote(FIRST), bad)), PASSAGES, SETTINGS).statement_count == 0


def test_nothing_is_rewritten() -> None:
    text = "amirol: the first drug for lumaria"
    (section,) = verify(draft(said(text, quote(FIRST))), PASSAGES, SETTINGS).sections
    assert section.statements[0].text == text
    assert section.statements[0].verdict == "supported"


def test_citations_are_numbered_by_first_use_and_equal_quotes_share_a_number() -> None:
    made = draft(
        said(SECOND, quote(SECOND, "p2"), quote(SECOND, "p2")),
        said(f"{FIRST} {DOSE}", quote(FIRST), quote(DOSE)),
        key_points=(said(DOSE, quote(DOSE)),),
    )
    verified = verify(made, PASSAGES, SETTINGS)
    assert verified.key_points[0].citations == (1,)
    assert [s.citations for s in verified.sections[0].statements] == [(2,), (3, 1)]
    assert [(c.n, c.quote, c.source_id) for c in verified.citations] == [
        (1, DOSE, "source-p1"),
        (2, SECOND, "source-p2"),
        (3, FIRST, "source-p1"),
    ]
    for citation in verified.citations:
        assert PASSAGES[citation.passage_id].text[citation.start : citation.end] == citation.quote
        assert citation.locator == PASSAGES[citation.passage_id].locator


def test_a_dropped_statement_takes_up_no_number() -> None:
    verified = verify(draft(said("The dose is 9 mg.", quote(DOSE)), said(FIRST, quote(FIRST))), PASSAGES, SETTINGS)
    assert [(c.n, c.quote) for c in verified.citations] == [(1, FIRST)]


def test_a_section_without_a_statement_is_uncovered_unless_it_has_a_note() -> None:
    empty = DraftSection(id="a", heading="A", statements=(said("unsupported", quote(FIRST)),))
    noted = DraftSection(id="b", heading="B", statements=(), note="The guideline does not mention it.")
    verified = verify(Draft(writer="extractive", sections=(empty, noted)), PASSAGES, SETTINGS)
    assert [(s.id, s.covered, s.note) for s in verified.sections] == [
        ("a", False, None),
        ("b", True, "The guideline does not mention it."),
    ]
    assert verified.statement_count == 0


def test_a_question_needs_no_citation_but_one_it_has_must_be_sound() -> None:
    asked = (
        said("What should I watch for?"),
        said(DOSE, quote(DOSE)),
        said("Is my dose 9 mg?", quote(DOSE)),
    )
    made = draft(said(FIRST, quote(FIRST))).model_copy(update={"questions_to_ask": asked})
    verified = verify(made, PASSAGES, SETTINGS)
    assert [(q.text, q.citations) for q in verified.questions_to_ask] == [
        ("What should I watch for?", ()),
        (DOSE, (2,)),
    ]
    assert [dropped.check for dropped in verified.dropped] == ["numbers"]


@pytest.mark.parametrize(("min_support", "kept"), [(0.5, 1), (0.6, 1), (0.9, 0)])
def test_share_of_words_asked_for_is_a_setting(min_support: float, kept: int) -> None:
    made = draft(said("Amirol is the bitter first drug for yellow lumaria.", quote(FIRST)))  # 4 of 6 words
    assert verify(made, PASSAGES, GateSettings(min_support=min_support, max_new_share=1)).statement_count == kept


LONG = "It is not true that amirol cures lumaria. Of all people, more than 60% respond to amirol."


@pytest.mark.parametrize(
    ("statement", "cut", "check"),
    [
        ("Amirol cures lumaria.", "amirol cures lumaria", "polarity"),
        ("60% respond to amirol.", "60% respond to amirol", "numbers"),
    ],
    ids=["negation cut off", "comparator cut off"],
)
def test_a_quote_cut_out_of_its_sentence_does_not_hide_the_rest(statement: str, cut: str, check: str) -> None:
    start = LONG.index(cut)
    passages = {"p1": PASSAGES["p1"].model_copy(update={"text": LONG})}
    made = said(statement, Quote(passage_id="p1", text=cut, start=start, end=start + len(cut)))
    failure = failed_check(made, passages, SETTINGS)
    assert failure is not None
    assert failure.check == check


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("Bexatine is not offered to people who do not respond in 3 months.", "polarity"),
        ("Bexatine must be offered to people who do not respond in 3 months.", "strength"),
        ("Bexatine is offered to children who do not respond in 3 months.", "terms"),
        ("Bexatine is offered to people who do not respond in 3 weeks.", "numbers"),
        ("Zalutumab is offered to people who do not respond in 3 months.", "terms"),
    ],
)
def test_what_a_lying_writer_changes_is_told_by_the_rule_for_it(statement: str, check: str) -> None:
    failure = failed_check(said(statement, quote(SECOND, "p2")), PASSAGES, SETTINGS)
    assert failure is not None
    assert failure.check == check


def test_a_sentence_copied_from_its_quote_can_only_break_the_rules_for_orders_and_ranges() -> None:
    text = "Amirol always cures Zanther disease. Counts of 500,000-2,000 are normal. You should take the drug."
    passages = {"p1": PASSAGES["p1"].model_copy(update={"text": text})}

    def check(sentence: str) -> str | None:
        start = text.index(sentence)
        made = said(sentence, Quote(passage_id="p1", text=sentence, start=start, end=start + len(sentence)))
        failure = failed_check(made, passages, SETTINGS)
        return failure.check if failure else None

    sentences = (
        "Amirol always cures Zanther disease.",
        "Counts of 500,000-2,000 are normal.",
        "You should take the drug.",
    )
    assert [check(sentence) for sentence in sentences] == [None, "numbers", "directives"]


def test_no_sentence_of_the_demonstration_corpus_is_dropped_when_copied() -> None:
    checked = 0
    for path in sorted(CORPUS.glob("[a-z]*.md")):
        text = path.read_text("utf-8")
        passages = {"p1": PASSAGES["p1"].model_copy(update={"text": text})}
        for start, end in sentence_spans(text):
            made = said(text[start:end], Quote(passage_id="p1", text=text[start:end], start=start, end=end))
            assert failed_check(made, passages, SETTINGS, audience="clinician") is None
            checked += 1
    assert checked > 500


class Row(NamedTuple):
    """A quote of check_dev.jsonl as a passage, with what is honestly and dishonestly said of it."""

    passage: Passage
    honest: list[str]
    lies: list[str]


def rows() -> list[Row]:
    found = []
    for line in (DATA / "check_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        update = {"title": row["title"], "text": row["quote"], "locator": Locator(headings=tuple(row["headings"]))}
        passage = PASSAGES["p1"].model_copy(update=update)
        found.append(Row(passage, row["honest"], [text for _, text in row["lies"]]))
    return found


def test_on_the_development_pairs_lies_are_dropped_and_honest_paraphrases_kept() -> None:
    encoder, vocabulary = load_encoder(IndexSettings()), load_vocabulary(CORPUS)

    def is_dropped(text: str, passage: Passage) -> bool:
        whole = Quote(passage_id="p1", text=passage.text, start=0, end=len(passage.text))
        failure = failed_check(
            said(text, whole),
            {"p1": passage},
            GateSettings(),
            audience="clinician",
            vocabulary=vocabulary,
            encoder=encoder,
        )
        return failure is not None

    pairs = rows()
    honest = [is_dropped(text, row.passage) for row in pairs for text in row.honest]
    lies = [is_dropped(text, row.passage) for row in pairs for text in row.lies]
    elsewhere = [is_dropped(row.honest[0], pairs[at - 1].passage) for at, row in enumerate(pairs)]
    assert sum(honest) / len(honest) <= 0.05
    assert sum(lies) / len(lies) >= 0.99
    assert sum(elsewhere) / len(elsewhere) >= 0.95


def test_an_empty_draft_verifies_to_nothing() -> None:
    verified = verify(Draft(writer="extractive"), PASSAGES, SETTINGS)
    assert (verified.statement_count, verified.citations, verified.dropped) == (0, (), ())


def test_a_statement_may_be_attributed_to_the_publisher_of_its_source_and_to_no_other() -> None:
    publishers = {"source-p1": "Lumaria Society"}
    honest = said(f"According to the Lumaria Society, {FIRST[0].lower()}{FIRST[1:]}", quote(FIRST))
    false = said(f"According to the Zanther League, {FIRST[0].lower()}{FIRST[1:]}", quote(FIRST))
    assert failed_check(honest, PASSAGES, SETTINGS, publishers=publishers) is None
    for given in (None, publishers):
        failure = failed_check(false, PASSAGES, SETTINGS, publishers=given)
        assert failure
        assert failure.check == "attribution"
        assert "'Zanther League'" in failure.why
