"""Which units are worth stating: those that stand alone and say what is asked, the best first, nothing twice."""

from collections.abc import Sequence

import pytest

from rag.intents import Intent
from rag.parts import Parts
from rag.schema import Evidence, Hit, Locator, OutlineSection, Passage, Quote
from rag.settings import WriteSettings
from rag.words import stems
from rag.write.select import Brief, Candidate, Similarities, choose, find_candidates
from rag.write.units import Unit

pytest_plugins = ["tests.demo_shelf"]

SETTINGS = WriteSettings()
SECTION = OutlineSection(id="s", heading="S", query="How is lumaria treated?")
PLAIN = "Amirol is the first drug for lumaria."


def passage(text: str, *headings: str, name: str = "p1", source: str = "s", ordinal: int = 0) -> Passage:
    locator = Locator(headings=headings or ("Treatment",))
    return Passage(
        id=name, source_id=source, edition="1", title="Lumaria guide", text=text, locator=locator, ordinal=ordinal
    )


def evidence(passages: Sequence[Passage], section: OutlineSection = SECTION, scores: Sequence[float] = ()) -> Evidence:
    hits = [
        Hit(rank=at + 1, score=scores[at] if scores else 1.0, passage=found, cosine=0.5, bm25=0.5)
        for at, found in enumerate(passages)
    ]
    return Evidence(section=section, hits=tuple(hits))


def stated(
    demo: Parts,
    passages: Sequence[Passage],
    *,
    brief: Brief | None = None,
    section: OutlineSection = SECTION,
    scores: Sequence[float] = (),
) -> list[str]:
    """Texts of the candidates found in the passages."""
    found = find_candidates(
        evidence(passages, section, scores),
        brief or Brief(question=section.query),
        lambda source: [p for p in passages if p.source_id == source],
        Similarities(demo.encoder),
        SETTINGS,
    )
    return [candidate.unit.text for candidate in found]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        (PLAIN, True),
        ("Drugs for lumaria include:\n- amirol\n- bexatine", True),
        ("| Stage | Drug |\n| I | Amirol |", True),
        ("These cancers grow slowly over many years.", False),
        ("This is treated with amirol every day.", False),
        ("However, amirol is the first drug for lumaria.", False),
        ("They should take amirol every day.", False),
        ("See the table below for the drugs used.", False),
        ("For more information, ask your doctor or nurse.", False),
        ("This guideline does not cover children with lumaria.", False),
        ("Demonstration text, not for clinical use.", False),
        ("Is amirol the first drug for lumaria?", False),
        ("Which drugs are used for lumaria?\n- amirol\n- bexatine", False),
        ("Drugs that are used for lumaria", False),  # a label
        ("Amirol works well.", False),  # three words
        ("Drugs used in lumaria are:", False),  # a lead-in that lost its list
        ("| Stage | Drug |", False),  # a header without a row
        ("Word " * 71 + "end.", False),  # no sentence to read
    ],
)
def test_a_unit_is_stated_only_if_it_can_stand_alone(demo: Parts, text: str, stands: bool) -> None:
    assert stated(demo, [passage(text)]) == ([text] if stands else [])


@pytest.mark.parametrize("text", ["HER-2 tells which drug may work.", "So-called driver genes make lumaria grow."])
def test_a_name_that_begins_like_a_pronoun_stands_alone(demo: Parts, text: str) -> None:
    assert stated(demo, [passage(text)]) == [text]


HER2 = Brief(question="q", term_names=("HER2", "ERBB2"))


@pytest.mark.parametrize(
    ("update", "headings", "text", "kept"),
    [
        ({"must_name": "term"}, ("Treatment",), "The HER-2 result tells which drug may work.", True),
        ({"must_name": "term"}, ("Treatment",), "ERBB2 tells which drug may work.", True),
        ({"must_name": "term"}, ("Treatment", "HER2-positive"), "Trastuzumab is the first drug.", True),
        ({"must_name": "term"}, ("Treatment",), "Trastuzumab is the first drug.", False),
        ({"must_name": "none"}, ("Treatment",), "Trastuzumab is the first drug.", True),
        ({"must_say": ["tested", "IHC"]}, ("Treatment",), "HER2 tests are done on a biopsy.", True),
        ({"must_say": ["tested", "IHC"]}, ("IHC",), "HER2 tells which drug may work.", False),
    ],
    ids=["name", "synonym", "heading", "unnamed", "not asked for", "word form", "in the heading only"],
)
def test_a_section_may_ask_for_the_term_or_for_words(
    demo: Parts, update: dict[str, object], headings: tuple[str, ...], text: str, kept: bool
) -> None:
    section = SECTION.model_copy(update=update)
    assert bool(stated(demo, [passage(text, *headings)], brief=HER2, section=section)) is kept


@pytest.mark.parametrize(("scope", "kept"), [("topic", False), ("elsewhere", True)])
def test_text_on_another_topic_stays_out_of_a_section_on_the_topic(demo: Parts, scope: str, kept: bool) -> None:
    brief = Brief(question="q", is_elsewhere=lambda text, of: "vesperitis" in text and of.source_id == "s")
    section = SECTION.model_copy(update={"scope": scope})
    found = stated(
        demo, [passage(f"Vesperitis is treated with corvane (vesperitis). {PLAIN}")], brief=brief, section=section
    )
    assert (len(found) == 2) is kept
    assert PLAIN in found


FIGURES = Intent(id="figures", label="F", cues=("survival",), must_say=("survival", "alive"), must_have_number=True)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("About 9 in 10 people are alive after a year.", True),
        ("Survival depends on the stage of lumaria.", False),
        ("About 9 in 10 people have a cough.", False),
    ],
    ids=["words and number", "no number", "no word"],
)
def test_an_intent_may_ask_for_words_and_a_number(demo: Parts, text: str, kept: bool) -> None:
    assert bool(stated(demo, [passage(text)], brief=Brief(question="q", intent=FIGURES))) is kept


def test_sections_far_below_the_best_one_are_left_out_unless_the_outline_gathers_widely(demo: Parts) -> None:
    near = passage(PLAIN)
    far = passage("Corvane is the last drug for lumaria.", "Later treatment", name="p2", ordinal=1)
    scores = (1.0, 1.0 - (SETTINGS.section_window + SETTINGS.wide_section_window) / 2)
    assert stated(demo, [near, far], scores=scores) == [near.text]
    wide = SECTION.model_copy(update={"is_wide": True})
    assert stated(demo, [near, far], section=wide, scores=scores) == [near.text, far.text]


def test_a_list_that_runs_on_is_read_from_the_passages_around_the_one_found(demo: Parts) -> None:
    source = [
        passage("Drugs for lumaria include:\n- amirol", name="p1"),
        passage("- bexatine\n- corvane", name="p2", ordinal=1),
        passage("Nobody asked for this sentence here.", name="p3", ordinal=2),
    ]
    found = find_candidates(
        evidence(source[:1]), Brief(question="q"), lambda _: source, Similarities(demo.encoder), SETTINGS
    )
    assert [c.unit.text for c in found] == ["Drugs for lumaria include:\n- amirol\n- bexatine\n- corvane"]


def test_what_the_section_asks_for_scores_higher(demo: Parts) -> None:
    found = find_candidates(
        evidence([passage("Lumaria is treated with amirol. The clinic opens early on Mondays.")]),
        Brief(question=SECTION.query),
        lambda _: [],
        Similarities(demo.encoder),
        SETTINGS,
    )
    assert found == []  # nothing is read but what passages_of gives
    both = passage("Lumaria is treated with amirol. The clinic opens early on Mondays.")
    on, off = find_candidates(
        evidence([both]), Brief(question=SECTION.query), lambda _: [both], Similarities(demo.encoder), SETTINGS
    )
    assert on.score > off.score


# ---------------------------------------------------------------- choice


def candidate(
    text: str, score: float, *, rank: int = 0, source: str = "s", at: int = 0, kind: str = "sentence"
) -> Candidate:
    home = passage(text, source=source)
    quote = Quote(passage_id=home.id, text=text, start=0, end=len(text))
    return Candidate(Unit(text, (quote,), kind, home, (0, at)), score, rank, frozenset(stems(text)))


def chosen(
    candidates: Sequence[Candidate], count: int = 9, *, max_per_source: int | None = None, **settings: float
) -> list[str]:
    said: list[Candidate] = []
    values = WriteSettings.model_validate({"score_window": 1.0, **settings})
    return [c.unit.text for c in choose(candidates, count, values, said, max_per_source=max_per_source)]


ONE = candidate("Amirol is the first drug.", 0.9, at=3)
TWO = candidate("Surgery removes the swollen gland.", 0.8, at=1)
THREE = candidate("Night sweats need a visit soon.", 0.7, rank=1, at=0, source="t")


def test_the_best_are_chosen_and_shown_in_reading_order() -> None:
    assert chosen([THREE, ONE, TWO]) == [TWO.unit.text, ONE.unit.text, THREE.unit.text]
    assert chosen([THREE, TWO, ONE], 1) == [ONE.unit.text]
    assert chosen([ONE], 5) == [ONE.unit.text]
    assert chosen([]) == []


def test_ties_go_to_the_better_section_then_to_the_earlier_unit() -> None:
    tied = [candidate(c.unit.text, 0.5, rank=c.section_rank, at=c.unit.order[1]) for c in (ONE, TWO, THREE)]
    assert chosen(tied, 1) == [TWO.unit.text]
    assert set(chosen(tied, 2)) == {ONE.unit.text, TWO.unit.text}


@pytest.mark.parametrize(("window", "count"), [(0.0, 1), (0.15, 2), (0.25, 3)])
def test_what_scores_far_below_the_best_is_left_out(window: float, count: int) -> None:
    assert len(chosen([ONE, TWO, THREE], score_window=window)) == count


def test_a_section_has_room_for_so_many_words_and_passes_over_what_is_too_long() -> None:
    long = candidate(" ".join(f"word{at}" for at in range(30)), 0.85, at=2)
    assert chosen([ONE, long, TWO], max_section_words=20) == [TWO.unit.text, ONE.unit.text]


def test_no_source_says_more_than_its_share() -> None:
    other = candidate("Bexatine is offered to all others.", 0.1, at=9, source="t")
    assert chosen([ONE, TWO, other], max_per_source=1) == [ONE.unit.text, other.unit.text]


@pytest.mark.parametrize(
    ("first", "second", "is_repeated"),
    [
        ("Amirol is the first drug for lumaria.", "Amirol is the first drug for lumaria.", True),
        ("Amirol is the first drug for lumaria.", "The first drug for lumaria is amirol!", True),
        ("Amirol is the first drug for lumaria.", "Bexatine is the second drug for vesperitis.", False),
        ("Amirol is a drug.", "Amirol is a drug that helps people with swollen glands and night sweats.", False),
    ],
    ids=["equal", "other order", "other matter", "part of a longer one"],
)
def test_nothing_is_said_twice_on_a_page(first: str, second: str, is_repeated: bool) -> None:
    said: list[Candidate] = []
    settings = WriteSettings(score_window=1.0)
    assert len(choose([candidate(first, 0.9)], 9, settings, said)) == 1
    assert (choose([candidate(second, 0.9)], 9, settings, said) == []) is is_repeated


def test_lists_with_different_lead_ins_do_not_repeat_each_other() -> None:
    one = candidate("Treatment of stage I includes:\n- surgery\n- amirol\n- bexatine", 0.9, kind="list")
    two = candidate("Treatment of stage II includes:\n- surgery\n- amirol\n- bexatine", 0.8, kind="list", at=1)
    assert len(chosen([one, two])) == 2


def test_similarities_are_cosines_in_input_order(demo: Parts) -> None:
    similarities = Similarities(demo.encoder)
    same, other, again = similarities.to("kidney cancer", ["kidney cancer", "blue paint", "kidney cancer"])
    assert same == pytest.approx(1.0, abs=1e-3)
    assert same == pytest.approx(again, abs=1e-5)
    assert same > other
    assert similarities.to("kidney cancer", []).shape == (0,)
