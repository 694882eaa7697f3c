"""A follow-up to a question that stands alone: what is taken from earlier questions, and what is left as it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.conversation import standalone
from rag.followup.slots import slots
from rag.vocabulary import Term, Vocabulary, load_vocabulary
from tests.demo_shelf import CORPUS

VOCABULARY = load_vocabulary(CORPUS)
SHELF = ("breast-cancer", "colorectal-cancer", "gastric-cancer", "kidney-cancer", "lung-cancer", "multiple-myeloma")
SMALL = Vocabulary(
    terms=(
        Term(name="salbutamol", kind="drug", synonyms=("albuterol",)),
        Term(name="budesonide", kind="drug", synonyms=()),
        Term(name="spirometry", kind="test", synonyms=("lung function test",)),
        Term(name="HbA1c", kind="test", synonyms=()),
    )
)
SMALL_SHELF = ("asthma", "type-2-diabetes", "migraine")

KIDNEY = "What is kidney cancer?"
KIDNEY_TREATED = "How is kidney cancer treated?"
HER2_BREAST = "What does HER2 status mean for breast cancer?"
TRASTUZUMAB = "How is breast cancer treated with trastuzumab?"

TOPICS = [
    (KIDNEY_TREATED, "how about lung cancer instead?", "How is lung cancer treated?"),
    ("What are the symptoms of kidney cancer?", "and in lung cancer?", "What are the symptoms of lung cancer?"),
    ("What are the symptoms of kidney cancer?", "and the lung?", "What are the symptoms of lung cancer?"),
    (HER2_BREAST, "and kidney cancer?", "What does HER2 status mean for kidney cancer?"),
    (HER2_BREAST, "Same for gastric cancer?", "What does HER2 status mean for gastric cancer?"),
    ("Is breast cancer hereditary?", "and ovarian?", "Is ovarian cancer hereditary?"),
    (
        "Is breast cancer hereditary?",
        "and pancreatic cancer or melanoma?",
        "Is pancreatic cancer or melanoma hereditary?",
    ),
    ("What is PD-L1?", "and in lung cancer?", "What is PD-L1 in lung cancer?"),
]
STAGES_AND_PEOPLE = [
    (KIDNEY_TREATED, "and for stage IV?", "How is stage IV kidney cancer treated?"),
    ("How is stage II kidney cancer treated?", "And stage IV?", "How is stage IV kidney cancer treated?"),
    (KIDNEY, "stage III?", "What is stage III kidney cancer?"),
    ("How is metastatic kidney cancer treated?", "and localized?", "How is localized kidney cancer treated?"),
    (KIDNEY, "How is stage IV treated?", "How is stage IV kidney cancer treated?"),
    (KIDNEY_TREATED, "I have stage II", "I have stage II kidney cancer"),
    (KIDNEY_TREATED, "what about children?", "How is kidney cancer treated in children?"),
    (KIDNEY_TREATED, "and in older adults?", "How is kidney cancer treated in older adults?"),
    (
        "How is kidney cancer treated in children?",
        "and pregnant women?",
        "How is kidney cancer treated in pregnant women?",
    ),
    (KIDNEY_TREATED, "is it the same for children?", "How is kidney cancer treated for children?"),
    (HER2_BREAST, "And for kidney cancer in men?", "What does HER2 status mean for kidney cancer in men?"),
    (
        "How is HER2-positive breast cancer treated?",
        "and for HER2-negative?",
        "How is HER2-negative breast cancer treated?",
    ),
    ("How is breast cancer treated?", "what about HER2-positive?", "How is HER2-positive breast cancer treated?"),
]
TERMS = [
    (TRASTUZUMAB, "and lapatinib?", "How is breast cancer treated with lapatinib?"),
    ("Does chemotherapy cause fatigue?", "and neuropathy?", "Does chemotherapy cause neuropathy?"),
    (HER2_BREAST, "and PD-L1?", "What does PD-L1 status mean for breast cancer?"),
    (KIDNEY_TREATED, "what about immunotherapy?", "How is kidney cancer treated with immunotherapy?"),
    (KIDNEY, "and HER2?", "What about HER2 in kidney cancer?"),
    (
        "Is trastuzumab deruxtecan used for gastric cancer?",
        "and the older drug?",
        "Is trastuzumab deruxtecan used for gastric cancer, and the older drug?",
    ),
]
PRONOUNS = [
    (KIDNEY, "is it curable?", "Is kidney cancer curable?"),
    (KIDNEY, "But is it curable?", "Is kidney cancer curable?"),
    (KIDNEY, "what if it comes back?", "What if kidney cancer comes back?"),
    (KIDNEY, "who gets it?", "Who gets kidney cancer?"),
    (KIDNEY, "how is this treated", "How is kidney cancer treated?"),
    (KIDNEY, "Is that bad?", "Is kidney cancer bad?"),
    (KIDNEY, "Is this contagious?", "Is kidney cancer contagious?"),
    (KIDNEY, "How do they treat it?", "How do they treat kidney cancer?"),
    (KIDNEY, "Is this cancer hereditary?", "Is kidney cancer hereditary?"),
    (KIDNEY, "Is it worse than lung cancer?", "Is kidney cancer worse than lung cancer?"),
    (KIDNEY, "After surgery, can it come back?", "After surgery, can kidney cancer come back?"),
    ("How is stage IV kidney cancer treated?", "Is it curable?", "Is stage IV kidney cancer curable?"),
    ("How is kidney cancer treated in children?", "Is it curable?", "Is kidney cancer curable in children?"),
    ("What is trastuzumab?", "what are its side effects?", "What are the side effects of trastuzumab?"),
    (TRASTUZUMAB, "what are its side effects?", "What are the side effects of trastuzumab in breast cancer?"),
    (TRASTUZUMAB, "Is this drug safe?", "Is trastuzumab safe in breast cancer?"),
    (TRASTUZUMAB, "Is the surgery painful?", "Is the surgery for breast cancer painful?"),
    (TRASTUZUMAB, "how is this cancer diagnosed?", "How is breast cancer diagnosed?"),
    (TRASTUZUMAB, "is it used in gastric cancer?", "Is trastuzumab used in gastric cancer?"),
    (HER2_BREAST, "How is it tested?", "How is HER2 tested in breast cancer?"),
    (HER2_BREAST, "what if it's negative?", "What if HER2 is negative in breast cancer?"),
    (
        "Which drugs are used for lung cancer?",
        "What are their side effects?",
        "What are the side effects of the drugs for lung cancer?",
    ),
    ("Which tests are done for lung cancer?", "when are these needed?", "When are the tests for lung cancer needed?"),
    (KIDNEY_TREATED, "should I take it?", "Should I take treatment for kidney cancer?"),
]
ASPECTS = [
    (KIDNEY_TREATED, "and the side effects?", "What about the side effects of treatment for kidney cancer?"),
    (
        "How is stage IV kidney cancer treated?",
        "what about survival?",
        "What about survival of stage IV kidney cancer?",
    ),
    (KIDNEY, "What are the symptoms?", "What are the symptoms of kidney cancer?"),
    (KIDNEY, "what's the treatment?", "What's the treatment for kidney cancer?"),
    (KIDNEY, "How is the diagnosis made?", "How is the diagnosis of kidney cancer made?"),
    (KIDNEY, "Are there clinical trials?", "Are there clinical trials for kidney cancer?"),
    (KIDNEY_TREATED, "And is chemotherapy needed?", "Is chemotherapy needed in kidney cancer?"),
]
JOINED = [
    (TRASTUZUMAB, "why?", "How is breast cancer treated with trastuzumab, and why?"),
    (KIDNEY_TREATED, "how long?", "How is kidney cancer treated, and how long?"),
    (KIDNEY_TREATED, "and after surgery?", "How is kidney cancer treated after surgery?"),
    (KIDNEY_TREATED, "and if it has spread?", "How is kidney cancer treated if it has spread?"),
    (KIDNEY_TREATED, "what if I am pregnant?", "How is kidney cancer treated if I am pregnant?"),
    (KIDNEY_TREATED, "what about coffee?", "What about coffee in kidney cancer?"),
    ("Is breast cancer hereditary?", "What about my daughters?", "Is breast cancer hereditary for my daughters?"),
    (KIDNEY_TREATED, "Tell me more", KIDNEY_TREATED),
]
CHANGED = [*TOPICS, *STAGES_AND_PEOPLE, *TERMS, *PRONOUNS, *ASPECTS, *JOINED]

UNCHANGED = [
    (KIDNEY_TREATED, "What are the symptoms of lung cancer?"),
    (KIDNEY_TREATED, "And how is breast cancer treated?"),
    (KIDNEY_TREATED, "What about symptoms of lung cancer?"),
    (KIDNEY_TREATED, "  lung cancer  "),
    (KIDNEY_TREATED, "stage IV lung cancer?"),
    (KIDNEY_TREATED, "Is breast cancer curable if it has spread?"),
    (KIDNEY_TREATED, "Do these symptoms mean lung cancer?"),
    (KIDNEY, "Is it kidney cancer?"),
    (KIDNEY_TREATED, "What is HER2 and how is it tested?"),
    (KIDNEY_TREATED, "What is glycophorin and how is it measured?"),
    (KIDNEY_TREATED, "My dog has fleas, how do I get rid of them?"),
    (KIDNEY_TREATED, "Could it be thrush?"),
    (KIDNEY_TREATED, "Do I have a chronic condition?"),
    (KIDNEY_TREATED, "Does information technology (IT) help?"),
    (KIDNEY_TREATED, "How would you approach a customer to influence them to invest?"),
    (KIDNEY_TREATED, "Are there any medications recommended for back pain?"),
    (KIDNEY_TREATED, "Also can I take ibuprofen and paracetamol together at night?"),
    (KIDNEY_TREATED, "How long does it take for a tank to empty?"),
    (KIDNEY_TREATED, "Is chemotherapy painful?"),
    (KIDNEY_TREATED, "What are the side effects of sunitinib?"),
    (KIDNEY_TREATED, "So what is a biopsy?"),
    (KIDNEY_TREATED, "What does HER2-positive mean?"),
    (KIDNEY_TREATED, "Tell me about HER2"),
    (KIDNEY_TREATED, "HER2"),
    (KIDNEY_TREATED, "Is it safe to drink coffee?"),
    (KIDNEY_TREATED, "Is it true that HER2 matters?"),
    (KIDNEY_TREATED, "Is it possible to live without a kidney?"),
    (KIDNEY_TREATED, "Which is better, surgery or immunotherapy?"),
    (KIDNEY_TREATED, "Who invented chemotherapy?"),
    (KIDNEY_TREATED, "How tall is Mount Everest?"),
    (KIDNEY_TREATED, "What's the weather today?"),
    (KIDNEY_TREATED, "Thanks!"),
    (KIDNEY_TREATED, "And?"),
    (KIDNEY_TREATED, "?"),
    (KIDNEY_TREATED, ""),
    ("Hello", "is it curable?"),
    ("How is it treated?", "is it painful?"),
    (KIDNEY_TREATED, "is it curable " + "or not " * 100),
]


@pytest.mark.parametrize(("earlier", "follow_up", "alone"), CHANGED)
def test_follow_up_takes_what_it_leaves_out_from_the_last_question(earlier: str, follow_up: str, alone: str) -> None:
    made = standalone(follow_up, [earlier], VOCABULARY, SHELF)
    assert (made.question, made.rewritten) == (alone, True)
    assert made.why


@pytest.mark.parametrize(("earlier", "question"), UNCHANGED)
def test_question_that_stands_alone_stays_byte_for_byte(earlier: str, question: str) -> None:
    made = standalone(question, [earlier], VOCABULARY, SHELF)
    assert (made.question, made.rewritten) == (question, False)


@pytest.mark.parametrize("question", [follow_up for _, follow_up, _ in CHANGED])
def test_without_history_nothing_is_changed(question: str) -> None:
    assert standalone(question, [], VOCABULARY, SHELF).question == question


@pytest.mark.parametrize(
    ("history", "question", "alone"),
    [
        ([KIDNEY, "is it curable?"], "and for stage IV?", "Is stage IV kidney cancer curable?"),
        (
            [KIDNEY, "is it curable?", "and in lung cancer?"],
            "what about children?",
            "Is lung cancer curable in children?",
        ),
        ([KIDNEY, "Thanks!"], "is it curable?", "Is kidney cancer curable?"),
        ([KIDNEY, "What is breast cancer?"], "is it curable?", "Is breast cancer curable?"),
        ([KIDNEY, "What is a PET scan?"], "is it painful?", "Is PET scan painful?"),
        (["I am worried. " * 60 + KIDNEY], "is it curable?", "Is kidney cancer curable?"),
        (["I am worried. " * 60 + KIDNEY], "and for stage IV?", "What about stage IV kidney cancer?"),
        ([KIDNEY, "Is kidney cancer curable?"], "and for stage IV?", "Is stage IV kidney cancer curable?"),
    ],
)
def test_history_is_read_step_by_step_raw_or_standalone(history: list[str], question: str, alone: str) -> None:
    assert standalone(question, history, VOCABULARY, SHELF).question == alone


@pytest.mark.parametrize(
    ("earlier", "follow_up", "alone"),
    [
        ("How is asthma treated?", "and migraine?", "How is migraine treated?"),
        ("How is asthma treated?", "what about type 2 diabetes?", "How is type 2 diabetes treated?"),
        ("How is asthma treated?", "and severe?", "How is severe asthma treated?"),
        ("How is asthma treated?", "is it contagious?", "Is asthma contagious?"),
        ("How is asthma treated?", "what about pregnancy?", "How is asthma treated in pregnancy?"),
        ("Is salbutamol safe in asthma?", "and budesonide?", "Is budesonide safe in asthma?"),
        ("Is salbutamol safe in asthma?", "how does it work?", "How does salbutamol work in asthma?"),
        ("How is asthma diagnosed?", "and with spirometry?", "How is asthma diagnosed with spirometry?"),
        (
            "What does HbA1c mean in type 2 diabetes?",
            "how often is it tested?",
            "How often is HbA1c tested in type 2 diabetes?",
        ),
        ("What is psoriasis?", "how is it treated?", "How is psoriasis treated?"),  # neither known nor on the shelf
        ("What are the causes of gout?", "and the symptoms?", "What about the symptoms of gout?"),
    ],
)
def test_any_vocabulary_and_shelf_will_do(earlier: str, follow_up: str, alone: str) -> None:
    assert standalone(follow_up, [earlier], SMALL, SMALL_SHELF).question == alone


@pytest.mark.parametrize(
    "question", ["How is migraine treated?", "What is spirometry?", "Does asthma get worse when it is cold?"]
)
def test_question_on_any_vocabulary_that_stands_alone_stays(question: str) -> None:
    assert standalone(question, ["How is asthma treated?"], SMALL, SMALL_SHELF).question == question


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "HER2-positive stage IIIA breast cancer",
            [("status", "HER2-positive"), ("stage", "stage IIIA"), ("topic", "breast cancer")],
        ),
        ("HER-2 in older women", [("term", "HER-2"), ("population", "older women")]),
        ("triple-negative or ER+", [("status", "triple-negative"), ("status", "ER+")]),
        ("acute myeloid leukemia", [("topic", "acute myeloid leukemia")]),  # "acute" is part of the name
        ("nothing known", []),
    ],
)
def test_slots_are_the_spans_of_what_a_text_names(text: str, found: list[tuple[str, str]]) -> None:
    named = slots(text, VOCABULARY, SHELF)
    assert [(slot.kind, slot.text) for slot in named] == found
    assert all(text[slot.start : slot.end] == slot.text for slot in named)


@settings(deadline=None)
@given(st.lists(st.sampled_from([text for row in CHANGED for text in row[:2]]), max_size=5), st.text(max_size=80))
def test_any_text_after_any_history_is_read_the_same_twice(history: list[str], question: str) -> None:
    made = standalone(question, history, VOCABULARY, SHELF)
    assert made == standalone(question, history, VOCABULARY, SHELF)
    assert made.rewritten or made.question == question


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([earlier for earlier, _, _ in CHANGED]), min_size=1, max_size=3), st.sampled_from(CHANGED)
)
def test_older_questions_do_not_matter_where_the_last_one_names_a_topic(
    history: list[str], row: tuple[str, str, str]
) -> None:
    earlier, follow_up, alone = row
    if any(slot.kind == "topic" for slot in slots(earlier, VOCABULARY, SHELF)):
        assert standalone(follow_up, [*history, earlier], VOCABULARY, SHELF).question == alone
