"""Any text against its sources: what the rules see in near copies, what the score sees elsewhere, and what both leave alone."""

import pytest

from rag.check.text import check_text
from rag.checked import CheckedText
from rag.index.encoder import load_encoder
from rag.settings import PROJECT_ROOT, Settings
from rag.vocabulary import load_vocabulary

SETTINGS = Settings()
SOURCE = (
    "Lumavine is given every 3 weeks for one year. In one study it shrank the tumor in 25% of people.\n"
    "Ostrelin is given every 2 weeks. It may cause tiredness and a rash. It is not used in pregnancy.\n"
    "Surgery may be considered when the tumor presses on a nerve. Women older than 65 years are offered a scan each year."
)
ROOM = "couch lamp chair table floor shelf window curtain basin mirror".split()
NOTES = [f"Note {n} of the report says how the {thing} was cleaned and stored." for n, thing in enumerate(ROOM, 1)]
GARDEN = "The clinic is open from Monday to Friday and has a garden with benches, where visitors wait for their turn."
LONG = " ".join([SOURCE, *NOTES, GARDEN, GARDEN])


def checked(response: str, *passages: str, question: str = "") -> CheckedText:
    return check_text(
        response,
        passages,
        SETTINGS,
        encoder=load_encoder(SETTINGS.index),
        vocabulary=load_vocabulary(PROJECT_ROOT / "corpus"),
        question=question,
    )


FALSE = [
    ("Lumavine is given every 2 weeks for one year.", "numbers"),
    ("In one study it shrank the tumor in 52% of people.", "numbers"),
    ("Ostrelin is given every 3 weeks.", "numbers"),
    ("It is used in pregnancy.", "polarity"),
    ("It will cause tiredness and a rash.", "strength"),
    ("Women younger than 65 years are offered a scan each year.", "numbers"),
]
TRUE = [
    "Lumavine is given every three weeks for a year.",
    "In 25% of people in one study, it shrank the tumor.",
    "A rash and tiredness may be caused by it.",
    "When the tumor presses on a nerve, surgery may be considered.",
    "A scan is offered each year to women older than 65.",
]


@pytest.mark.parametrize("source", [SOURCE, LONG], ids=["short", "long"])
@pytest.mark.parametrize(("response", "rule"), FALSE)
def test_a_near_copy_that_swaps_something_fails_by_the_rule_that_sees_it(response: str, rule: str, source: str) -> None:
    found = checked(response, source)
    assert not found.supported
    assert rule in found.statements[0].failed


@pytest.mark.parametrize("source", [SOURCE, LONG], ids=["short", "long"])
@pytest.mark.parametrize("response", TRUE)
def test_the_same_in_other_words_is_supported(response: str, source: str) -> None:
    found = checked(response, source)
    assert found.supported, found.statements
    assert found.statements[0].failed == ()


IN_PLACE = [
    "Surgery must be considered when the tumor presses on a nerve.",
    "The clinic is open from Sunday to Friday and has a garden with benches, where visitors wait for their turn.",
    "Note 3 of the report says how the table was never cleaned and stored.",
]


@pytest.mark.parametrize("false", [*(response for response, _ in FALSE), *IN_PLACE])
def test_one_false_statement_among_true_ones_is_the_one_that_fails(false: str) -> None:
    found = checked(" ".join([*TRUE[:3], false, *TRUE[3:]]), LONG)
    assert [one.verdict == "supported" for one in found.statements] == [True, True, True, False, True, True]
    assert not found.supported


CROSSED = [
    (
        "The fine is 20 euros for a first breach and 50 euros for later ones.",
        "The fine is 50 euros for a first breach.",
    ),
    (
        "The path runs from Sorby in the south to Aren in the north.",
        "The path runs from Aren in the south to Sorby in the north.",
    ),
]


@pytest.mark.parametrize(("sentence", "claim"), CROSSED)
def test_words_of_one_sentence_that_trade_places_are_seen_in_a_long_text(sentence: str, claim: str) -> None:
    response = " ".join([*TRUE[:3], claim])
    assert checked(response, f"{LONG} {sentence}").statements[3].failed == ("roles",)
    assert checked(response, f"{LONG} {sentence} {claim}").statements[3].failed == ()


@pytest.mark.parametrize(
    "said_too", ["Surgery must be done soon when the tumor presses on a nerve of the eye.", "What must be done?"]
)
def test_what_another_sentence_says_so_is_no_swap(said_too: str) -> None:
    claim = "Surgery must be done when the tumor presses on a nerve."
    found = checked(" ".join([*TRUE[:3], claim]), f"{LONG} {said_too}")
    assert found.statements[3].failed == (() if said_too.startswith("Surgery") else ("strength",))


@pytest.mark.parametrize(("question", "is_named"), [("", False), ("How is brelavine used?", True)])
def test_a_name_in_the_place_of_another_may_stand_in_the_question(question: str, is_named: bool) -> None:
    claim = "The ointment brelavine is rubbed on the skin at night."
    passages = f"{LONG} The ointment dosquinod is rubbed on the skin at night."
    (*_, found) = checked(" ".join([*TRUE[:3], claim]), passages, question=question).statements
    assert ("terms" not in found.failed) is is_named


def test_a_stronger_word_in_a_long_text_is_named_and_its_hint_takes_it_back() -> None:
    (*_, found) = checked(" ".join([*TRUE[:3], IN_PLACE[0]]), LONG).statements
    assert found.failures[0].why == "it says 'must' where the nearest sentence says 'may'"
    assert found.hint == 'say "may be" in place of "must be"'


def test_what_the_sources_say_nothing_of_fails_by_score() -> None:
    found = checked("The mayor of the town opened a new swimming pool last summer.", SOURCE)
    assert found.statements[0].failed == ("score",)
    assert found.score < 0.5


def test_an_invented_sentence_among_true_ones_fails() -> None:
    found = checked(f"{TRUE[0]} The mayor of the town opened a new swimming pool last summer. {TRUE[3]}", SOURCE)
    assert [one.verdict for one in found.statements] == ["supported", "unsupported", "supported"]


def test_a_copy_is_supported_in_any_language() -> None:
    text = "Das Mittel wird alle drei Wochen gegeben."
    assert checked(text, f"{text} Es ist neu.").supported


def test_a_broken_rule_lowers_the_score_below_what_passes() -> None:
    true, false = (
        checked("Ostrelin is given every 2 weeks.", SOURCE),
        checked("Ostrelin is given every 4 weeks.", SOURCE),
    )
    assert false.score < true.score
    assert false.statements[0].score < true.statements[0].score


def test_the_words_in_doubt_the_nearest_sentence_and_a_hint_are_given() -> None:
    text = "It lasts. Ostrelin is given every 4 weeks."
    (_, found) = checked(text, "Nothing here. It lasts.", SOURCE).statements
    assert [text[span.start : span.end] for span in found.unsupported] == ["4"]
    assert (found.nearest, found.passage) == ("Ostrelin is given every 2 weeks.", 2)
    assert found.hint == 'say "2 weeks" in place of "4 weeks"'


def test_every_span_lies_in_its_statement() -> None:
    found = checked(
        "Whales sing, and ostrelin is given every 4 weeks by whales. Why?\n\n- One. \n- Two whales.", SOURCE
    )
    for one in found.statements:
        assert found.response[one.start : one.end] == one.text
        assert all(one.start <= span.start < span.end <= one.end for span in one.unsupported)


def test_a_response_is_supported_where_each_of_its_statements_is() -> None:
    for response in ("Whales sing. Ostrelin is given every 2 weeks.", TRUE[0], FALSE[0][0], "?"):
        found = checked(response, SOURCE)
        assert found.supported == all(one.verdict == "supported" for one in found.statements)


CARRIED = (
    "Belovir is an antiviral drug. It is given once a week. Dr Hall led the trial. She worked on it for ten years."
)


@pytest.mark.parametrize("response", ["Belovir is given once a week.", "Dr Hall worked on the trial for ten years."])
def test_what_a_pronoun_of_the_source_stands_for_may_be_named(response: str) -> None:
    found = checked(response, CARRIED)
    assert found.supported, found.statements


def test_a_fact_of_a_sentence_put_to_another_subject_of_it_fails() -> None:
    source = "Surgery cures 90 % of people with stage I disease and 60 % of people with stage II disease."
    assert not checked("Surgery cures 90 % of people with stage II disease.", source).supported
    assert checked("Surgery cures 60 % of people with stage II disease.", source).supported


def test_reasons_are_in_the_words_of_the_text() -> None:
    found = checked("Tell him before the scan of at least 48 hours.", "Tell him of the scan of at most 48 hours.")
    why = [failure.why for failure in found.statements[0].failures]
    assert "the statement says at least 48 hours, the nearest sentence says at most 48 hours" in why
    assert "the statement says 'before', the nearest sentence does not" in why


HOUSE = (
    "The museum is closed on Mondays. Prams cannot be taken inside. The boat to Lunn runs daily. "
    "In winter it sails only on Fridays."
)


@pytest.mark.parametrize(
    ("response", "is_supported"),
    [
        ("On Mondays the museum is closed, and prams cannot be taken inside.", True),
        ("The museum is closed on Mondays, and prams can be taken inside.", False),
        ("The museum is closed on Fridays, and prams cannot be taken inside.", False),
        ("In winter the boat to Lunn sails on Fridays only.", True),
    ],
)
def test_facts_of_two_sentences_joined_in_one_are_held_against_each(response: str, is_supported: bool) -> None:
    found = checked(response, HOUSE)
    assert found.supported is is_supported, found.statements


def test_the_words_that_a_reason_names_are_marked() -> None:
    text = "Prams must be taken inside, or the museum is shut."
    (found,) = checked(text, "Prams may be taken inside, or the museum is shut.").statements
    assert "strength" in found.failed
    assert [text[span.start : span.end] for span in found.unsupported] == ["must"]


def test_no_reason_speaks_of_quotes_which_nobody_gave() -> None:
    (found,) = checked(
        "The museum is closed on Mondays in Lunn.", "The museum is closed on Mondays in Oslo."
    ).statements
    assert found.failures
    assert not any("quote" in failure.why for failure in found.failures)
