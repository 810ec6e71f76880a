"""In which language a text is written; the only import of py3langid.

py3langid (Barbaresi, BSD licence) is langid.py (Lui & Baldwin 2012) with a newer model of 140 languages, 4.5 MB and
offline. It takes about a second to load, so it is loaded with the first question, not with this module.
"""

from functools import cache
from typing import Protocol, cast

MIN_LETTERS = 20
"""Shorter texts are not asked about: a name or two look alike in many languages."""

MIN_CONFIDENCE = 0.5
"""In 0..1, calibrated by the library for texts of any length; whole sentences of news have over 0.8."""

_MAX_CHARS = 20_000  # enough to be sure of any text, and only a few milliseconds

_NAMES = """
    ace=Acehnese af=Afrikaans am=Amharic an=Aragonese ar=Arabic ary=Moroccan_Arabic arz=Egyptian_Arabic as=Assamese
    az=Azerbaijani ba=Bashkir bcl=Central_Bikol be=Belarusian bg=Bulgarian bn=Bengali br=Breton bs=Bosnian ca=Catalan
    ckb=Central_Kurdish crh=Crimean_Tatar cs=Czech cy=Welsh da=Danish de=German dz=Dzongkha el=Greek en=English
    eo=Esperanto es=Spanish et=Estonian eu=Basque ext=Extremaduran fa=Persian fi=Finnish fo=Faroese fr=French
    fuv=Fulfulde fy=Western_Frisian ga=Irish gcf=Guadeloupean_Creole gcr=Guianese_Creole gd=Scottish_Gaelic gl=Galician
    gom=Konkani grc=Ancient_Greek gu=Gujarati gug=Guarani guw=Gun ha=Hausa hbo=Ancient_Hebrew he=Hebrew hi=Hindi
    hr=Croatian ht=Haitian_Creole hu=Hungarian hy=Armenian id=Indonesian ig=Igbo is=Icelandic it=Italian ja=Japanese
    jv=Javanese ka=Georgian kab=Kabyle kik=Kikuyu kk=Kazakh km=Khmer kn=Kannada ko=Korean ku=Kurdish ky=Kyrgyz la=Latin
    lb=Luxembourgish lg=Ganda lij=Ligurian ln=Lingala lo=Lao lt=Lithuanian ltg=Latgalian lv=Latvian mg=Malagasy
    mk=Macedonian ml=Malayalam mn=Mongolian mr=Marathi ms=Malay mt=Maltese my=Burmese ne=Nepali nl=Dutch nn=Norwegian
    no=Norwegian nso=Northern_Sotho oc=Occitan om=Oromo or=Odia pa=Punjabi pcm=Nigerian_Pidgin pl=Polish ps=Pashto
    pt=Portuguese qu=Quechua ro=Romanian ru=Russian rw=Kinyarwanda sa=Sanskrit sdh=Southern_Kurdish se=Northern_Sami
    si=Sinhala sk=Slovak sl=Slovenian sn=Shona so=Somali sq=Albanian sr=Serbian st=Sotho sv=Swedish sw=Swahili ta=Tamil
    te=Telugu tg=Tajik th=Thai tk=Turkmen tl=Tagalog tr=Turkish tt=Tatar ug=Uyghur uk=Ukrainian ur=Urdu uz=Uzbek
    uzs=Southern_Uzbek vec=Venetian vi=Vietnamese vo=Volapuk wa=Walloon wuu=Wu_Chinese xh=Xhosa yo=Yoruba
    yue=Cantonese zh=Chinese zu=Zulu
"""
_NAME_OF = {code: name.replace("_", " ") for code, _, name in (pair.partition("=") for pair in _NAMES.split())}


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def language_of(text: str) -> str | None:
    """Return the English name of a text's language ("Urdu"); None where it is unsure or the text is too short."""
    text = text[:_MAX_CHARS]
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        return None
    code, confidence = _identifier().classify(text)
    return _NAME_OF.get(code) if confidence >= MIN_CONFIDENCE else None


@cache
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return cast("_Identifier", LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
