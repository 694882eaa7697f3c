from xml.etree import ElementTree

from evals.report_junit import render_junit
from evals.score_schema import Measurement
from rag.schema import Seconds
from tests.test_evals_example import make_answer
from tests.test_evals_report_view import case, failing, score_of

HOSTILE = "</failure><script>\x00\x1b[31m\ufffe\ud800\u202e]]>&\r\n"


def test_each_record_is_one_testcase_and_the_counts_add_up() -> None:
    score = score_of(
        case("clean", Measurement(name="a", value=1.0)),
        case("bad", failing("a"), failing("b")),
        case("lost", Measurement.unmeasured("a", "the case errored: away"), error="away"),
        case("empty", Measurement.unmeasured("a", "asks nothing")),
    )
    root = ElementTree.fromstring(render_junit(score).encode())
    (suite,) = root
    for element in (root, suite):
        counts = {name: element.attrib[name] for name in ("tests", "failures", "errors", "skipped")}
        assert counts == {"tests": "4", "failures": "1", "errors": "1", "skipped": "1"}
    found = {one.attrib["name"]: [child.tag for child in one] for one in suite.findall("testcase")}
    assert found == {"clean": [], "bad": ["failure"], "lost": ["error"], "empty": ["skipped"]}


def test_a_failure_says_the_question_and_all_that_failed() -> None:
    root = ElementTree.fromstring(render_junit(score_of(case("bad", failing("a"), failing("b")))))
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.text == "question: what is bad\na: a is wrong\nb: b is wrong"
    assert failure.attrib == {"message": "a, b: a is wrong", "type": "a, b"}


def test_a_low_value_without_a_failure_is_no_failure() -> None:
    root = ElementTree.fromstring(render_junit(score_of(case("weak", Measurement(name="a", value=0.0)))))
    assert [list(one) for one in root.iter("testcase")] == [[]]


def test_skipped_says_why_nothing_was_measured() -> None:
    root = ElementTree.fromstring(render_junit(score_of(case("empty", Measurement.unmeasured("a", "asks nothing")))))
    skipped = root.find(".//skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == "nothing measured: asks nothing"


def test_variants_have_a_class_of_their_own_and_time_is_that_of_the_trace() -> None:
    answer = make_answer()
    trace = answer.trace.model_copy(update={"seconds": Seconds(total=1.5)})
    timed = case("a", variant="terse").model_copy(update={"answer": answer.model_copy(update={"trace": trace})})
    root = ElementTree.fromstring(render_junit(score_of(case("a"), timed)))
    found = [(one.attrib["classname"], one.attrib["time"]) for one in root.iter("testcase")]
    assert found == [("example", "0.000"), ("example.terse", "1.500")]
    assert root.attrib["time"] == "1.500"


def test_text_that_xml_cannot_hold_is_shown_by_its_number() -> None:
    hostile = case("a", Measurement(name="a", value=0.0, failures=(HOSTILE,))).model_copy(update={"question": HOSTILE})
    root = ElementTree.fromstring(render_junit(score_of(hostile)).encode())
    failure = root.find(".//failure")
    assert failure is not None
    assert "</failure><script>‹U+0000›‹U+001B›[31m‹U+FFFE›‹U+D800›‹U+202E›]]>&" in (failure.text or "")
    assert not list(failure)


def test_what_was_evaluated_stands_in_the_properties() -> None:
    root = ElementTree.fromstring(render_junit(score_of(case("a"))))
    found = {one.attrib["name"]: one.attrib["value"] for one in root.iter("property")}
    assert (found["generation"], found["written_by"]) == ("g", "extractive")
