"""The people and houses (institutions, places) that a Chinese text names."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.text.fold import fold
from rag.text.names import common_words
from rag.text.places import REGION_NAMES
from rag.text.segment import PEOPLE, tagged
from rag.text.surnames import ALL_SURNAMES, RAREST_SURNAMES
from rag.text.tables import table

_WORDS = {*table("posts")["roles"], *table("posts")["posts"], *table("posts")["callings"]}
POSTS = "|".join((*sorted(_WORDS, key=len, reverse=True), f"[{table('posts')['headed']}]长"))
"""Words for posts and callings, as alternatives of a pattern: 局长, 教授."""
_POSTED = re.compile(
    rf"(?:{POSTS})(?P<name>[\u4e00-\u9fff]{{2,3}}?)"
    r"(?=[,。、;:!?\"《(在就对表说指强介认透坦提出致发随和与主的当任称讲宣要也将则还曾获都向为分通获批谈拿到投送写带走打拍摄做建创研开展用给把被让从参负牵率回来去仍再又没不\s]|$)"
)
"""A name behind a post: 局长韩素清表示."""
_NO_PERSON = re.compile(r"[镇市县区乡村省州站路街队院校司局部厅委会店厂]$|^(?:表示|介绍|指出)")
"""What ends as a place or house does, or begins with a verb: 柳林镇, 表示愿."""
_PLACE = re.compile(
    r"(?:(?<=[,，。、;；:：\"是在由于到])|^|(?<=\n))(?P<name>(?![各本该新老两三几多城乡旧某])(?:(?![全今去前明这那是在为的和与由])[\u4e00-\u9fff]){2,3}[市县区镇乡村站队])"
    r"(?!长|委|民|场|政|级|域|间|员|里)"
)
"""映山区, 柳林镇: places and teams that no dictionary has, where a clause or a list begins them."""
_TAILS = frozenset(table("rewording")["houses"].split())
"""What a name goes on with behind the place it begins with."""


@lru_cache(maxsize=256)
def people_in(text: str) -> tuple[str, ...]:
    """The people a text names, folded: behind a post, or as the segmenter knows them."""
    folded = fold(text)
    found = {m["name"] for m in _POSTED.finditer(folded) if m["name"][0] in RAREST_SURNAMES}
    words = tagged(folded)
    for place, (word, tag) in enumerate(words):
        if tag in PEOPLE and len(word) in {2, 3} and word[0] in ALL_SURNAMES:
            found.add(word)
        elif word in ALL_SURNAMES and tag in PEOPLE and place + 1 < len(words):
            after = words[place + 1][0]
            if re.fullmatch("[\u4e00-\u9fff]{1,2}", after):
                found.add(word + after)
    found |= set(re.findall(r"[\u4e00-\u9fff]{2,8}·[\u4e00-\u9fff]{1,8}", folded))
    return tuple(sorted(name for name in found if not _NO_PERSON.search(name)))


@lru_cache(maxsize=256)
def houses_in(text: str) -> tuple[str, ...]:
    """Institutions and places that a text names, folded."""
    folded = fold(text)
    found = {match["name"] for match in _PLACE.finditer(folded)}
    words = tagged(folded)
    for place, (word, tag) in enumerate(words):
        if len(word) < 2 or (tag not in {"ns", "nt"} and word not in REGION_NAMES):
            continue
        if word in common_words():
            continue
        run = word
        for after, _ in words[place + 1 :]:
            if after not in _TAILS:
                break
            run += after
        found.add(run)
    return tuple(sorted(found))
