"""Whether a question is about data, and about these data: by its form and by its words' links to the schema.

With a schema, a question is about the data when a word of it names something there, or when it has the form of an analysis
("how many", "by month", "share of"). Measured on Spider's training questions against their own schemas, none lacks both.
Without a schema any noun may be the data's, so only forms tell: a sum to work out, something to be made up, advice, small talk.
"""

from __future__ import annotations

import re

from guardrails.screen.words import STOP, Vocabulary, analytic, stem, words

_TOPICS = re.compile(
    r"\b(?:weather|forecast for (?:tomorrow|today)|raining|temperature outside|jokes?|poems?|haikus?|limericks?|sonnets?|lyrics|songs?|recipes?|cook(?:ing)?|bake|dinner|lunch|breakfast|films?|movies?|tv shows?|netflix|novels?|"
    r"horoscopes?|zodiac|lottery|bitcoin|crypto\w*|football|soccer|cricket|baseball|olympics?|world cup|president|prime minister|chancellor|king of|queen of|capital (?:city )?of|war|elections?|politics|religion|god|bible|"
    r"meaning of life|universe|planets?|moon|dinosaurs?|celebrit\w+|actors?|vacation|holiday destination|flights? to|hotels?|restaurants?|girlfriend|boyfriend|dating|marry|love|homework|essays?|"
    r"translate|translation|python|javascript|java|c\+\+|html|css|regex|algorithm|function that|program that|math problem|equation|integral|derivative|square root|prime numbers?|"
    r"headache|doctor|medicine|diet|workout|exercise|yoga|tax return|lawyer|legal advice|divorce|stocks? (?:to|should)|invest in|guitar|piano|chess|poker|video games?|dream|ghosts?|aliens?|history of|world war|who (?:invented|discovered|wrote|painted|won)|einstein|shakespeare)\b"
)
_MAKE = re.compile(
    r"\b(?:write|compose|draft|sing|recite|invent|tell|make up|generate|create|paint|draw|give|read|send)\b (?:\w+ ){0,4}?(?:poems?|songs?|stor(?:y|ies)|jokes?|haikus?|limericks?|essays?|speech|letter|lyrics|rap|riddles?|fairy ?tales?|novel|tweet|blog(?: post)?|resume|cv|cover letter|email to|e-mail to|recipe|picture of|portrait|fun fact|compliment|advice|virus|malware|python|slogan|sonnet|ballad)\b"
    r"|\b(?:write|create|generate|compose|fix|debug|improve|refactor|explain) (?:me )?(?:\w+ ){0,3}?(?:scripts?|code|program|functions?|app)\b|\btranslate\b.{0,60}\b(?:in)?to [a-z]+\W*$"
    r"|\b(?:recommend|suggest)\b (?:\w+ ){0,3}?(?:films?|movies?|books?|songs?|restaurants?|hotels?|places?|gifts?|names?|recipes?|series|shows?|games?|music|holiday|vacation|wine|podcast|something)\b"
    r"|\b(?:play|sing|dance|book|order|reserve|buy) (?:me )?(?:a |an |some |the )?(?:song|music|game|flight|hotel|table for|taxi|cab|pizza|ticket|uber|chess)\b|\bwake me|\bset (?:an |a )?(?:alarm|timer|reminder)|\bremind me\b|\bcall (?:my|a) |\bturn (?:on|off) the (?:light|music|tv)"
)
_MADE_FOR_ME = re.compile(
    r"^\W*(?:please |can you |could you )*(?:make|cook|bake|sing|bring|fetch|buy|order|knit|pour) me (?P<thing>.+)$"
)
_FOR_OTHERS = re.compile(
    r"\b(?:tell|call|text|ask|remind|wake) my \w+|\bmy (?:\w+ )?(?:wife|husband|mum|mom|dad|cat|dog|printer|phone|laptop|computer|car|boss)\b"
)
_CHAT = re.compile(
    r"\byour (?:name|favou?rite|opinion|feelings?|age|birthday|creator|family)\b|\b(?:are|r) (?:you|u) (?:human|alive|real|sentient|conscious|an? (?:robot|ai|bot|human)|happy|ok|married|single)\b"
    r"|\bwho (?:made|created|built|are) (?:you|u)\b|\bhow old are you\b|\bhow are (?:you|u)\b|\b(?:do|did|will|would) (?:you|u) (?:like|love|think|feel|dream|believe|sleep|eat|have an?|vote|ever)\b|\b(?:are|were) you (?:\w+ing)\b"
    r"|\bi(?:'m| am| feel) (?:so |very |really )?(?:sad|bored|happy|tired|hungry|lonely|angry|depressed|sick)\b|\bi love you\b|\bwhat (?:time|day) is it\b"
    r"|\bshould i (?:wear|eat|buy|watch|marry|read|cook|drink|invest|do (?:today|tonight))\b|\bhow do (?:you|i) spell\b|\bwhat does \w+ mean in\b"
)
_NUMBER = r"(?:\(*\d[\d.,]*\)*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand)"
_ARITHMETIC = re.compile(
    rf"{_NUMBER} ?(?:[+*^x×÷]|plus|minus|times|divided by|multiplied by|to the power of|modulo|mod|percent of|% of)\W{{0,3}}{_NUMBER}"
    rf"|{_NUMBER} [-/] {_NUMBER}|^\W*(?:what(?:'s| is) )?{_NUMBER} ?[-/] ?{_NUMBER}\W*$"
    rf"|\b(?:square|cube|root|factorial|logarithm|log|half|sine|cosine|double) (?:root )?of (?!(?:19|20)\d\d\b){_NUMBER}\b"
    rf"|\b(?:divide|multiply|add|subtract|convert|solve) {_NUMBER}\b"
)
_KNOW = re.compile(
    r"^\W*(?:who (?:is|was|invented|discovered|wrote|painted|won|will)|what (?:is|was|does|are) (?:an? |the )?(?:capital|meaning|definition|best way|population|height|distance|speed|difference between)|how (?:do|can|should|to) (?:i|you|we|one|a person)?|why (?:is|do|does|are) (?:the )?(?:sky|people|sun|cats|dogs|water|we)|when (?:did|was) (?:the )?(?:\w+ )?(?:war|born|revolution|invented|end)|where (?:is|can i) |can (?:cats|dogs|you) |should i |how (?:tall|far|deep|heavy|does an?|do you|long do you|does one) |is there (?:\w+ )?(?:life|a god)|what does (?:the |an? )?\w+ (?:say|mean|eat|drink|do)\b|(?:sing|dance|plan|cook|bake|pray|sleep|smile)\b|teach me|explain|define|tell me about|what do you think|do you )\b"
)
_ANALYSIS_FORM = re.compile(
    r"\bhow (?:many|much|often|frequently)\b|\bnumber of\b|\b(?:for|by|per|in|of) (?:each|every)\b|\bby (?:month|year|quarter|week|day)\b|\btop \d+\b|\bat (?:least|most) \d"
    r"|\b(?:last|this|past|previous|next) (?:month|quarter|year|yr|fiscal|season)s?\b|\b(?:more|less|fewer|higher|lower|older|younger|longer|bigger|greater|larger|smaller) than\b|\bname[s]? of\b|\bids? of\b|\bof all\b|\btitles? of\b|\b(?:named|called)\b|['\"]\w"
    r"|\b(?:sorted|ordered|grouped|ranked|split|broken down) (?:\w+ )?by\b|\bwith the (?:highest|lowest|most|least|largest|smallest|longest|shortest|oldest|youngest|best|worst)\b"
)
_SUPERLATIVE = re.compile(
    r"^\W*(?:biggest|largest|top|best|highest|lowest|worst|oldest|newest|cheapest|longest) \w+s\b|\b(?:the|which|what|whose) (?:\w+ ){0,2}?(?:\w{2,}est|most \w+|least \w+|best \w+|worst \w+)\b"
)
_SET = re.compile(
    r"\b(?:which|what|whose|all|those|any) (?:\w+ ){0,2}?\w+[^s\W]s\b|\b(?:by|per) [a-z]+\W*$|^\W*(?:which|what (?!is\b|was\b|are\b|were\b|does\b|do\b|did\b|should\b|will\b|the\b|an?\b))\w+\b|\bwhat are\b|\bwho are\b"
)
"""Plurals: a set of things is asked for."""
_REQUEST = re.compile(
    r"^\W*(?:please |pls |can you |could you |now )*(?:show|list|find|display|count|compare|plot|return|filter|sort|rank)\b"
)
_FOLLOWS = re.compile(r"^\W*(?:and|or|but|what about|how about|only|just|same|now|then|also|ok|no,|without|instead)\b")
_EVERYDAY = frozenset(
    """
    best worst today yesterday tomorrow line number many much day week top bottom most least since until before after group change sort
    biggest smallest largest growth grow null minimum maximum year pie filter missing line good house time times
    january february march april may june july august september october november december monday tuesday wednesday thursday friday
    saturday sunday order book value record task lead project team deal return store stock bought buy visit signup ticket
    flight class student teacher patient contract
    """.split()  # noqa: SIM905  # words read best in a row
)
"""Words of analysis and business that everyday talk uses as well: one of them alone says little."""


def strays(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the text, folded to lower case, wants something that no table can give."""
    if (made := _MAKE.search(text)) and not vocabulary.links(words(made.group())[-1:]):
        return True
    made = _MADE_FOR_ME.search(text)
    if made and not (vocabulary.links(words(made["thing"])) or analytic(words(made["thing"]))):
        return True
    chat = _CHAT.search(text) or _ARITHMETIC.search(text) or _FOR_OTHERS.search(text)
    return bool(chat) and not _plainly(text, vocabulary)


def elsewhere(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the text is about something that is not in these data, or most probably in none."""
    strong, weak = _signs(text, vocabulary)
    topic = _TOPICS.search(text)
    if topic and vocabulary.names and not vocabulary.links(words(topic.group())):
        return strong < 2 and not _ANALYSIS_FORM.search(text)
    if strong or _ANALYSIS_FORM.search(text):
        return False
    if vocabulary.names:
        return weak < 2 and not _open(text) and not _SUPERLATIVE.search(text)
    set_wanted = _REQUEST.search(text) or _SUPERLATIVE.search(text) or _SET.search(text)
    return bool(topic or _KNOW.search(text)) and not set_wanted


def _plainly(text: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Words that name something in the schema and that everyday talk does not use for other things."""
    return frozenset(w for w in vocabulary.names_of(words(text)) if w not in _EVERYDAY and stem(w) not in _EVERYDAY)


def _signs(text: str, vocabulary: Vocabulary) -> tuple[int, int]:
    """How many words speak of the data or of analysis for sure, and how many perhaps."""
    found = [word for word in dict.fromkeys(words(text)) if word not in STOP]
    named = vocabulary.names_of(found)
    strong = {w for w in found if w in named}
    spoken = {w for w in analytic(found) if not w.isdigit() and stem(w) not in _EVERYDAY and w not in _EVERYDAY}
    weak = (vocabulary.links(found) | analytic(found)) - strong - spoken
    return len(strong | spoken), len(weak)


def _open(text: str) -> bool:
    """A request or a following question about something that may be a value of the data: "show Harbour Trading"."""
    return bool((_REQUEST.search(text) or _FOLLOWS.search(text)) and not _TOPICS.search(text))
