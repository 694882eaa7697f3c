"""A page, criteria and a turn to the request that asks a judge. Texts of others go in inert: they hold no `<` at all.

A writer's prompt keeps passages as they are, to be copied. A judge copies nothing, so that here whatever could open or
close a mark is replaced, and no text can close its element, add a criterion or pass for another element.
"""

import hashlib
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from evals.judgement import Criterion, LooksAt
from evals.schema import RunRecord
from rag.exchange import ChatRequest
from rag.privacy import mask_identifiers
from rag.schema import Answer, Citation, Statement
from rag.settings import LlmSettings
from rag.write.marks import KEY_LENGTH, attribute, one_line
from rag.write.prompting import Prompt, fill_prompt

OPENERS = str.maketrans(dict.fromkeys("<＜﹤", "‹"))


class Sitting(NamedTuple):
    """One thing to ask: criteria that look at the same of one page, for the n-th time."""

    record: RunRecord
    looks_at: LooksAt
    criteria: tuple[Criterion, ...]
    turn: int
    is_broken: bool = False


def judge_request(sitting: Sitting, prompt: Prompt, llm: LlmSettings, *, seed: int) -> ChatRequest:
    """The request. Criteria and statements stand in an order drawn for each sitting, the same for a seed.

    Every element carries a key made from all texts sent, so that no text can hold it. Raises: PromptError.
    """
    record, answer = sitting.record, sitting.record.given
    rng = Random(f"{seed} {record.variant} {record.case.id} {record.repeat} {sitting.is_broken} {sitting.turn}")
    criteria = rng.sample(sitting.criteria, len(sitting.criteria))
    statements = list(dict.fromkeys(answer.statements)) if sitting.looks_at == "statements" else []
    rng.shuffle(statements)
    question = mask_identifiers(answer.question)
    page = "" if sitting.looks_at == "statements" else "\n".join(map(inert, _page_lines(answer)))
    cited = {citation.passage_id for citation in answer.citations} if statements else set()
    passages = [passage for passage in record.passages if passage.passage_id in cited]
    names = {passage.passage_id: f"P{n}" for n, passage in enumerate(passages, start=1)}
    shown = [question.text, page, *(statement.text for statement in statements), *(one.text for one in passages)]
    shown += [citation.quote for citation in answer.citations]
    key = _key([str(seed), str(sitting.turn), *(criterion.model_dump_json() for criterion in criteria), *shown])
    values = {
        "key": key,
        "criteria": [_criterion_element(criterion, key) for criterion in criteria],
        "question": _element("question", {"key": key}, inert(question.text)),
        "audience": answer.audience,
        "page": _element("page", {"key": key}, "\n" + page + "\n") if page else "",
        "statements": [_statement_element(n, one, answer, names, key) for n, one in enumerate(statements, start=1)],
        "passages": [
            _element("passage", {"id": names[one.passage_id], "key": key}, inert(one.text)) for one in passages
        ],
    }
    return ChatRequest(
        messages=fill_prompt(prompt, values),
        reply_model="judgement",
        max_output_tokens=llm.max_output_tokens,
        temperature=llm.temperature,
        is_private=bool(question.found),
    )


def inert(text: str) -> str:
    """`text` on one line, with every mark in it made inert and nothing left that could begin one."""
    return one_line(text).translate(OPENERS)


def _page_lines(answer: Answer) -> Iterator[str]:
    """The page in reading order, without its notices, whose wording is fixed."""
    if answer.refusal is not None:
        yield answer.refusal.message
    yield from (line for statement in answer.key_points for line in statement.text.splitlines())
    for section in answer.sections:
        yield f"# {section.heading}"
        if section.note:
            yield section.note
        yield from (line for statement in section.statements for line in statement.text.splitlines())
    if answer.questions_to_ask:
        yield "# Questions to ask"
        yield from (question.text for question in answer.questions_to_ask)


def _statement_element(number: int, statement: Statement, answer: Answer, names: dict[str, str], key: str) -> str:
    by_number: dict[int, Citation] = {citation.n: citation for citation in answer.citations}
    quotes = [by_number[n] for n in statement.citations if n in by_number]
    quoted = "".join(
        _element("quote", {"passage": names.get(one.passage_id, "unknown"), "key": key}, inert(one.quote))
        for one in quotes
    )
    return _element("statement", {"n": str(number), "key": key}, inert(statement.text) + quoted)


def _criterion_element(criterion: Criterion, key: str) -> str:
    scale = "\n".join(f"- {inert(grade.value)}: {inert(grade.means)}" for grade in criterion.scale)
    return _element("criterion", {"id": criterion.id, "key": key}, f"{inert(criterion.question)}\n{scale}\n")


def _element(name: str, marks: dict[str, str], content: str) -> str:
    shown = " ".join(f'{mark}="{attribute(value)}"' for mark, value in marks.items())
    return f"<{name} {shown}>{content}</{name}>"


def _key(texts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:KEY_LENGTH]
