"""Statement and quotes to a verdict: is each word for extent, course, order and time borne out by the quotes?

Such words exclude each other without being opposites: metastatic, early, relapsed; before, during, after.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import permutations

from rag.check.reading import as_written
from rag.vocabulary import name_stems
from rag.words import SEPARATOR, holds, joined, stems

# ruff: noqa: E501  # a line is one meaning
# Each line: words that need bearing out / words that bear them out besides those. An underscore joins a phrase.
WORDS = """
metastatic metastasis metastases metastasize metastasized metastasise / advanced spread distant disseminated stage_iv stage_4
early early_stage / localized localised local limited small in_situ stage_i stage_1 stage_0 soon initial first start begin young
advanced late_stage / metastatic spread late later extensive distant stage_iii stage_iv stage_3 stage_4
localized localised / local early limited confined only not_spread inside within
limited_stage / limited
extensive_stage / extensive
relapsed relapse recurrent recurrence recur / return come_back came_back back again
refractory / resistant stop not_respond no_longer fail
newly_diagnosed untreated / new newly first untreated not_treated no_treatment initial
invasive / invade grow grown spread infiltrate
severe / serious bad heavy intense high_grade extreme
mild moderate / slight minor little light weak intermediate
chronic / long last lasting persistent month year
acute / sudden suddenly short new
first initial initially / begin start beginning early primary newly new one 1st untreated induction then before front next
second / two another again other next 2nd then 2
third / three 3rd next 3
last_treatment last_line treated_last last_resort final / last end
before prior preoperative / premenopausal premenopause after following until ahead first plan prepare earlier previous previously precede then start begin new follow once later
after afterwards following postoperative / before follow once then since later earlier previous previously prior subsequent next complete finish end until past stop fail post adjuvant already within start change from
during / pregnant breastfeeding while throughout when in course with on at until within as undergo receive
ended finished completed / end finish complete after stop over
temporary temporarily / short time while brief
permanent permanently / last lasting lifelong life always away
increase increases raise rise / higher enlarged swollen add more grow greater elevate up high gain
decrease reduce lower / fall drop less fewer low small cut shrink decline limit down
worsen worse / bad aggravate progress poor
ease relieve / relief help better improve benefit control lessen reduce
strengthen stronger / strong
weaken weaker / weak harm damage
faster / fast quick quickly rapid rapidly soon
slower slowly / slow less gradual gradually
at_most / up_to no_more not_more maximum between or_less or_fewer within below less under limit than to
at_least / no_less not_less minimum between or_more or_older or_higher or_over from more over above exceed no_fewer up older
less_than / fewer less under below up_to to smaller younger shorter before within
more_than / more over above greater exceed longer older larger higher beyond past
minute /
harmless / benign safe not_dangerous not_harmful no_harm not_harm not_cancer noncancerous
dangerous / harm harmful risk serious danger severe threaten emergency death die unsafe fatal deadly toxic urgent
serious / severe bad grave dangerous danger threaten emergency heavy major urgent death
fatal deadly lethal / die death kill mortality threaten
urgent urgently emergency / immediate immediately at_once right_away prompt promptly now same_day call quickly soon urgency
painless / no_pain without_pain not_hurt not_painful not_cause_pain
rare rarely uncommon infrequent unusual seldom / few little minority not_common not_often less_common small_number small_share small_part low_risk only #
common commonly frequent frequently / often usual usually many most mostly typical normal majority frequency routine widely general #
contagious infectious / infect infection catch pass
safe safely safer / harm harmless tolerate unsafe safety risk danger protect well
superior / better improve more higher longer good well less fewer prefer outperform stronger benefit help best superior greater than
few / small number rare little minority low less uncommon some fewer only #
best ideal / prefer standard first choice recommend better most highest main optimal ideal good
successful successfully / success work respond response cure
complication complications / problem cause effect lead risk harm damage
side_effect adverse_effect unwanted_effect / side adverse unwanted toxic toxicity reaction cause complication problem effect
sign / symptom show indicate mean notice feel cause warn suggest
symptom / sign notice feel complaint cause relief relieve ease show
survival survive / survival survive live lives lived longer life death die outlook prognosis
prolong prolongs extend extends lengthen / longer long prolong extend more delay slow
late / later advanced end delay after last long eventually
hour hourly /
day daily / once twice night overnight
week weekly /
month monthly /
year yearly annual annually / age old aged
""".strip()


EARLY = "early early_stage localized localised limited_stage newly_diagnosed".split()
LATE = (
    "metastatic metastasis metastases advanced extensive_stage relapsed relapse recurrent recurrence refractory".split()
)

COMPARED = frozenset("higher lower faster slower stronger weaker more less".split())
COUNTED = re.compile(  # read by the rule for numbers
    r"\b(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve)[ -](?:minute|hour|day|week|month|year)s?\b",
    re.IGNORECASE,
)
BOUND = re.compile(r"\b(?:no|not) (?:less|fewer|more|later|earlier) than\b", re.IGNORECASE)  # read there too
DURING, AFTER, BEFORE = ["during", "throughout"], ["after", "afterwards", "following", "once"], ["before", "prior"]
EXCLUSIVE = ((EARLY, LATE), (LATE, EARLY), *permutations((DURING, AFTER), 2), *permutations((DURING, BEFORE), 2))


def quality_failure(statement: str, quotes: Sequence[str], context: str = "") -> str | None:
    """The first such word of the statement that neither quotes nor `context` (title, headings) bear out, or None."""
    said = _stems(COUNTED.sub(" ", BOUND.sub(" ", statement)))
    words = frozenset(said.split(SEPARATOR))
    text: str | None = None
    own = "".join(map(_stems, quotes))
    for mine, others in EXCLUSIVE:
        if _has(said, mine) and not _has(said, others) and _has(own, others) and not _has(own, mine):
            named = (_as_named(statement, _has(said, mine)), _as_named(" ".join(quotes), _has(own, others)))
            return f"the statement says {named[0]!r}, the quotes {named[1]!r}"
    compares = _has(said, ["than"]) and _has(own, ["than"])  # the rule for opposites reads comparisons
    for run, backing in _table().items():
        if run[0] not in words or (compares and run[0] in COMPARED) or not holds(said, run):
            continue
        if text is None:
            text = "".join(_stems(each) for each in (*quotes, context))
        if not any(holds(text, other) for other in backing):
            return f"the statement says {as_written(statement, run)!r}, the quotes do not"
    return None


def _as_named(text: str, name: str) -> str:
    return as_written(text, name_stems(name.replace("_", " ")))


def _has(text: str, names: Sequence[str]) -> str:
    """The first of the names that the text holds, or nothing."""
    return next((name for name in names if _run(name) in text), "")


@lru_cache(maxsize=256)
def _run(name: str) -> str:
    return joined(name_stems(name.replace("_", " ")))


@lru_cache(maxsize=4_096)
def _stems(text: str) -> str:
    return joined(stems(text, keep_stopwords=True))


@lru_cache(maxsize=1)
def _table() -> Mapping[tuple[str, ...], frozenset[tuple[str, ...]]]:
    """Runs of stems, with the runs that bear each out."""
    found: dict[tuple[str, ...], frozenset[tuple[str, ...]]] = {}
    for line in WORDS.splitlines():
        wanted, _, others = line.partition(" /")
        runs = [tuple(stems(word.replace("_", " "), keep_stopwords=True)) for word in wanted.split()]
        backing = [tuple(stems(word.replace("_", " "), keep_stopwords=True)) for word in others.split()]
        for run in runs:
            found[run] = found.get(run, frozenset()) | {*runs, *backing}
    return found
