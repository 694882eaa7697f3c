import pytest

from evals.mutations.falsehoods import KINDS, sentence_case


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        ("number", "It has three lobes and is found in many people.", "It has four lobes and is found in many people."),
        ("unit", "It is 2 centimeters wide in most adults.", "It is 2 millimeters wide in most adults."),
        ("range end", "It takes 8 to 12 weeks to heal.", "It takes 6 to 12 weeks to heal."),
        ("comparator", "It lasts at least 3 weeks.", "It lasts at most 3 weeks."),
        ("negation in", "It is found in the lung.", "It is not found in the lung."),
        ("negation out", "It has not spread to the bone.", "It has spread to the bone."),
        ("antonym", "Obesity increases the risk.", "Obesity decreases the risk."),
        ("drug", "It is treated with letrozole.", "It is treated with anastrozole."),
        ("biomarker status", "The tumor is HER2 positive.", "The tumor is HER2 negative."),
        ("stage", "In stage II, it has spread.", "In stage IV, it has spread."),
        ("strength", "It may cause pain.", "It will cause pain."),
        ("cancer", "Smoking causes lung cancer.", "Smoking causes breast cancer."),
    ],
)
def test_each_kind_changes_what_it_is_named_for(kind: str, sentence: str, expected: str) -> None:
    made = set(KINDS[kind](sentence, sentence))
    assert expected in made
    assert sentence not in made


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("number", "In stage 2 it is type 1."),
        ("antonym", "It may increase or decrease."),
        ("antonym", "Gene changes are other causes of it."),
        ("negation in", "It is not found."),
        ("negation out", "Some may or may not heal."),
        ("strength", "Some heal, but not all of them."),
        ("drug", "It is treated with surgery."),
    ],
)
def test_nothing_is_made_where_the_meaning_might_stay(kind: str, sentence: str) -> None:
    assert list(KINDS[kind](sentence, sentence)) == []


@pytest.mark.parametrize(
    ("kind", "sentence", "held", "unwanted"),
    [
        ("number", "It has 3 lobes.", "It has 3 lobes, seldom 4.", "4"),
        ("drug", "It is treated with letrozole.", "Letrozole or anastrozole treat it.", "anastrozole"),
        ("cancer", "It causes kidney cancer.", "It causes kidney cancer.", "renal cell cancer"),
        ("stage", "In stage II, it spreads.", "Stages II and IV spread.", "IV"),
        ("range end", "It takes 8 to 12 weeks.", "It takes 8 to 12 weeks, or 6.", " 6 "),
    ],
)
def test_what_the_evidence_says_too_is_never_put_in(kind: str, sentence: str, held: str, unwanted: str) -> None:
    made = list(KINDS[kind](sentence, held))
    assert made
    assert not [text for text in made if unwanted in text]


def test_the_lines_of_a_list_stay() -> None:
    text = "Signs include:\n- Fever for 3 days\n- Pain"
    assert "Signs include:\n- Fever for 6 days\n- Pain" in set(KINDS["number"](text, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("an low risk", "A low risk"), ("It has an high risk.", "It has a high risk."), ("a early sign", "An early sign")],
)
def test_articles_follow_the_new_word(text: str, expected: str) -> None:
    assert sentence_case(text) == expected
