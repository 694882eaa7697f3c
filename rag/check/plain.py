"""Words that carry a sentence in plain language and state nothing by themselves. Data, and two readings."""

from functools import lru_cache

from rag.words import stems

FRAME = """
people person patient doctor physician clinician team care who one someone anyone everyone thing way
mean call say know also so therefore however example instance include generally usually guideline according text
kind type case certain various several number time part make use take get give go come see look although though while
whereas may might since yet too moreover
""".strip()
PLAIN = """
people person patient doctor physician clinician surgeon oncologist team care who one someone anyone everyone nobody thing way
man woman human individual member reader
mean call say known know tell speak describe refer name term word state write written express explain note ask answer
also so therefore thus hence however example instance include generally usually guideline according text edition
kind type case certain various several number amount time part piece place point step side effect reason result set
setting situation purpose role fact detail item point matter question issue process plan approach
make take use get give go come see look put turn set bring do done did made taken used given gone come seen shown
found find show appear seem feel affect become remain keep stay stand lie hold carry let allow happen occur exist present serve
act work apply concern relate involve belong depend count reach cover meet fit fall draw run move leave left
start begin continue achieve try aim help need want choose chosen correspond compare consist contain demonstrate
although though while whereas may might since yet too moreover even still already now then again always often together
along well just quite rather very much more less most least fewer many some other another additional extra further
instead else unless whether whose which what else ever both each every either neither same such like unlike
against within without toward around across between among upon about over under along during per via
able possible sure unsure clear ordinary general particular specific main own different similar alike whole full
new far long short good great big little small large last next rest base
minimum maximum exactly nearly almost approximately around roughly
percent percentage share rate average total
""".strip()


def is_frame(stem: str) -> bool:
    """Whether the stem counts neither for nor against a statement."""
    return stem in _stems(FRAME)


def is_plain(stem: str) -> bool:
    """Whether a sentence may hold this stem without a counterpart in what it copies."""
    return stem in _stems(PLAIN)


@lru_cache(maxsize=2)
def _stems(words: str) -> frozenset[str]:
    return frozenset(stems(words, keep_stopwords=True))
