"""A question as typed to topics, terms, intent, focus and a title fit to print."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import InputError
from rag.flags import load_flag_rules
from rag.index.encoder import common_words
from rag.intents import load_intents
from rag.schema import Inquiry
from rag.settings import PROJECT_ROOT
from rag.spelling import Speller
from rag.understand import MAX_QUESTION_CHARS, understand
from rag.vocabulary import load_vocabulary
from tests.demo_shelf import CORPUS

VOCABULARY = load_vocabulary(CORPUS)
INTENTS = load_intents(PROJECT_ROOT / "prompts")
SHELF = ("breast-cancer", "kidney-cancer", "multiple-myeloma")


def read(question: str, shelf_topics: tuple[str, ...] = SHELF) -> Inquiry:
    return understand(question, VOCABULARY, INTENTS, shelf_topics)


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("symptoms of kidney cancer", ("kidney-cancer",)),
        ("What is renal cell carcinoma?", ("kidney-cancer",)),
        ("kidney cancer and RCC", ("kidney-cancer",)),
        ("breast cancer or myeloma", ("breast-cancer", "multiple-myeloma")),
        ("What is glioblastoma?", ("glioblastoma",)),  # known to the vocabulary, not on the shelf
        ("HER2 in the kidney", ("kidney-cancer",)),  # a term shows the field: the organ is its topic
        ("advanced cancer of my kidney, what helps?", ("kidney-cancer",)),
        ("a tumor in the kidney", ("kidney-cancer",)),
        ("kidney stones", ()),  # nothing shows that it is about cancer
        ("kidney", ()),
        ("What is HER2?", ()),
        ("hello", ()),
    ],
)
def test_topics_are_the_cancers_named_or_implied(question: str, topics: tuple[str, ...]) -> None:
    assert read(question).topics == topics


def test_topic_of_the_shelf_that_the_vocabulary_does_not_know_is_recognised() -> None:
    assert read("How is moon fever treated?", ("moon-fever",)).topics == ("moon-fever",)
    assert read("How is moon fever treated?").topics == ()


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("What does HER2 status mean for breast cancer?", ("HER2",)),
        ("herceptin and ERBB2", ("trastuzumab", "HER2")),
        ("HER2, HER-2 and her2", ("HER2",)),
        ("What is kidney cancer?", ()),
        ("Is fatigue normal?", ()),  # a symptom is asked about through its words
    ],
)
def test_terms_are_biomarkers_drugs_tests_and_treatments_under_their_usual_name(
    question: str, terms: tuple[str, ...]
) -> None:
    assert read(question).terms == terms


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("What are the symptoms of kidney cancer?", ()),
        ("Please tell me what HER2 status means for breast cancer", ()),
        ("Can kidney cancer patients drink coffee?", ("drink", "coffe")),
        ("Is green tea or coffee, coffee bad in kidney cancer?", ("green", "tea", "coffe", "bad")),
        ("What is the 5 year survival of kidney cancer?", ()),
    ],
)
def test_focus_is_what_is_asked_beside_topic_term_and_intent(question: str, focus: tuple[str, ...]) -> None:
    assert read(question).focus == focus


@pytest.mark.parametrize(
    ("question", "flags"),
    [
        ("What is kidney cancer?", ()),
        ("What is kidney cancer? How is it treated?", ("multiple_questions",)),
        ("What is kidney cancer? Thanks!", ()),
        ("Kidney cancer? What is it?", ()),  # two words are no question of their own
    ],
)
def test_several_questions_at_once_are_flagged(question: str, flags: tuple[str, ...]) -> None:
    assert read(question).flags == flags


@pytest.mark.parametrize("question", ["", "   ", "?!", "123", "\u200b\u200b", "🙂"])
def test_question_without_a_letter_is_refused_with_an_example(question: str) -> None:
    with pytest.raises(InputError, match="for example: citewell ask"):
        read(question)


def test_question_that_is_too_long_is_refused_with_its_length() -> None:
    assert read("a" * MAX_QUESTION_CHARS)
    with pytest.raises(InputError, match=f"{MAX_QUESTION_CHARS + 1} characters, the limit is {MAX_QUESTION_CHARS}"):
        read("a" * (MAX_QUESTION_CHARS + 1))


def test_audience_and_kind_are_carried_along() -> None:
    asked = understand("kidney cancer", VOCABULARY, INTENTS, SHELF, audience="clinician", page_kind="glossary")
    assert (asked.audience, asked.page_kind) == ("clinician", "glossary")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_its_title_can_be_printed(text: str) -> None:
    try:
        asked = read(text)
    except InputError:
        return
    assert not {unicodedata.category(character) for character in asked.title} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert asked.title == asked.title.strip()
    assert read(text) == asked


@settings(deadline=None)
@given(st.sampled_from(["what is kidney cancer", "HER2 in breast cancer", "symptoms of myeloma"]), st.data())
def test_case_and_spacing_change_nothing_but_the_title(question: str, data: st.DataObject) -> None:
    gaps = [data.draw(st.sampled_from([" ", "  ", "\n", "\t "])) for _ in question.split()]
    typed = "".join(gap + word for gap, word in zip(gaps, question.upper().split(), strict=True))
    kept = ("topics", "terms", "intent", "focus", "flags")
    plain, other = read(question), read(typed)
    assert [getattr(other, name) for name in kept] == [getattr(plain, name) for name in kept]


SPELLER = Speller(
    [name for term in VOCABULARY.terms for name in term.names], (), lambda stem: stem in ("symptom",), common_words()
)
RULES = load_flag_rules(PROJECT_ROOT / "prompts")


def read_closely(question: str) -> Inquiry:
    return understand(question, VOCABULARY, INTENTS, SHELF, speller=SPELLER, flag_rules=RULES)


def test_slips_are_put_right_before_anything_is_looked_up() -> None:
    inquiry = read_closely("symptoms of kidny cancer")
    assert (inquiry.topics, inquiry.title) == (("kidney-cancer",), "Symptoms of kidney cancer")
    assert [(one.typed, one.read_as) for one in inquiry.corrections] == [("kidny", "kidney")]


@pytest.mark.parametrize(
    ("question", "title", "cut_off"),
    [
        ("Treatments for kidney cancer? With drugs for example neutr", "Treatments for kidney cancer?", "neutr"),
        ("kidney cancer treatment for example neutr", "Kidney cancer treatment", "neutr"),
        ("What are the signs of kidney cancer and of", "What are the signs of kidney cancer and?", "of"),
        ("What are the signs of kidney cancer", "What are the signs of kidney cancer?", None),
    ],
)
def test_of_a_text_that_breaks_off_the_whole_part_is_read(question: str, title: str, cut_off: str | None) -> None:
    inquiry = read_closely(question)
    assert (inquiry.title, inquiry.cut_off) == (title, cut_off)
    assert ("truncated" in inquiry.flags) == (cut_off is not None)


@pytest.mark.parametrize(
    ("question", "flags"),
    [
        ("What is kidney cancer?", ()),
        ("What is kidney cancer? How is it treated?", ("multiple_questions",)),
        ("I was diagnosed with kidney cancer. Should I have surgery?", ("personal_history", "directive_sought")),
        ("Was ist Nierenkrebs und wie wird es behandelt?", ("other_language",)),
        ("symptoms", ("unclear",)),
        ("What is a clinical trial?", ()),
        ("What is a biomarker?", ()),
        ("what is staging", ()),
        ("What does staging mean?", ()),
        ("Define biomarker", ()),
        ("What are the symptoms?", ("unclear",)),
        ("What is the treatment?", ("unclear",)),
        ("What does it mean?", ("unclear",)),
        ("what about it", ("unclear",)),
    ],
)
def test_flags_tell_what_is_special(question: str, flags: tuple[str, ...]) -> None:
    assert read_closely(question).flags == flags


def test_names_in_front_of_a_question_belong_to_it() -> None:
    inquiry = read_closely("HER-2 and lung cancer, what does the result mean for treatment?")
    assert inquiry.terms == ("HER2",)
    assert inquiry.title == "HER2 and lung cancer, what does the result mean for treatment?"
    assert "34" not in read_closely("I'm 34 and HER2 positive, what does the result mean for lung cancer?").title


def test_a_story_is_not_repeated_in_the_title_of_a_question_that_names_nothing() -> None:
    inquiry = read_closely("I had FOLFOX for stage 3 kidney cancer last spring, I am 62. How is follow-up done?")
    assert inquiry.title == "How is follow-up done (kidney cancer)?"
    assert inquiry.topics == ("kidney-cancer",)
