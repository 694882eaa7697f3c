"""The reference suite asks for what the demonstration texts say: a changed text must not leave a stale expectation."""

import re
from pathlib import Path
from typing import get_args

import pytest

from evals.measures.retrieval import is_relevant
from evals.measures.wording import holds_words_of, says
from evals.schema import Case, Expect
from evals.suite import load_suite
from rag.intents import load_intents
from rag.schema import Flag
from rag.words import words

ROOT = Path(__file__).resolve().parent.parent
SUITE = load_suite(ROOT / "evals" / "suites" / "reference.yaml")
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "corpus").glob("*.md")) if path.stem != "README"}
SUPERSEDED = {"her2-testing-2007"}
IN_FORCE = {name: text for name, text in TEXTS.items() if name not in SUPERSEDED}
ANSWERS = [case for case in SUITE.cases if case.expect.kind != "refusal"]
REFUSALS = [case for case in SUITE.cases if case.expect.kind == "refusal"]


def name_of(case: Case) -> str:
    return case.id


def texts_for(expect: Expect) -> dict[str, str]:
    return {name: IN_FORCE[name] for name in expect.sources} or IN_FORCE


def tagged(tag: str) -> list[Case]:
    return [case for case in SUITE.cases if tag in case.tags]


def test_the_suite_is_large_enough_and_holds_refusals() -> None:
    assert len(SUITE.cases) >= 100
    assert len(REFUSALS) >= 30
    assert len([case for case in SUITE.cases if case.audience == "clinician"]) >= 20
    assert len([case for case in SUITE.cases if case.page_kind == "glossary"]) >= 5
    assert len(tagged("reference")) == 5


def test_every_text_in_force_is_to_be_cited_by_some_case() -> None:
    assert {name for case in SUITE.cases for name in case.expect.sources} == set(IN_FORCE)


def test_every_flag_is_expected_by_some_case() -> None:
    assert {flag for case in SUITE.cases for flag in case.expect.flags} == set(get_args(Flag))


def test_every_intent_is_asked_for_by_some_case() -> None:
    intents = load_intents(ROOT / "prompts").intents
    assert {intent.id for intent in intents} <= {tag for case in SUITE.cases for tag in case.tags}


def test_questions_that_only_look_like_an_alarm_are_to_be_answered() -> None:
    assert {case.expect.kind for case in tagged("no-alarm")} == {"answer"}
    assert {case.expect.reason for case in [*tagged("emergency"), *tagged("crisis")]} == {None, "emergency", "crisis"}


@pytest.mark.parametrize("case", tagged("disagreement"), ids=name_of)
def test_both_sides_of_a_disagreement_are_to_be_shown(case: Case) -> None:
    sides = {
        name: [words for words in case.expect.mentions if says(TEXTS[name], words)] for name in case.expect.sources
    }
    assert len(sides) == 2
    assert all(sides.values())
    assert len(set(map(tuple, sides.values()))) == 2


@pytest.mark.parametrize("case", ANSWERS, ids=name_of)
def test_what_is_expected_stands_in_the_texts_in_force(case: Case) -> None:
    expect = case.expect
    assert set(expect.sources) <= set(IN_FORCE)
    for wanted in expect.passages_contain:
        assert any(is_relevant(text, name, Expect(passages_contain=(wanted,))) for name, text in IN_FORCE.items()), (
            wanted
        )
    for wanted in expect.mentions:
        assert any(says(text, wanted) for text in IN_FORCE.values()), wanted
    sentences = [s for text in texts_for(expect).values() for s in re.split(r"\n|(?<=\.) ", text)]
    for fact in expect.facts:
        assert any(holds_words_of(sentence, fact) for sentence in sentences), fact


@pytest.mark.parametrize("case", [case for case in ANSWERS if case.expect.sources], ids=name_of)
def test_each_source_to_cite_holds_a_relevant_passage(case: Case) -> None:
    for name in case.expect.sources:
        assert is_relevant(IN_FORCE[name], name, case.expect)


@pytest.mark.parametrize("case", [case for case in SUITE.cases if case.page_kind == "answer"], ids=name_of)
def test_questions_are_not_copied_from_headings(case: Case) -> None:
    headings = {
        " ".join(words(line.lstrip("# "))) for text in TEXTS.values() for line in text.splitlines() if line[:1] == "#"
    }
    assert " ".join(words(case.question)) not in headings


@pytest.mark.parametrize("case", [case for case in tagged("edition") if case.audience == "clinician"], ids=name_of)
def test_the_superseded_rule_stands_in_the_superseded_text_alone(case: Case) -> None:
    for unwanted in case.expect.not_mentions:
        assert [name for name, text in TEXTS.items() if says(text, unwanted)] == ["her2-testing-2007"]


@pytest.mark.parametrize(
    ("term", "source"),
    [
        ("HER2", "kidney-cancer"),
        ("HER2", "multiple-myeloma"),
        ("HER2", "bladder-cancer"),
        ("PD-L1", "kidney-cancer"),
        ("EGFR", "multiple-myeloma"),
        ("EGFR", "ovarian-cancer"),
        ("BRAF", "prostate-cancer"),
    ],
)
def test_off_topic_terms_are_not_in_their_cancers_text(term: str, source: str) -> None:
    assert not says(TEXTS[source], term)


@pytest.mark.parametrize(
    "word",
    "sarcoma A1c asthma football TSH zorlivamab kelorafinib tire ivermectin ZENITH QRX7 Australia poem stones".split(),
)
def test_what_is_to_be_refused_is_in_no_text(word: str) -> None:
    assert not any(re.search(rf"\b{word}\b", text, re.IGNORECASE) for text in TEXTS.values())


def test_no_text_gives_a_survival_rate_or_a_dose() -> None:
    for name, text in TEXTS.items():
        assert not re.search(r"survival|alive|\d\s?mg\b(?!/)", text, re.IGNORECASE), name
