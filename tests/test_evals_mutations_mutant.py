from evals.mutations.mutant import Place, cited_by, held, mutant, named, places, with_statement
from rag.schema import Statement
from tests.test_evals_example import cite, make_answer, make_record

ANSWER = make_answer([("A.", (1,)), ("B.", (2,))], [cite(1, "p1", 0, 49), cite(2, "p3", 0, 39)])
KEYED = ANSWER.model_copy(update={"key_points": (Statement(text="K.", citations=(2,), verdict="supported"),)})
NEW = Statement(text="new", citations=(), verdict="supported")


def test_every_statement_has_a_place_with_key_points_first() -> None:
    found = [(named(KEYED, place), statement.text) for place, statement in places(KEYED)]
    assert found == [("key point 1", "K."), ("section s, statement 1", "A."), ("section s, statement 2", "B.")]


def test_one_statement_is_replaced_and_nothing_else() -> None:
    inside = with_statement(KEYED, Place(0, 1), NEW)
    assert [statement.text for statement in inside.statements] == ["K.", "A.", "new"]
    first = with_statement(KEYED, Place(None, 0), NEW)
    assert [statement.text for statement in first.statements] == ["new", "A.", "B."]
    assert KEYED.model_copy(update={"key_points": ()}) == ANSWER


def test_what_a_statement_rests_on_is_its_quotes_and_what_stands_above_them() -> None:
    second = ANSWER.sections[0].statements[1]
    assert [citation.n for citation in cited_by(ANSWER, second)] == [2]
    assert held(ANSWER, cited_by(ANSWER, second)).split("\n") == [
        "HER2 guides treatment of breast cancer.",
        "breast-cancer",
        "Types",
    ]
    assert held(ANSWER, ()) == ""


def test_a_mutant_keeps_all_of_the_record_but_its_answer() -> None:
    record = make_record()
    made = mutant("kind", record, KEYED, where="here", before="a", after="b")
    assert made.record.given is KEYED
    assert made.record.model_copy(update={"answer": record.answer}) == record
