"""Statement to a verdict: does it tell a patient to start, stop or dose a treatment? (MEDICAL rule M11.)

Third-person facts with a dose pass; orders to the reader do not, whoever wrote them, a source among others.
"""

import re
from collections.abc import Iterator

from rag.check.terms import DRUG_NAME
from rag.sentences import sentence_spans

VERBS = (
    "take|stop|start|begin|increase|reduce|lower|raise|double|skip|change|switch|quit|avoid|inject|use|try|continue|keep"
    "|halve|cut|taper|hold|discontinue|restart|resume|refuse|consider (?:stopping|starting|taking|skipping|changing)"
)
MEDICINE = (
    r"doses?|drugs?|medicines?|medications?|tablets?|pills?|capsules?|injections?|treatments?|chemo|chemotherapy|therapy"
    r"|immunotherapy|hormones?|antibiotics?|painkillers?|opioids?|steroids?|supplements?|inhibitors?"
    r"|\d[\d.,]* ?(?:mg|mcg|µg|μg|g|ml|iu|units?)\b"
)
NO_MEDICINE = (
    "part|care|time|place|notes?|steps?|action|walks?|rest|breaks?|turns?|photos?|control|into|on|over|out|up|off|away|back"
    "|smoking|drinking|alcohol|tobacco|eating|working|driving|exercis\\w*|slowly|small|with|by|of|in|at|from|someone|again"
    "|short|long|regular|frequent|naps?|deep|baths?|showers?|warm|cool|vision"
    "|track|an? (?:list|record|diary|note)"
    "|screening|planning|talking|asking|writing|gathering|early|now|here|taking (?:part|care|notes)"
)
WHEN = r"(?:if|when|once|after|before|as soon as|for|in|until|unless|on)\b[^,.;:]*,\s+(?:then\s+)?"
AT_HEAD = rf"^(?:[-\d.)]+\s*)?(?:[A-Za-z]+:\s+)?(?:{WHEN})?(?:(?:please|never|always|do not|don['’]t)\s+)?"
TAKE = "take|stop|start|inject|skip|quit|discontinue|restart"
NO_ADVICE = r"(?<!whether )(?<!if )(?<!when )(?<!how )(?<!why )"  # "ask whether you should stop it"
NO_SUBJECT = r"(?<!may )(?<!can )(?<!might )(?<!will )(?<!could )(?<!to )"  # "your doctor may change your dose"
MUST = r"you\s+(?:should|must|need to|have to|ought to|are (?:advised|urged|told) to)|(?:advise|urge|tell) you to"
MAY = r"you\s+(?:can|may|could|might|(?:do not|don['’]t|no longer) need to)"
ORDER = re.compile(
    rf"{AT_HEAD}(?:{VERBS})\s+(?:your|taking)\s"
    rf"|(?:{AT_HEAD}|{NO_ADVICE}\b(?:{MUST})\s+)(?:{TAKE})\s+(?!(?:the|this|these|an?|all|any|some|{NO_MEDICINE})\b)[^\W\d_]"
    rf"|{AT_HEAD}(?:take|inject)\s+\d"
    rf"|{NO_ADVICE}\b(?:{MUST})\s+(?:(?:not|never)\s+)?(?:{VERBS})\b(?!\s+(?:{NO_MEDICINE})\b)"
    rf"|{NO_SUBJECT}\b(?:increase|reduce|lower|double|skip|stop|change)\s+your\s+"
    r"(?:dose|medicine|drug|treatment|tablets|pills)",
    re.IGNORECASE,
)
START = re.compile(rf"{AT_HEAD}(?:{VERBS})\s+(?!(?:{NO_MEDICINE})\b)(?P<what>[^.;:]*)", re.IGNORECASE)
NEXT = re.compile(  # "Call the ward, and skip the next dose", but not "ask whether to rest and skip a dose"
    rf"^(?:please )?(?:ask|talk|call|tell|rest|drink|eat|bring|keep|see|go|check|wash|apply|write|make|get|contact|speak|visit"
    rf"|watch|wait|lie|sit|phone)\b(?![^.;:]*\b(?:whether|if|when|how|why|about)\b)[^.;:]*?,? (?:and|then) (?:then )?"
    rf"(?:{VERBS})\s+(?!(?:{NO_MEDICINE})\b)(?P<what>[^.;:]*)",
    re.IGNORECASE,
)
YOU = re.compile(
    rf"{NO_ADVICE}\b(?:{MUST}|{MAY})\s+(?:(?:not|safely|just|also)\s+)?(?:{VERBS})\s+(?!(?:{NO_MEDICINE})\b)(?P<what>[^.;:]*)",
    re.IGNORECASE,
)
YOUR_DOSE = re.compile(r"\byour? [^.]*\b\d[\d.,]* ?(?:mg|mcg|µg|μg|g|ml|iu|units?)\b", re.IGNORECASE)
NAMES_MEDICINE = re.compile(rf"\b(?:{MEDICINE})\b", re.IGNORECASE)
TOKEN = re.compile(r"[^\W\d_]+")


def directive_failure(statement: str) -> str | None:
    """The words that order the reader to take, stop or change a treatment, or None. Questions order nothing."""
    match = next(_orders(statement), None)
    return f"it tells the reader what to do ({match.group().strip()!r}); only a care team may" if match else None


def _orders(statement: str) -> Iterator[re.Match[str]]:
    """Orders about a treatment, at the head of a sentence or line or to "you", and doses for the reader."""
    for line in statement.splitlines():
        for start, end in sentence_spans(line):
            sentence = line[start:end]
            if sentence.rstrip().endswith("?"):
                continue
            about = (match for match in (START.match(sentence), NEXT.match(sentence), YOU.search(sentence)) if match)
            orders = (match for match in about if _is_medicine(match["what"]))
            yield from filter(None, (ORDER.search(sentence), *orders, YOUR_DOSE.search(sentence)))


def _is_medicine(what: str) -> bool:
    return bool(NAMES_MEDICINE.search(what)) or any(DRUG_NAME.fullmatch(word.lower()) for word in TOKEN.findall(what))
