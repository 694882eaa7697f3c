"""Related questions at the end of a page: near ones that are answered on the shelf, with what their pages say first."""

import asyncio

from rag.catalogue import KnownQuestion
from rag.page.render import render
from rag.parts import Parts
from rag.pipeline import answer, answer_async
from rag.related import related_to
from rag.schema import Answer
from rag.settings import RelatedSettings, Settings
from tests.demo_shelf import OFF_TOPIC, SURVIVAL, TERM, Ask

pytest_plugins = ["tests.demo_shelf"]


def test_related_questions_share_the_subject_and_are_not_the_question_itself(ask: Ask) -> None:
    page = ask(OFF_TOPIC)
    assert 1 <= len(page.related_questions) <= 3
    titles = [one.question for one in page.related_questions]
    assert page.title not in titles
    assert len(set(titles)) == len(titles)
    assert all("HER2" in title or "kidney" in title.lower() for title in titles)


def test_each_preview_is_what_the_other_page_says_first(ask: Ask, demo: Parts) -> None:
    known = {one.page_id: one for one in demo.catalogue.known}
    for question in (OFF_TOPIC, TERM, "How is multiple myeloma treated?"):
        for related in ask(question).related_questions:
            other = ask(known[related.page_id].question)
            assert other.kind == "answer"
            told = [statement.text for statement in other.statements]
            told += [section.note for section in other.sections if section.note]
            assert any(related.preview.startswith(text) for text in told)


def test_a_preview_names_its_source(ask: Ask, demo: Parts) -> None:
    previews = [related.preview for related in ask(TERM).related_questions]
    titles = [source.title for source in demo.shelf.sources.values()]
    assert previews
    assert all(any(title in preview for title in titles) for preview in previews)


def test_refusals_name_none(ask: Ask) -> None:
    page = ask(SURVIVAL)
    assert page.kind == "refusal"
    assert page.related_questions == ()


def test_questions_that_are_unanswered_alarming_or_badly_put_are_never_named(demo: Parts, ask: Ask) -> None:
    named = {
        one.page_id
        for question in (OFF_TOPIC, TERM, "symptoms of kidney cancer")
        for one in ask(question).related_questions
    }
    for known in demo.catalogue.known:
        if known.page_id in named:
            page = ask(known.question)
            assert page.kind == "answer"
            assert not {"emergency", "crisis", "truncated", "multiple_questions"} & set(page.inquiry.flags)


def test_none_are_named_where_none_are_wanted_and_each_page_is_made_once(demo: Parts, ask: Ask) -> None:
    page = ask(TERM)
    asked: list[KnownQuestion] = []

    def refuse(known: KnownQuestion) -> Answer:
        asked.append(known)
        return ask(SURVIVAL)

    demo.catalogue.previews.clear()
    assert related_to(page, demo, RelatedSettings(count=0), refuse) == ()
    assert asked == []
    assert related_to(page, demo, RelatedSettings(tries=4), refuse) == ()
    assert len(asked) == 4
    related_to(page, demo, RelatedSettings(tries=4), refuse)
    assert len(asked) == 4
    demo.catalogue.previews.clear()


def test_the_page_shows_them(ask: Ask, demo: Parts, demo_settings: Settings) -> None:
    page = asyncio.run(answer_async(TERM, demo, demo_settings))
    assert page.related_questions == answer(TERM, demo, demo_settings).related_questions
    for kind in ("md", "html"):
        shown = render(page, demo.shelf.by_id, kind)
        assert page.related_questions[0].question in shown
