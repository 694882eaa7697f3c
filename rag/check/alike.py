"""Words that say the same thing in plain and in technical English, and whether two stems do. Data, and one reading.

General English and general medicine only: names of drugs, cancers and tests belong to corpus/vocabulary.csv.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache

from rag.words import stems

GROUPS = """
medicine drug medication pill agent tablet medicament painkiller
tumor tumour cancer malignancy growth lesion mass carcinoma
use give given offer receive get take taken treat treatment therapy prescribe administer have manage
help benefit useful effective relieve ease improve work relief
remove removal excise resect operation surgery surgical operate cut
spread metastasis metastatic metastasize metastasise
show find detect reveal indicate identify tell see discover look confirm sign diagnose determine
start begin initiate onset commence beginning
kind type form sort
main mainly mostly chief primary common usual usually typical typically most majority often frequently normally generally
cause lead result bring produce make trigger due because reason create
check test examine measure examination exam assess evaluate monitor inspect
join enter participate part enrol enroll
bring carry deliver transport
turn become
stop quit discontinue cease end
change alteration mutation variant differ different vary
before prior beforehand first
after following once follow
high raised elevated increase raise rise grow higher greater up
low reduced decrease reduce lessen lower less fewer cut fall shrink
big large larger
quick quickly fast faster rapid rapidly
return recur recurrence come back again relapse repeat retest
risk chance likelihood likely probability odds possibility danger
need require must necessary requirement
advise recommend suggest advice recommendation should wise sensible
stay remain still keep
affect involve touch influence
belly abdomen stomach abdominal
heart cardiac
kidney renal
liver hepatic
lung pulmonary respiratory
bone skeletal
skin dermal
brain cerebral
blood vessel vein artery
pain ache painful hurt sore
tired fatigue tiredness exhausted exhaustion weary
sick nausea queasy
vomit throw
fever temperature
swelling swollen edema enlarged
breath breathing breathe
weight heavy heavily heavier
eat eating food diet meal
sleep insomnia
part piece bit portion section sample area
body system
choose pick select decide choice option decision guide depend base determine
stage phase extent
aim target aimed directed direct
contain hold include including such example
look appear see view seem
outside outdoors outdoor beyond
inside within in
go move pass travel send
old older elderly
trouble difficulty difficult problem
far distant remote away
near nearby close surrounding adjacent
early soon initial
late later advanced
bad worse poor
good well better favorable improve improvement
survive live life survival
death die mortality fatal
person people patient someone those anyone man woman adult
cancer disease
cm centimeter centimetre
mm millimeter millimetre
mg milligram
worse worst worsen
womb uterus uterine
anus anal
common commonest most
other elsewhere
recovery recover better
child children pediatric
doctor physician clinician specialist oncologist surgeon nurse team professional
hospital clinic
year annual annually yearly
day daily
week weekly
month monthly
average mean
share proportion percent percentage rate
about around roughly approximately nearly almost
together combine combination plus alongside
alone itself own themselves only
inherited hereditary genetic family familial gene relative
know known
known called named name term mean stand
slow slowly gradual gradually
healthy normal
rim margin edge border
limited limit confined restricted restrict only
protect prevent prevention guard
damage harm injure hurt injury
build accumulate collect
allow let enable permit
small tiny little
another other different
able can possible fit
rare rarely uncommon infrequent seldom unusual
develop get occur happen
though although but however while whereas
disease illness disorder condition
side adverse unwanted effect
imaging scan picture
tissue specimen sample
lymph node
x-ray radiograph
ray radiation radiotherapy irradiation
infusion drip intravenous iv
injection shot inject
mouth oral orally
menopause menopausal
pregnant pregnancy
sugar glucose
difficult hard difficulty
easy simple easily
public open
sign mean symptom
suit suitable suited right appropriate fit
available obtain get accessible obtainable
weak little low poor scant
usual usually routine routinely normally standard
ripe ripen
two twice double
""".strip()
MIN_SHARED = 5  # letters two stems must begin with to count as forms of one word: diagnos-is, diagnos-tic
MIN_SHARED_PART = 0.75  # prednisone and prednisolone stay two


def same_word(one: str, other: str) -> bool:
    """Whether two stems are equal, forms of one word, or of one group."""
    if one == other:
        return True
    if share_group(_table(), one, other):
        return True
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= MIN_SHARED and shared >= MIN_SHARED_PART * max(len(one), len(other))


def is_common(stem: str) -> bool:
    """Whether the stem stands in one of the groups."""
    return stem in _table()


@lru_cache(maxsize=1)
def _table() -> Mapping[str, frozenset[int]]:
    return grouped(GROUPS)


def in_any_form(stem: str, stems_of: Collection[str]) -> bool:
    """Whether the stem, or one that is the same word, is among these."""
    return stem in stems_of or any(same_word(stem, other) for other in stems_of)


def share_group(table: Mapping[str, frozenset[int]], one: str, other: str) -> bool:
    """Whether two stems stand in one group of a table made by `grouped`."""
    return not table.get(one, frozenset()).isdisjoint(table.get(other, frozenset()))


def grouped(groups: str) -> Mapping[str, frozenset[int]]:
    """For each stem the numbers of the lines it stands in."""
    found: dict[str, set[int]] = {}
    for line, group in enumerate(groups.splitlines()):
        for stem in stems(group, keep_stopwords=True):
            found.setdefault(stem, set()).add(line)
    return {stem: frozenset(lines) for stem, lines in found.items()}
