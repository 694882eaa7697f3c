"""The words by which true sentences are made false, or said in another way. Data, and patterns over it."""

import re
from collections.abc import Sequence
from typing import NamedTuple


class Swap(NamedTuple):
    """A pattern and what takes its place. `unless`: left out where this stands in the sentence."""

    find: str
    put: str
    unless: str = ""


NUMBER_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
COUNT = r"(?:\d+(?:\.\d+)?|" + "|".join(NUMBER_WORDS[1:]) + r"|several|few)"
UNITS = (
    *(
        Swap(rf"\b({COUNT})([ -]){one}(s?)\b", rf"\1\2{other}\3", rf"\b{other}")
        for one, other in (
            ("centimeter", "millimeter"),
            ("millimeter", "centimeter"),
            ("year", "month"),
            ("year", "week"),
            ("month", "year"),
            ("month", "week"),
            ("week", "month"),
            ("week", "day"),
            ("day", "week"),
            ("hour", "day"),
            ("minute", "hour"),
            ("milligram", "gram"),
        )
    ),
    Swap(r"\b(per|a|each|every) year\b", r"\1 month", "month"),
    Swap(r"\b(per|a|each|every) month\b", r"\1 year", "year"),
    Swap(r"\b(per|a|each|every) week\b", r"\1 day", r"\bday|daily"),
    Swap(r"\b(per|a|each|every) day\b", r"\1 week", "week"),
    Swap(r"(\d)(?:%| percent) of", r"\1 in 1,000 of", r"\d%? (?:to|and|or) \d"),
)
COMPARATORS = (
    Swap(r"\bmore than (?=\d|two|three|four|five)", "less than ", "less than|or (?:less|fewer)"),
    Swap(r"\bmore than one\b", "fewer than two", "one or more"),
    Swap(r"\bless than (?=\d)", "more than ", "more than|or more"),
    Swap(r"\bfewer than (?=\d)", "more than ", "more than|or more"),
    Swap(r"\bat least (?=\w)", "at most ", "or more"),
    Swap(r"\bor more(?! of\b)", "or less", "or less|or fewer|less than|fewer than"),
    Swap(r"\bor fewer\b|\bor less\b", "or more", "or more|more than|less often"),
    Swap(r"(?<!not )(?<!no )\blarger than (?=\d|[a-z]+ (?:centi|milli))", "smaller than ", "smaller"),
    Swap(r"\bnot larger than\b", "larger than"),
    Swap(r"\bnot more than\b|\bno more than\b", "more than"),
    Swap(r"\bnot thicker than\b", "thicker than"),
    Swap(r"\bor larger\b", "or smaller", "smaller"),
    Swap(r"\bor smaller\b", "or larger", "larger"),
    Swap(r"\bolder than\b", "younger than", "young"),
    Swap(r"\byounger than\b", "older than", "old"),
    Swap(r"\bor older\b", "or younger", "young"),
    Swap(r"\bor younger\b", "or older", "old"),
    Swap(r"\bup to (?=\d|one|two|five|eight)", "more than ", "more than|or more"),
    Swap(r"\bwithin (?=\d|one|two|five|the first)", "after ", r"\bafter\b"),
    Swap(r"\blonger than\b", "shorter than", "shorter"),
    Swap(r"\b(?<!or )higher than (?=normal|\d)", "lower than ", "lower"),
    Swap(r"\b(?<!or )lower than (?=normal|\d)", "higher than ", "higher"),
    Swap(r"\b(over|older than) age (?=\d)", "under age ", "under|young"),
    Swap(r"\bunder age (?=\d)", "over age ", "over|old"),
    Swap(r"\b(over|above) (?=\d)", "under ", "under|below|less than"),
)
ANTONYMS = """
increase / decrease
increases / decreases
increased / decreased
increasing / decreasing
higher / lower(?! the| your)
high / low
better / worse
early / late
before / after
common / rare
most / least
quickly / slowly
slow-growing / fast-growing
large / small
larger / smaller
younger / older
young / old
benign / malignant
shrink / enlarge
stronger / weaker
inside / outside
inner / outer
upper / lower
improve / worsen
improves / worsens
stops / starts
stop / start
prevent / cause
prevents / causes(?! of)
raise / lower
present / absent
normal / abnormal
mild / severe
deep / shallow
near / far from
external / internal
long-term / short-term
longer / shorter
thicker / thinner
kills / feeds
kill / feed
destroy / protect
easy / hard
easily / hardly
mature / immature
often / rarely
usually / rarely
above / below
active / inactive
live / dead
left / right
good / poor
many / few
""".strip()
NO_ANTONYM = re.compile(  # names and fixed phrases: another word there says nothing, or nothing else
    r"\bred (?:and|or)\b|left over|left behind|at most|long-term follow|right away|lower (?:back|leg|jaw)|most recent|how high"
    r"|early detection|before or after|watch|low-dose|high-dose|higher dose|lower dose"
    r"|easy (?:bleeding|bruising)|whether|may (?:have|be) (?:increased|decreased)"
)
STRENGTHS = (
    Swap(r"\bmay be (?=\w+ed\b|given|done|taken|put)", "must be ", "must"),
    Swap(r"\bmay be (?=\w+ed\b|given|done|taken|put)", "should be ", "should"),
    Swap(r"\bmay be (?=\w+ed\b|given|done|taken|put)", "is always ", "always|and|, | or |men|ents"),
    Swap(r"\bmay (?!be|have|also|not|or)(?=[a-z]+ )", "will ", r"\bwill\b"),
    Swap(r"\bmay be\b(?! \w+ed| given| done)", "will always be", "always|will"),
    Swap(r"\bmay have\b", "will always have", "always|will"),
    Swap(r"\bmay also\b", "must also", "must"),
    Swap(r"\b(?:can|could) (?=be \w+ed\b|be given)", "must ", "must|cannot|can be (?:felt|removed|seen|found)"),
    Swap(r"\bcan (?=cause|affect|increase|spread|occur)", "will always ", "always|will"),
    Swap(r"\bshould\b", "must", "must"),
    Swap(r"\bsometimes\b", "always", "always"),
    Swap(r"\boften\b", "always", "always|more often|most often|less often|often as|how often"),
    Swap(r"\busually\b", "always", "always|not usually"),
    Swap(r"\bsome (?=patients|people|women|men|children|types|cases|tumors|cancers|forms)", "all ", r"\ball\b|others"),
    Swap(r"\bSome (?=patients|people|women|men|children|types|cases|tumors|cancers|forms)", "All ", r"\ball\b|others"),
    Swap(r"\b([Mm])any (?=patients|people|women|men|children|types|cases|tumors|cancers)", r"\1ost ", "most"),
    Swap(r"\b[Mm]any (?=patients|people|women|men|children|types|cases|tumors|cancers)", "all ", r"\ball\b|^Many"),
    Swap(r"\bmost (?=patients|people|women|men|children|types|cases|tumors|cancers|of)", "all ", r"\ball\b|the most"),
    Swap(r"\bMost (?=patients|people|women|men|children|types|cases|tumors|cancers|of)", "All ", r"\ball\b"),
    Swap(
        r"\b(is|are) being studied (?:for|as|in) (?=the treatment|a treatment|patients)",
        r"\1 recommended for ",
        "recommend",
    ),
    Swap(r"\bmight\b", "will", "will"),
)
STATUS_SWAPS = (
    Swap(r"(?<=[- ])positive\b", "negative", "negative"),
    Swap(r"(?<!triple )(?<!triple-)(?<=[- ])negative\b", "positive", "positive"),
    Swap(r"\btriple[- ]negative\b", "HER2-positive", "positive"),
    Swap(r"\bHER2(?:/neu)?[- ]negative\b", "HER2-low", r"\blow\b|positive"),
    Swap(
        r"\b([Hh]as|[Hh]ave) (?=(?:the Philadelphia|an? [A-Z0-9]{2,}|estrogen|progesterone|HER2))", r"\1 no ", "no |not"
    ),
    Swap(r"\b(do|does) not have (?=(?:the Philadelphia|an? [A-Z0-9]{2,}|estrogen|progesterone|HER2))", "have "),
    Swap(r"\bwith (?=(?:the Philadelphia|an? [A-Z0-9]{2,} (?:gene )?mutation))", "without ", "without"),
    Swap(r"\bhigh levels of (?=HER2|hormone|estrogen)", "low levels of ", r"\blow"),
)
DRUG_CLASSES: Sequence[Sequence[str]] = [
    line.split(", ")
    for line in """
tamoxifen, toremifene, raloxifene, fulvestrant
anastrozole, letrozole, exemestane
trastuzumab, pertuzumab
lapatinib, neratinib, tucatinib
palbociclib, ribociclib, abemaciclib
rituximab, ofatumumab, obinutuzumab
alemtuzumab, brentuximab vedotin, blinatumomab, inotuzumab ozogamicin, gemtuzumab ozogamicin
ibritumomab tiuxetan, tositumomab
daratumumab, elotuzumab, isatuximab
nivolumab, pembrolizumab, atezolizumab, ipilimumab, durvalumab
bevacizumab, ramucirumab, aflibercept
cetuximab, panitumumab, necitumumab
imatinib mesylate, imatinib, dasatinib, nilotinib, bosutinib, ponatinib
erlotinib, gefitinib, afatinib, osimertinib
crizotinib, ceritinib, alectinib
vemurafenib, dabrafenib, encorafenib
trametinib, cobimetinib, binimetinib
sunitinib, sorafenib, pazopanib, axitinib, cabozantinib, lenvatinib
everolimus, temsirolimus, sirolimus
thalidomide, lenalidomide, pomalidomide
bortezomib, carfilzomib, ixazomib
cladribine, pentostatin, fludarabine, cytarabine, gemcitabine
cisplatin, carboplatin, oxaliplatin
paclitaxel, docetaxel
doxorubicin, daunorubicin, epirubicin
vincristine, vinblastine, vinorelbine
cyclophosphamide, ifosfamide, melphalan, chlorambucil, busulfan
methotrexate, pralatrexate, pemetrexed
azacitidine, decitabine
prednisone, dexamethasone, hydrocortisone
ibrutinib, idelalisib, venetoclax, acalabrutinib
vismodegib, sonidegib
interferon alfa, interleukin-2
omeprazole, lansoprazole, pantoprazole
imiquimod, fluorouracil
octreotide, lanreotide
""".strip().splitlines()
]
DRUG = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted((d for line in DRUG_CLASSES for d in line), key=len, reverse=True))
    + r")(?![\w-])",
    re.I,
)
CANCERS = """
breast cancer, lung cancer, pancreatic cancer, gallbladder cancer, anal cancer, urethral cancer, prostate cancer
small intestine cancer, parathyroid cancer, kidney cancer, renal cell cancer, ovarian cancer, colorectal cancer, thyroid cancer
endometrial cancer, uterine sarcoma, bladder cancer, cervical cancer, stomach cancer, esophageal cancer, liver cancer
non-small cell lung cancer, small cell lung cancer, bronchial tumors
melanoma, intraocular melanoma, basal cell carcinoma, squamous cell carcinoma, Merkel cell carcinoma, Kaposi sarcoma
Hodgkin lymphoma, non-Hodgkin lymphoma, mycosis fungoides, primary CNS lymphoma, AIDS-related lymphoma
multiple myeloma, plasmacytoma
Wilms tumor, neuroblastoma, Ewing sarcoma, rhabdomyosarcoma, retinoblastoma
acute lymphoblastic leukemia, acute myeloid leukemia, chronic lymphocytic leukemia, chronic myelogenous leukemia
hairy cell leukemia, chronic myelomonocytic leukemia, juvenile myelomonocytic leukemia
polycythemia vera, essential thrombocythemia, primary myelofibrosis
gastrointestinal carcinoid tumors, pancreatic neuroendocrine tumors
transitional cell cancer, inflammatory breast cancer, ductal carcinoma in situ
""".strip()
CANCER_GROUPS: Sequence[Sequence[str]] = [line.split(", ") for line in CANCERS.splitlines()]
CANCER = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted((c for line in CANCER_GROUPS for c in line), key=len, reverse=True))
    + r")(?![\w-])",
    re.I,
)
