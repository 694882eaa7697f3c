"""How long is the page, and how hard to read? Values that are no shares: a school grade, and words."""

from evals.measures.expectations import page_text
from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.reading_level import MIN_WORDS, reading_grade
from rag.vocabulary import Vocabulary

NAMES = ("reading.grade", "reading.words")
NO_NAMES = Vocabulary(terms=())


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """Both measures of one record, in the order of NAMES. Unmeasured: the page is a refusal.

    grade: US school grade (Flesch-Kincaid, see rag/reading_level.py) of all statements, quoted or not; less is easier.
    The names of drugs count, for a run file holds no vocabulary; the page itself shows a grade without them.
    Unmeasured too: fewer than 30 words.
    words: what a reader sees less notices, sources and question, by white space. Neither more nor less of it is better.
    """
    answer = record.given
    if answer.kind == "refusal":
        grade = words = "the page is a refusal"
        return (
            Measurement.unmeasured(NAMES[0], grade, unit="grade", better="less"),
            Measurement.unmeasured(NAMES[1], words, unit="words", better="neither"),
        )
    level = reading_grade(answer.statements, NO_NAMES)
    return (
        Measurement.unmeasured(
            NAMES[0], f"the statements have fewer than {MIN_WORDS} words", unit="grade", better="less"
        )
        if level is None
        else Measurement(name=NAMES[0], value=level, unit="grade", better="less"),
        Measurement(name=NAMES[1], value=len(page_text(answer).split()), unit="words", better="neither"),
    )
