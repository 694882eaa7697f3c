"""Statement and quotes to a verdict: does it say anything more strongly than its quotes? (MEDICAL rule M10.)

Strength may fall, never rise: may < is < should < must; some < many < most < all. Absolutes have a rule of their own.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.check.alike import same_word
from rag.check.conditions import BARELY, part_said
from rag.check.reading import Sentence, aligned, as_written, sentences
from rag.words import stems

DUTY: Mapping[int, str] = {
    4: r"must|required?|requires|mandatory|obligatory|compulsory|essential|necessary|needs? to|needs?|needed|ha(?:s|ve) to|vital"
    r"|contraindicated|forbidden|prohibited"
    r"|crucial|imperative|never|always",
    3: r"should|ought to|recommend\w*|advis(?:e|ed|es|able)|prefer\w*|the best|first choice|standard|is important"
    r"|(?:best|right) (?:option|choice|treatment)",
}
HEDGE = (
    r"may|might|could|can|sometimes|consider\w*|options?|possib\w+|perhaps|potential\w*|occasional\w*|some|few|uncertain"
    r"|unclear|suggests?|chance"
)
SOFT = (
    HEDGE
    + r"|includ\w+|such as|for example|likely|risks? of|rare\w*|uncommon|often|many|one of|among|tends? to|usually|up to"
    r"|not all|not every\w*|acceptable|allowed|permitted|open to|safe(?:ly)?|able"
    r"|most|about|a (?:good |possible )?choice"
)
CLAUSE = re.compile(r"[,;:]\s")
TAKES_TIME = re.compile(  # "it needs two weeks to work" lays down no duty
    r"\bneed(?:s|ed)? (?:about |around |some |a few |several |up to )?(?:\w+ (?:to|or|-) )?\w+"
    r" (?:minute|hour|day|week|month|year)s?\b",
    re.IGNORECASE,
)
INCLUDES = re.compile(r"\binclud(?:es?|ing)\b", re.IGNORECASE)
MAY_INCLUDE = re.compile(r"\b(?:can|may|might|could) (?:also )?include\b", re.IGNORECASE)
NEEDS = frozenset(("need", "needs", "needed"))
MAY, WILL = frozenset(("may", "might", "could", "can")), frozenset(("will",))
NEEDS_TO = frozenset(("need to", "needs to", "have to", "has to"))
NONE = frozenset("not no without never".split())
NEEDED = frozenset("need needs needed necessary required requires require essential".split())  # not needed: no duty
NEEDED |= {"have to", "has to"}
NEAR = 6  # words on each side of a duty that say what it is about
EACH = frozenset(("each", "every", "everyone", "everybody"))
ACRONYM = re.compile(r"\bALL\b")  # acute lymphoblastic leukemia
SHARES = frozenset(("some", "few"))  # they hedge who is meant, not the duty
OPTION = frozenset(("option", "options"))
WHOLE = frozenset(("whole", "entire", "entirely"))
WHOLLY = re.compile(r"\b(?:(?:complete|full|total)(?:ly|y)?|throughout)\b", re.IGNORECASE)
AMOUNT: Mapping[int, str] = {
    4: r"all|every(?:one|body)?|always|each|entire\w*|whole|(?:of|in|for|at|with) any|any kind of|regardless of|whatever",
    3: r"most|mostly|majority|usual(?:ly)?|generally|typically|normally|mainly|routinely",
    2: r"many|often|several|frequent(?:ly)?|common(?:ly)?|numerous",
    1: r"some|few|sometimes|occasional(?:ly)?|rare(?:ly)?|may|might|could|can|possib\w+|a minority",
}
MOST_BY_NUMBER = re.compile(r"\d\s*(?:%|percent|out of|in \d)|\bof every\b|\bout of\b|\bhalf\b", re.IGNORECASE)
EVERY_SO_OFTEN = re.compile(
    r"\bevery (?:other )?(?:\d+|two|three|four|five|six|second|third)?\s*(?:day|week|month|year|hour)s?\b|\bat all\b"
    r"|\b(?:each|every) (?:day|week|month|year|dose|time|visit|night|morning)\b"
    r"|\b(?:of|out of|in) every (?:\d+|ten|hundred|thousand)"
    r"|\bnot (?:all|every\w*|always|each)\b|\ball (?:at once|of a sudden|the way|over)\b|\beach other\b|\bthe most\b"
    r"|\bmost \w+\b(?= (?:type|kind|form|cause|treatment|test|sign|symptom)s?\b)|\ball or part\b|\bcan ?not\b",
    re.IGNORECASE,
)
ADVICE = r"recommend\w*|advi[sc]\w+|should|ought|prefer\w*|standard|must|suggest\w*|best|first choice|needs?"
SHARED = 3  # words that make another quoted sentence one about the same
NO_ORDERS = (  # first words before "the" that are no verbs
    r"(?:in|on|at|by|for|from|to|of|with|without|within|during|after|before|since|until|till|under|over|above|below|between|among"
    r"|about|around|against|through|throughout|across|beyond|behind|beside|besides|despite|near|like|unlike|upon|into|onto|off|out"
    r"|as|if|when|whenever|while|where|whereas|because|although|though|unless|once|that|than|and|or|but|so|yet|not|only|even"
    r"|both|all|half|is|are|was|were|do|does|did|has|have|had|can|could|may|might|will|would|shall|should|must|being|having"
    r"|what|which|who|whose|how|why|there|here|this|it|they|he|she|we|you|one|some|many|most|few|each|every|per|via|versus"
    r"|also|then|thus|hence|still|such|quite|rather|just|about|up|only|nearly|almost|roughly|approximately|regarding|concerning"
    r"|stage|grade|phase|group|type|version|chapter|step|table|figure|article|section|page|level|day|week|month|year|age|aged"
    r"|[a-z]+(?:ing|ed|ly|s))\b"
)
TELLING = r"tell|ask|talk|call|check|keep|avoid|seek|contact|use|take|give|offer|do not|never"
ORDERS = re.compile(
    r"^(?:[-\d.)]+\s*)*(?:please\s+)?(?:never|always|do not|avoid|tell|ask|talk|call|take|use|keep|check|make|wear|plant"
    r"|store|wash|seek|contact|see|stop|start|give|offer|go|get|watch|report|let|read|follow|apply|cover|remove|turn|test|treat)\b"
    rf"|^(?:[-\d.)]+\s*)*(?!{NO_ORDERS})[a-z]{{3,}} (?:the|your|a|an|it|them)\b"
    rf"|[,;] (?:{TELLING}) (?:the|your|a|an|it|them|for|with)\b",
    re.IGNORECASE,
)


def strength_failure(statement: str, quotes: Sequence[str], header: str = "") -> str | None:
    """The first place where the statement is stronger than the quoted sentences closest to it, or None.

    `quotes` should be whole sentences; `header` names the columns of a table row among them.
    """
    quoted = [sentence for quote in quotes for sentence in sentences(quote)]
    for said in sentences(statement):
        against = aligned(said, quoted) or tuple(quoted)
        text = " ".join(sentence.text for sentence in against)
        wide = " ".join(s.text for s in quoted if s in against or len(s.stems & said.stems) >= SHARED)
        failure = (
            _advice_failure(said.text, wide)
            or _duty_failure(said.text, text)
            or _amount_failure(said.text, f"{text} {header}", " ".join(sentence.text for sentence in quoted))
            or _hedge_failure(said, against)
            or _will_failure(said, quoted)
        )
        if failure:
            return failure
    return None


def advice_level(text: str) -> int:
    """How strongly a text advises: 4 must, 3 should or recommended, 1 may or can be considered; 0 for no advice."""
    level = _duty(text)[0]
    return level or int(bool(re.search(r"\b(?:may|can|could|might) (?:also )?be\b|\bconsider", text, re.IGNORECASE)))


def _advice_failure(said: str, quote: str) -> str | None:
    match = first_found(r"(?<!\bnot )recommend\w*", said)
    if match and not first_found(ADVICE, quote) and not gives_orders(quote):
        return f"{match!r} does not stand in the quote"
    return None


def _duty_failure(said: str, quote: str) -> str | None:
    if TAKES_TIME.search(said):
        return None
    level, word, near = _duty(said)
    allowed, backing, _ = _duty(quote, near)
    if word.lower() in NEEDED and (
        first_found(re.escape(word), quote) or first_found("needs? to|ha(?:s|ve) to|must", quote)
    ):
        allowed = level
    elif backing.lower() in NEEDS and word.lower() not in NEEDED:
        allowed = 3  # a need is no command
    if gives_orders(quote):
        allowed = max(allowed, level if word.lower() in NEEDS_TO else 3)
    if level > allowed:
        return f"{word!r} is stronger than what the quote says"
    return None


def gives_orders(quote: str) -> bool:
    """Whether a line of the quote tells the reader what to do."""
    return any(ORDERS.search(line) for line in quote.splitlines())


def _duty(text: str, about: frozenset[str] = frozenset()) -> tuple[int, str, frozenset[str]]:
    """The strongest duty a text lays down, 0 for none, its word, and the stems around it. "May need to" lays down none.

    With `about`, only a duty that has one of these stems around it counts.
    """
    for level, pattern in DUTY.items():
        for match in _compiled(rf"\b(?:{pattern})\b").finditer(text):
            before = text[: match.start()].lower().split()
            if level == 4 and NONE & set(before[-3:]) and match.group().lower() in NEEDED:
                continue
            if before[-1:] == ["not"] and match.group().lower() == "always":
                continue
            clause = CLAUSE.split(text[: match.start()])[-1].split()
            if any(first_found(HEDGE, word) and word.lower() not in SHARES for word in clause[-3:]):
                continue
            near = frozenset(stems(" ".join([*before[-NEAR:], *text[match.end() :].split()[:NEAR]])))
            if not about or near & about:
                return level, match.group(), near
    return 0, "", frozenset()


def _amount_failure(said: str, quote: str, all_quotes: str) -> str | None:
    level, word = _amount(said)
    if word.lower() == "each" and not _amount(quote)[0]:
        return None  # of each, not of all
    allowed, lower = _amount(quote)
    if allowed < 3 and MOST_BY_NUMBER.search(quote):
        allowed = 3
    if word.lower() in WHOLE and (WHOLLY.search(quote) or first_found(word, all_quotes)):
        return None  # of a thing, not of a number of things
    if level == 4 and (allowed < 4 or (lower.lower() in EACH and word.lower() not in EACH and _least(quote))):
        return f"{word!r} is more than what the quote says"
    if level > allowed > 0:
        return f"{word!r} is more than {lower!r} in the quote"
    return None


def _least(text: str) -> bool:
    """Whether the text speaks of some, many or most: its "each" is then each of these."""
    return any(first_found(AMOUNT[level], EVERY_SO_OFTEN.sub(" ", text)) for level in (1, 2, 3))


def _amount(text: str) -> tuple[int, str]:
    """The largest share a text speaks of, 0 for none, and its word."""
    text = EVERY_SO_OFTEN.sub(" ", text if text.isupper() else ACRONYM.sub(" ", text))
    for level, pattern in AMOUNT.items():
        match = _compiled(rf"\b(?:{pattern})\b").search(text)
        if match:
            return level, match.group()
    return 0, ""


def _hedge_failure(said: Sentence, against: Sequence[Sentence]) -> str | None:
    if MAY_INCLUDE.search(said.text) is None and INCLUDES.search(said.text) and not first_found(HEDGE, said.text):
        hedged = next((found for sentence in against if (found := MAY_INCLUDE.search(sentence.text))), None)
        if hedged:
            return f"the quote says {hedged.group()!r}, the statement leaves the first word out"
    if first_found(SOFT, said.text) or first_found(SOFT, " ".join(said.texts)):
        return None
    for sentence in against:
        for at, word in enumerate(sentence.words):
            if not _is_hedge(word.text) or (word.text == "can" and "not" in sentence.texts[at + 1 : at + 2]):
                continue
            if word.text in OPTION and "the" in sentence.texts[max(0, at - 2) : at]:
                continue  # one that has a name, or the best one
            if word.text not in part_said(sentence, said, most_of_others=BARELY).lower().split():
                continue
            after = [w.stem for w in sentence.words[at + 1 :] if w.is_content and not _is_hedge(w.text)][:3]
            if after and sum(stem in said.stems for stem in after) * 2 >= len(after):
                return f"the quote says {word.text!r}, the statement leaves it out"
    return None


def _will_failure(said: Sentence, quoted: Sequence[Sentence]) -> str | None:
    """A "will" of the statement before what the quotes only say after "may" and the like."""
    sure = _after(said, WILL) - {stem for sentence in quoted for stem in _after(sentence, WILL)}
    hedged = {stem for sentence in quoted for stem in _after(sentence, MAY)} if sure else set()
    shared = sorted(stem for stem in sure if any(same_word(stem, other) for other in hedged))
    if not shared:
        return None
    return f"the statement says 'will' where the quote says 'may': {as_written(said.text, shared[:1])!r}"


def _after(sentence: Sentence, modals: frozenset[str]) -> set[str]:
    """Stems of the first content word behind each of these modal verbs."""
    rests = (sentence.words[at + 1 :] for at, text in enumerate(sentence.texts) if text in modals)
    return {next((w.stem for w in rest if w.is_content and w.text not in MAY), "") for rest in rests} - {""}


def first_found(pattern: str, text: str) -> str | None:
    """The first place of a text, from the beginning of a word to the end of one, where the pattern fits, or None."""
    match = _compiled(rf"\b(?:{pattern})(?!\w)").search(text)
    return match.group() if match else None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=20_000)
def _is_hedge(word: str) -> bool:
    return bool(re.fullmatch(HEDGE, word))
