"""Emergencies and crises are met before any search; questions that only speak of such things are answered."""

from pathlib import Path

import pytest

from rag.errors import OutlineError
from rag.page.render import render
from rag.parts import Parts
from rag.pipeline import answer
from rag.safety import load_safety_rules
from rag.settings import Settings
from rag.vocabulary import load_vocabulary
from tests.author_data import rows

pytest_plugins = ["tests.demo_shelf"]

RULES = load_safety_rules(Settings().prompts_dir, load_vocabulary(Settings().corpus_dir))
GROUPS = sorted({row["group"] for row in rows("alarms") if row["alarm"]})
MOST_FALSE = 0.05  # share of the written look-alikes that may raise an alarm


@pytest.mark.parametrize(
    "question",
    [
        "I have chest pain and kidney cancer",
        "I have new back pain and weak legs with myeloma",
        "My tongue is swelling after the infusion of trastuzumab",
        "I have a fever of 39 and I am on chemo",
        "my husband is on chemotherapy and has shaking chills, is that normal",
        "I can't breathe well since this morning",
        "I can’t breathe",
        "my mom's face is drooping and her speech is slurred",
        "she is coughing up blood since her lung biopsy, she has lung cancer",
    ],
)
def test_emergency_now_is_an_alarm(question: str) -> None:
    assert RULES.alarm(question) == "emergency"


@pytest.mark.parametrize(
    "question",
    [
        "I want to kill myself",
        "I do not want to live any more since my myeloma came back",
        "I don't want to live like this",
        "thinking about suicide since the diagnosis",
    ],
)
def test_crisis_is_an_alarm(question: str) -> None:
    assert RULES.alarm(question) == "crisis"


@pytest.mark.parametrize(
    "question",
    [
        "Is chest pain a symptom of lung cancer?",
        "What causes coughing up blood?",
        "Can trastuzumab cause trouble breathing?",
        "How is fever treated during chemotherapy?",
        "I had a seizure years ago, can I have surgery for my kidney cancer?",
        "What does HER2 status mean for breast cancer treatment",
        "What are the side effects of chemotherapy for my lung cancer",
        "",
    ],
)
def test_question_about_it_is_no_alarm(question: str) -> None:
    assert RULES.alarm(question) is None


@pytest.mark.parametrize("group", GROUPS)
def test_no_written_emergency_or_crisis_is_missed(group: str) -> None:
    told = [row for row in rows("alarms") if row["group"] == group]
    assert [row["question"] for row in told if RULES.alarm(row["question"]) != row["alarm"]] == []


def test_written_look_alikes_raise_few_alarms() -> None:
    asked = [row["question"] for row in rows("alarms") if row["alarm"] is None]
    false = [question for question in asked if RULES.alarm(question)]
    assert len(asked) >= 300
    assert len(false) <= MOST_FALSE * len(asked), false


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Is fever a symptom of lymphoma?", "I am on R-CHOP and have a fever."),
        ("What causes coughing up blood?", "My dad is coughing up blood."),
        ("I had chest pain in 2019 and it was reflux.", "I have chest pain and it was reflux before."),
        ("What should I do if I get a fever on chemo?", "I got a fever on chemo today, what should I do?"),
        ("I have no chest pain.", "I have chest pain."),
        ("People with lung cancer cough up blood.", "I cough up blood."),
        ("Is chest pain common with 5-FU?", "Is my chest pain common with 5-FU?"),
        ("I am afraid of a fever on chemo.", "I am afraid, I have a fever on chemo."),
        ("I had chest pain yesterday but it went away.", "I have chest pain and the nausea went away."),
    ],
)
def test_what_is_told_of_now_alarms_and_what_is_asked_past_supposed_denied_or_general_does_not(
    asked: str, told: str
) -> None:
    assert RULES.alarm(asked) is None
    assert RULES.alarm(told) == "emergency"


@pytest.mark.parametrize(
    ("told", "harmless"),
    [
        ("I took four of my capecitabine doses at once by mistake", "I have had chemo twice."),
        ("I swallowed four days of olaparib at once", "I take four olaparib tablets at once after breakfast."),
        ("My husband took his temozolomide twice today", "My husband had carboplatin twice before surgery."),
        ("He is confused, had chemo on Monday", "He says the chemo plan makes no sense to me."),
        ("My brother has the runs, he cannot drink", "My brother runs, he cannot drink before the scan."),
        ("He cannot wake up", "She hopes to wake up cured."),
        ("Our neighbour collapsed on chemo, what now", "Our neighbour collapsed. Should people with cancer run?"),
        ("I am on chemo, tmep 38.4", "I am on chemo, temp 37.4"),
    ],
)
def test_an_emergency_is_told_from_what_reads_like_it(told: str, harmless: str) -> None:
    assert RULES.alarm(told) == "emergency"
    assert RULES.alarm(harmless) is None


@pytest.mark.parametrize(
    ("meant", "harmless"),
    [
        ("My wife says we would be better off without her", "The surgeon says we would be better off without it"),
        ("Mum says it is easier for us if she was gone", "Mum says it is easier for us if she is not here on Monday"),
        ("My uncle wants to kill himself", "My uncle killed himself when I was nine"),
        ("He says if the scan is bad he will shoot himself", "He says if the scan is bad he will travel"),
    ],
)
def test_despair_is_told_from_what_reads_like_it(meant: str, harmless: str) -> None:
    assert RULES.alarm(meant) == "crisis"
    assert RULES.alarm(harmless) is None


@pytest.mark.parametrize(
    "spoken_of", ["I do not want to die", "Which film is about suicide?", "What is the suicide rate?"]
)
def test_death_and_suicide_spoken_of_are_no_crisis(spoken_of: str) -> None:
    assert RULES.alarm(spoken_of) is None


def test_words_of_a_crisis_count_beside_a_question_about_numbers() -> None:
    assert RULES.alarm("What is the suicide rate? I want to kill myself") == "crisis"
    assert RULES.alarm("I am thinking about suicide, how common is that?") == "crisis"


@pytest.mark.parametrize(
    "inability", ["can't", "cant", "cannot", "can not", "am unable to", "am not able to", "can hardly"]
)
def test_every_form_of_inability_is_one(inability: str) -> None:
    assert RULES.alarm(f"I {inability} breathe") == "emergency"


@pytest.mark.parametrize("treatment", ["R-CHOP", "FOLFOX", "docetaxel", "osimertinib", "carboplatin", "chemo", "AC-T"])
def test_a_treatment_by_any_name_makes_a_fever_count(treatment: str) -> None:
    assert RULES.alarm(f"I had {treatment} last Tuesday, my temperature is 38.4") == "emergency"


@pytest.mark.parametrize(
    "question",
    [
        "My mum has breast cancer. What is HER2?",
        "I feel awful today",
        "I am on letrozole and my bones ache",
        "her leg hurts, what now",
        "Why am I so tired?",
        "We just got the diagnosis, she is in shock",
    ],
)
def test_a_text_tells_how_somebody_is(question: str) -> None:
    assert RULES.tells(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is HER2?",
        "What does HER-2 mean?",
        "I want to know what HER2 means",
        "What should I do if I get a fever?",
        "Do people with lung cancer cough?",
        "My grandmother had breast cancer in 1990",
        "I am a nurse and would like a summary of the guideline",
        "Should I stop tamoxifen?",
        "chest pain lung cancer",
        "",
    ],
)
def test_a_question_about_a_disease_tells_of_nobody(question: str) -> None:
    assert not RULES.tells(question)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("chest .. {pain}", "chest .. {ache}"),
        ("emergency:", "emergncy:"),
        ("  denied:", "  denyed:"),
        ('"(gasp*|', '"(gasp*|('),
    ],
)
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, text: str, says: str) -> None:
    written = (Settings().prompts_dir / "safety.yaml").read_text("utf-8")
    (tmp_path / "safety.yaml").write_text(written.replace(text, says, 1), "utf-8")
    with pytest.raises(OutlineError, match=r"ache|emergency|denied|gasp"):
        load_safety_rules(tmp_path, load_vocabulary(Settings().corpus_dir))


@pytest.mark.parametrize(
    ("question", "alarm"),
    [
        ("I am on chemo and measured 38.0 degrees", "emergency"),
        ("I am on chemo and measured 100.4 F", "emergency"),
        ("I am on chemo and measured 37.9 degrees", None),
        ("I am on chemo and measured 99.5 F", None),
        ("I measured 39 degrees", None),  # on no treatment
        ("I am on chemo and have 39 appointments", None),
        ("I am on chemo and my CA 125 is 38.5", None),
        ("I am on chemo, 38,2 since last night", "emergency"),
        ("I have lymphoma and a temperature of 39.0", "emergency"),  # high enough with a cancer alone
        ("I have lymphoma and a temperature of 38.5", None),
    ],
)
def test_a_fever_counts_from_its_mark_on(question: str, alarm: str | None) -> None:
    assert RULES.alarm(question) == alarm


@pytest.mark.parametrize(
    ("question", "reason"), [("I have chest pain and kidney cancer", "emergency"), ("I want to kill myself", "crisis")]
)
def test_alarm_page_is_the_notice_first_and_no_statement(
    demo: Parts, demo_settings: Settings, question: str, reason: str
) -> None:
    page = answer(question, demo, demo_settings)
    assert page.refusal is not None
    assert page.refusal.reason == reason
    assert reason in page.inquiry.flags
    assert page.notices.safety is not None
    assert page.statements == ()
    assert page.trace.passages == ()
    text = render(page, demo.shelf.by_id, "md")
    assert "911" in text or "988" in text
    assert text.index(page.notices.safety.text.split()[0]) < text.index("# ") + 200


@pytest.mark.parametrize(
    "text", ["¿Qué hago? quiero morir", "Ich will nicht mehr leben", "je ne veux plus vivre", "quero morrer"]
)
def test_a_crisis_in_another_language_is_met(text: str) -> None:
    assert RULES.alarm(text) == "crisis"
