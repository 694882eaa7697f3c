"""The grade is that of the formula, counted by hand; names, quotations and tables leave it as it is."""

import pytest

from rag.reading_level import MIN_WORDS, reading_grade, syllables
from rag.schema import Statement
from rag.vocabulary import Term, Vocabulary

NO_TERMS = Vocabulary(terms=())
DRUG = Vocabulary(terms=(Term(name="amirolizumab", kind="drug", synonyms=("Amirol XR",)),))

# words, syllables: 9, 10 / 6, 6 / 8, 9 / 9, 11
PLAIN = (
    "The doctor takes a small piece of the lump. A lab looks at the cells. The test shows if the cells are cancer. "
    "You can ask for a copy of the report."
)
PLAIN_GRADE = round(0.39 * 32 / 4 + 11.8 * 36 / 32 - 15.59, 1)


def said(*texts: str) -> list[Statement]:
    return [Statement(text=text, citations=(1,), verdict="supported") for text in texts]


def grade(*texts: str, vocabulary: Vocabulary = NO_TERMS, explained: tuple[str, ...] = ()) -> float | None:
    return reading_grade(said(*texts), vocabulary, explained)


def test_grade_of_a_text_counted_by_hand() -> None:
    assert PLAIN_GRADE == 0.8
    assert grade(PLAIN) == PLAIN_GRADE


def test_statements_are_read_one_after_the_other() -> None:
    assert grade(*(f"{sentence.rstrip('.')}." for sentence in PLAIN.split(". "))) == PLAIN_GRADE


def test_line_before_a_list_and_each_item_count_as_sentences() -> None:
    first, *items = PLAIN.split(". ")
    text = "\n".join([f"{first}:", *(f"- {item.rstrip('.')}" for item in items)])
    assert grade(text) == PLAIN_GRADE


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("the lump", "the amirolizumab lump"),
        PLAIN.replace("the lump", "the Amirol XR lump"),
        PLAIN.replace("the lump", "the “immunohistochemical investigation” lump"),
        PLAIN.replace("the lump", 'the "immunohistochemical investigation" lump'),
        PLAIN.replace("the lump", "the immunohistochemistry lump"),
        PLAIN + "\n| Immunohistochemistry | Investigation |\n| --- | --- |\n| Equivocal | Repetition |",
    ],
)
def test_drugs_explained_names_quotations_and_tables_are_left_out(text: str) -> None:
    assert grade(text, vocabulary=DRUG, explained=("immunohistochemistry",)) == PLAIN_GRADE


def test_name_that_nobody_explains_counts() -> None:
    longer = grade(PLAIN.replace("the lump", "the immunohistochemistry lump"))
    assert longer is not None
    assert longer > PLAIN_GRADE + 2


@pytest.mark.parametrize("number", ["5%", "1,000", "20 mg", "3+", "4 cm", "62", "10 ml/min"])
def test_number_with_its_sign_or_unit_is_one_word_of_one_syllable(number: str) -> None:
    assert grade(PLAIN.replace("a small piece", f"{number} small piece")) == PLAIN_GRADE


def test_compound_is_one_word() -> None:
    one_more = round(0.39 * 32 / 4 + 11.8 * 37 / 32 - 15.59, 1)
    assert grade(PLAIN.replace("a small piece", "a small-cell piece")) == one_more


@pytest.mark.parametrize("texts", [(), ("",), ("One two three four.",), (" ".join(["word"] * (MIN_WORDS - 1)) + ".",)])
def test_too_few_words_have_no_grade(texts: tuple[str, ...]) -> None:
    assert grade(*texts) is None


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[("cancer", 2), ("people", 2), ("guideline", 2), ("immunotherapy", 6), ("patients’", 2), ("doctor's", 2)],
        *[("neutropenia", 5), ("biomarker", 4), ("immunohistochemistry", 8), ("cystectomy", 4), ("vesperase", 3)],
        *[("HER", 3), ("DNA", 3), ("BRCA", 4), ("IV", 1), ("III", 1), ("2023", 1), ("a", 1), ("CT", 2), ("WHO", 5)],
    ],
)
def test_syllables_are_those_spoken(word: str, count: int) -> None:
    assert syllables(word) == count
