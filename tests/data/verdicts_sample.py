"""Texts on an invented disease with the verdicts a check could give, for the tests of the report."""

from rag.checked import CheckedStatement, CheckedText, Failure, Span

PASSAGES = (
    "Lumaria is a rare growth of the inner ear. Most people with bright-cell lumaria can be treated with lumavine. "
    "In one study, lumavine shrank the growth in 25 % of people.\n\nLumavine may cause tiredness.",
    "Surgery may be considered when the growth presses on a nerve.",
)


def spans(text: str, *words: str) -> tuple[Span, ...]:
    """Where each of the words first stands in the text."""
    return tuple(Span(start=text.index(word), end=text.index(word) + len(word)) for word in words)


def statement(response: str, text: str, score: float, *doubts: str, **values: object) -> CheckedStatement:
    """A statement of the response; it fails where words are in doubt."""
    start = response.index(text)
    found = tuple(Span(start=start + s.start, end=start + s.end) for s in spans(text, *doubts))
    verdict = "unsupported" if doubts else "supported"
    fields = {"text": text, "start": start, "end": start + len(text), "verdict": verdict, "score": score}
    return CheckedStatement.model_validate({**fields, "unsupported": found, **values})


MIXED = (
    "Lumaria is a rare growth of the inner ear. Lumavine shrank the growth in 52 % of people, and it cures most of them.\n\n"
    "- Surgery must be done when the growth presses on a nerve.\n- Lumavine may cause tiredness."
)
NOT_SUPPORTED = CheckedText(
    response=MIXED,
    passages=PASSAGES,
    question="How is lumaria treated?",
    supported=False,
    score=0.08,
    statements=(
        statement(MIXED, "Lumaria is a rare growth of the inner ear.", 0.99),
        statement(
            MIXED,
            "Lumavine shrank the growth in 52 % of people, and it cures most of them.",
            0.08,
            "52 %",
            "cures most",
            failures=(
                Failure(rule="numbers", why="the statement says 52 %, the quotes say 25 %"),
                Failure(rule="strength", why="'cures' is more than what the quote says"),
                Failure(rule="numbers", why="the number 'most' does not stand in the quotes"),
            ),
            nearest="In one study, lumavine shrank the growth in 25 % of people.",
            passage=1,
            hint='say "25 %" in place of "52 %", and leave out "and it cures most of them"',
        ),
        statement(
            MIXED,
            "Surgery must be done when the growth presses on a nerve.",
            0.31,
            "must be done",
            failures=(Failure(rule="strength", why="'must' is stronger than what the quote says"),),
            nearest="Surgery may be considered when the growth presses on a nerve.",
            passage=2,
        ),
        statement(MIXED, "Lumavine may cause tiredness.", 0.97),
    ),
    remarks=("The second passage is short; a longer one may say more.",),
)
GOOD = "Lumavine may cause tiredness."
SUPPORTED = CheckedText(
    response=GOOD, passages=PASSAGES, supported=True, score=0.97, statements=(statement(GOOD, GOOD, 0.97),)
)


def hostile(payload: str) -> CheckedText:
    """A text with `payload` wherever words come from outside."""
    response = f"Before {payload} after."
    return CheckedText(
        response=response,
        passages=(f"Here {payload} there.",),
        question=payload,
        supported=False,
        score=0.1,
        statements=(
            statement(
                response,
                response,
                0.1,
                payload,
                failures=(Failure(rule=payload, why=payload),),
                nearest=payload,
                passage=1,
                hint=payload,
            ),
        ),
        remarks=(payload,),
    )
