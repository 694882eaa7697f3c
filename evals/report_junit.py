"""A Score to JUnit XML, as continuous-integration servers read it: one testcase a record."""

import re
from xml.etree import ElementTree

from evals.report_view import case_name, failed, is_unmeasured, totals
from evals.score_schema import CaseScore, Score

# What XML 1.0 does not allow, even as a reference, and what turns the reading direction of what follows.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def render_junit(score: Score) -> str:
    """The XML document: a failure lists all that failed in its record; skipped are records with nothing to measure."""
    counts = totals(score)
    seconds = sum(_seconds(case) for case in score.cases)
    numbers = {
        "tests": str(counts.records),
        "failures": str(counts.failed),
        "errors": str(counts.errored),
        "skipped": str(counts.unmeasured),
        "time": f"{seconds:.3f}",
    }
    root = ElementTree.Element("testsuites", {"name": "citewell", **numbers})
    suite = ElementTree.SubElement(root, "testsuite", {"name": _fit(score.suite), **numbers})
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (*score.fingerprints.model_dump().items(), ("written_by", score.written_by)):
        ElementTree.SubElement(properties, "property", {"name": name, "value": _fit(str(value))})
    for case in score.cases:
        _add(suite, case, score)
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _add(suite: ElementTree.Element, case: CaseScore, score: Score) -> None:
    classname = f"{score.suite}.{case.variant}" if case.variant else score.suite
    attributes = {"classname": classname, "name": case_name(case), "time": f"{_seconds(case):.3f}"}
    element = ElementTree.SubElement(suite, "testcase", {name: _fit(text) for name, text in attributes.items()})
    if case.error is not None:
        error = ElementTree.SubElement(element, "error", {"message": _line(case.error), "type": "error"})
        error.text = _fit(f"question: {case.question}\n{case.error}")
    elif case.failures:
        names = ", ".join(measurement.name for measurement in failed(case))
        failure = ElementTree.SubElement(
            element, "failure", {"message": _line(f"{names}: {case.failures[0]}"), "type": _fit(names)}
        )
        lines = [f"{m.name}: {why}" for m in failed(case) for why in m.failures]
        failure.text = _fit("\n".join((f"question: {case.question}", *lines)))
    elif is_unmeasured(case):
        reasons = dict.fromkeys(m.reason or "" for m in case.measurements if m.value is None)
        ElementTree.SubElement(element, "skipped", {"message": _line("nothing measured: " + "; ".join(reasons))})


def _seconds(case: CaseScore) -> float:
    return case.answer.trace.seconds.total if case.answer else 0.0


def _line(text: str) -> str:
    return " ".join(_fit(text).split())


def _fit(text: str) -> str:
    return UNFIT.sub(lambda match: f"‹U+{ord(match[0]):04X}›", text)
