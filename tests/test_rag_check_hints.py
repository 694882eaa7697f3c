"""A hint is the smallest change towards the quotes with which a statement passes the gate. Sentences made up here."""

import pytest

from rag.check.evidence import evidence_of
from rag.check.gate import failed_check
from rag.check.hints import FIRST_TRIES, MAX_TRIES, WITHOUT_HINT, Hint, repair_hint
from rag.schema import DraftStatement, Locator, Passage, Quote
from rag.settings import PROJECT_ROOT, GateSettings
from rag.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(PROJECT_ROOT / "corpus")


def hint_for(statement: str, source: str) -> Hint | None:
    """The hint for a statement that quotes the whole source, by the rules of the gate as for clinicians."""
    passage = Passage(
        id="p",
        source_id="s",
        edition="1",
        title="Breast cancer",
        text=source,
        locator=Locator(headings=("Care",)),
        ordinal=0,
    )
    quotes = (Quote(passage_id="p", text=source, start=0, end=len(source)),)

    def failed(text: str) -> str:
        draft = DraftStatement(text=text, quotes=quotes)
        dropped = failed_check(draft, {"p": passage}, GateSettings(), audience="clinician", vocabulary=VOCABULARY)
        return dropped.check if dropped else ""

    rule = failed(statement)
    assert rule, "the statement passes as it is"
    quoted = evidence_of(DraftStatement(text=statement, quotes=quotes), {"p": passage}).sentences
    hint = repair_hint(statement, quoted, rule, lambda text: not failed(text), vocabulary=VOCABULARY)
    assert hint is None or not failed(hint.text)
    return hint


@pytest.mark.parametrize(
    ("statement", "source", "change", "text"),
    [
        (
            "About 52 % of the patients had relief of pain.",
            "Pain was relieved in 25 % of the patients, and 3 % had an infection.",
            'say "25 %" in place of "52 %"',
            "About 25 % of the patients had relief of pain.",
        ),
        (
            "The test is repeated every 3 weeks.",
            "The test is repeated every 3 months.",
            'say "months" in place of "weeks"',
            "The test is repeated every 3 months.",
        ),
        (
            "The tumor is less than 2 cm wide.",
            "The tumor is more than 2 cm wide.",
            'say "more than 2 cm" in place of "less than 2 cm"',
            "The tumor is more than 2 cm wide.",
        ),
        (
            "Chemotherapy will shrink the tumor.",
            "Chemotherapy may shrink the tumor.",
            'say "may" in place of "will"',
            "Chemotherapy may shrink the tumor.",
        ),
        (
            "Chemotherapy causes hair loss.",
            "Chemotherapy may cause hair loss.",
            'say "may cause" in place of "causes"',
            "Chemotherapy may cause hair loss.",
        ),
        (
            "Surgery does not help most patients.",
            "Surgery helps most patients.",
            'say "helps" in place of "does not help"',
            "Surgery helps most patients.",
        ),
        (
            "Surgery helps most patients.",
            "Surgery does not help most patients.",
            'say "does not help" in place of "helps"',
            "Surgery does not help most patients.",
        ),
        (
            "The tumor has spread to the bone.",
            "The tumor has not spread to the bone.",
            'add "not" after "has"',
            "The tumor has not spread to the bone.",
        ),
        (
            "Being active increases the risk.",
            "Being active lowers the risk.",
            'say "lowers" in place of "increases"',
            "Being active lowers the risk.",
        ),
        (
            "Pertuzumab may be given, and pertuzumab may cause a rash.",
            "Trastuzumab may be given. Trastuzumab may cause a rash.",
            'name "trastuzumab" in place of "pertuzumab"',
            "Trastuzumab may be given, and trastuzumab may cause a rash.",
        ),
        (
            "In stage IV, the tumor is found in the lymph nodes.",
            "The tumor is found in the lymph nodes in stage II.",
            'name "stage II" in place of "stage IV"',
            "In stage II, the tumor is found in the lymph nodes.",
        ),
        (
            "Surgery is offered to patients.",
            "Surgery is offered if the tumor has not spread.",
            'add "if the tumor has not spread" after "patients"',
            "Surgery is offered to patients if the tumor has not spread.",
        ),
        (
            "Tamoxifen may be given in all patients.",
            "Tamoxifen may be given.",
            'leave out "in all patients"',
            "Tamoxifen may be given.",
        ),
        (
            "According to the FDA, tamoxifen may be given to women before menopause.",
            "Tamoxifen may be given to women before menopause.",
            'leave out "According to the FDA"',
            "Tamoxifen may be given to women before menopause.",
        ),
    ],
)
def test_the_hint_is_the_smallest_change_that_passes(statement: str, source: str, change: str, text: str) -> None:
    assert hint_for(statement, source) == Hint(change=change, text=text)


def test_a_statement_on_another_thing_than_its_source_gets_no_hint() -> None:
    assert hint_for("Green tea cures 47 of 50 people.", "Breast cancer often has no symptoms at first.") is None


@pytest.mark.parametrize("rule", sorted(WITHOUT_HINT))
def test_what_no_wording_mends_gets_no_hint(rule: str) -> None:
    said, quoted = "It lasts 3 weeks.", ["It lasts 4 weeks."]
    assert repair_hint(said, quoted, "numbers", lambda _: True) is not None
    assert repair_hint(said, quoted, rule, lambda _: True) is None


def test_the_check_is_asked_a_bounded_number_of_times() -> None:
    asked: list[str] = []

    def refuse(text: str) -> bool:
        asked.append(text)
        return False

    said = (
        "It lasts 3, 5, 7 or 9 weeks or 11 months, must be treated, and is seen in all adults in Rome, Paris and Bonn."
    )
    source = (
        "It lasts 2, 4, 6 or 8 days or 10 years, may not be watched, and was heard by some children near York and Bath."
    )
    assert repair_hint(said, [source], "numbers", refuse) is None
    assert FIRST_TRIES < len(asked) == len(set(asked)) <= MAX_TRIES


def test_only_changes_that_come_closer_to_the_source_are_proposed() -> None:
    assert repair_hint("It lasts 3 weeks.", ["It lasts 4 weeks."], "numbers", lambda text: "4" not in text) is None


@pytest.mark.parametrize(
    ("said", "quoted"), [("", ["It lasts 4 weeks."]), ("It lasts 3 weeks.", []), ("It lasts 3 weeks.", [""])]
)
def test_without_words_to_compare_there_is_no_hint(said: str, quoted: list[str]) -> None:
    assert repair_hint(said, quoted, "numbers", lambda _: True) is None


def test_a_statement_of_endless_length_gets_no_hint() -> None:
    assert repair_hint("It lasts 3 weeks. " * 40, ["It lasts 4 weeks."], "numbers", lambda _: True) is None
