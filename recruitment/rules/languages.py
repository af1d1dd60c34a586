"""The languages we name: ISO 639-3 codes with their names in both languages of the site, pure data.

Whatever is not among them is kept as it was typed; a name that means one of them becomes its code. Where ISO has
several codes for what people name as one (Yemeni or Maghrebi Arabic), the code is that of the largest variety.
"""

import re
import unicodedata
from collections.abc import Iterable

from base.localised import suffix

TYPED_LONGEST = 60
LANGUAGES: dict[str, tuple[str, str]] = {
    "eng": ("English", "英語"),
    "yue": ("Cantonese", "廣東話"),
    "cmn": ("Mandarin", "普通話"),
    "ara": ("Arabic", "阿拉伯語"),
    "arb": ("Arabic (Modern Standard)", "阿拉伯語（現代標準）"),
    "arz": ("Arabic (Egyptian)", "阿拉伯語（埃及）"),
    "apc": ("Arabic (Levantine)", "阿拉伯語（黎凡特）"),
    "acm": ("Arabic (Iraqi)", "阿拉伯語（伊拉克）"),
    "apd": ("Arabic (Sudanese)", "阿拉伯語（蘇丹）"),
    "afb": ("Arabic (Gulf)", "阿拉伯語（波斯灣）"),
    "ayn": ("Arabic (Yemeni)", "阿拉伯語（也門）"),
    "ary": ("Arabic (Maghrebi)", "阿拉伯語（馬格里布）"),
    "aar": ("Afar", "阿法爾語"),
    "sqi": ("Albanian", "阿爾巴尼亞語"),
    "amh": ("Amharic", "阿姆哈拉語"),
    "hye": ("Armenian", "亞美尼亞語"),
    "aze": ("Azerbaijani", "阿塞拜疆語"),
    "ind": ("Bahasa Indonesia", "印尼語"),
    "bal": ("Balochi", "俾路支語"),
    "bam": ("Bambara", "班巴拉語"),
    "ben": ("Bengali", "孟加拉語"),
    "mya": ("Burmese", "緬甸語"),
    "ceb": ("Cebuano", "宿霧語"),
    "prs": ("Dari", "達利語"),
    "nld": ("Dutch", "荷蘭語"),
    "pes": ("Farsi", "波斯語"),
    "fra": ("French", "法語"),
    "ful": ("Fula", "富拉語"),
    "kat": ("Georgian", "格魯吉亞語"),
    "deu": ("German", "德語"),
    "ell": ("Greek", "希臘語"),
    "guj": ("Gujarati", "古吉拉特語"),
    "hak": ("Hakka", "客家話"),
    "hau": ("Hausa", "豪薩語"),
    "haz": ("Hazaragi", "哈扎拉語"),
    "heb": ("Hebrew", "希伯來語"),
    "hin": ("Hindi", "印地語"),
    "nan": ("Hokkien", "福建話"),
    "hks": ("Hong Kong Sign Language", "香港手語"),
    "hun": ("Hungarian", "匈牙利語"),
    "ibo": ("Igbo", "伊博語"),
    "ilo": ("Ilocano", "伊洛卡諾語"),
    "ita": ("Italian", "意大利語"),
    "jpn": ("Japanese", "日語"),
    "kaz": ("Kazakh", "哈薩克語"),
    "khm": ("Khmer", "高棉語"),
    "kin": ("Kinyarwanda", "盧旺達語"),
    "run": ("Kirundi", "基隆迪語"),
    "kor": ("Korean", "韓語"),
    "kri": ("Krio", "克里奧語"),
    "kmr": ("Kurdish (Kurmanji)", "庫爾德語（庫爾曼吉）"),
    "ckb": ("Kurdish (Sorani)", "庫爾德語（索拉尼）"),
    "lao": ("Lao", "老撾語"),
    "lin": ("Lingala", "林加拉語"),
    "lug": ("Luganda", "盧干達語"),
    "msa": ("Malay", "馬來語"),
    "mal": ("Malayalam", "馬拉雅拉姆語"),
    "mnk": ("Mandinka", "曼丁卡語"),
    "mar": ("Marathi", "馬拉地語"),
    "mon": ("Mongolian", "蒙古語"),
    "nep": ("Nepali", "尼泊爾語"),
    "pcm": ("Nigerian Pidgin", "尼日利亞皮欽語"),
    "orm": ("Oromo", "奧羅莫語"),
    "phr": ("Pahari-Pothwari", "帕哈里－波特瓦里語"),
    "pus": ("Pashto", "普什圖語"),
    "pol": ("Polish", "波蘭語"),
    "por": ("Portuguese", "葡萄牙語"),
    "pan": ("Punjabi", "旁遮普語"),
    "rhg": ("Rohingya", "羅興亞語"),
    "ron": ("Romanian", "羅馬尼亞語"),
    "rus": ("Russian", "俄語"),
    "skr": ("Saraiki", "薩萊基語"),
    "srp": ("Serbian", "塞爾維亞語"),
    "wuu": ("Shanghainese", "上海話"),
    "sna": ("Shona", "紹納語"),
    "snd": ("Sindhi", "信德語"),
    "sin": ("Sinhala", "僧伽羅語"),
    "som": ("Somali", "索馬里語"),
    "spa": ("Spanish", "西班牙語"),
    "swa": ("Swahili", "斯瓦希里語"),
    "syl": ("Sylheti", "錫爾赫特語"),
    "tgl": ("Tagalog", "他加祿語"),
    "tam": ("Tamil", "泰米爾語"),
    "tel": ("Telugu", "泰盧固語"),
    "tha": ("Thai", "泰語"),
    "bod": ("Tibetan", "藏語"),
    "tir": ("Tigrinya", "提格利尼亞語"),
    "tur": ("Turkish", "土耳其語"),
    "twi": ("Twi", "契維語"),
    "ukr": ("Ukrainian", "烏克蘭語"),
    "urd": ("Urdu", "烏爾都語"),
    "uig": ("Uyghur", "維吾爾語"),
    "uzb": ("Uzbek", "烏茲別克語"),
    "vie": ("Vietnamese", "越南語"),
    "wol": ("Wolof", "沃洛夫語"),
    "yor": ("Yoruba", "約魯巴語"),
    "zul": ("Zulu", "祖魯語"),
}
COMMONEST = ("eng", "yue", "cmn", "urd", "hin", "pan", "ben", "nep", "sin", "tam", "tgl", "ind", "vie", "ara", "fra")
ALSO_CALLED: dict[str, str] = {
    "putonghua": "cmn",
    "mandarin chinese": "cmn",
    "chinese (mandarin)": "cmn",
    "chinese (cantonese)": "yue",
    "國語": "cmn",
    "華語": "cmn",
    "粵語": "yue",
    "英文": "eng",
    "法文": "fra",
    "德文": "deu",
    "日文": "jpn",
    "韓文": "kor",
    "俄文": "rus",
    "西班牙文": "spa",
    "葡萄牙文": "por",
    "阿拉伯文": "ara",
    "印尼文": "ind",
    "越南文": "vie",
    "泰文": "tha",
    "persian": "pes",
    "filipino": "tgl",
    "菲律賓語": "tgl",
    "indonesian": "ind",
    "kiswahili": "swa",
    "sinhalese": "sin",
    "singhalese": "sin",
    "nepalese": "nep",
    "bangla": "ben",
    "pushto": "pus",
    "pashtu": "pus",
    "panjabi": "pan",
    "afghan persian": "prs",
    "kurmanji": "kmr",
    "sorani": "ckb",
    "levantine arabic": "apc",
    "syrian arabic": "apc",
    "egyptian arabic": "arz",
    "iraqi arabic": "acm",
    "sudanese arabic": "apd",
    "gulf arabic": "afb",
    "yemeni arabic": "ayn",
    "maghrebi arabic": "ary",
    "moroccan arabic": "ary",
    "darija": "ary",
    "modern standard arabic": "arb",
    "afaan oromo": "orm",
    "tigrigna": "tir",
    "min nan": "nan",
    "閩南語": "nan",
    "sign language": "hks",
    "手語": "hks",
}
BETWEEN = re.compile(r"[,;/\n，、；]|\band\b|及|和")
A_LITTLE = re.compile(r"^(some|a little|a bit of|basic|fluent|native|少許|一些|一點|流利的?|基本的?)\s*", re.IGNORECASE)


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(text.split())


_CODES = {
    **{_plain(name): code for code, names in LANGUAGES.items() for name in (code, *names)},
    **{_plain(name): code for name, code in ALSO_CALLED.items()},
}


def language_code(typed: str) -> str:
    """The code of a language typed by any of its names; what was typed, trimmed, where it is none of ours."""
    trimmed = " ".join(typed.split())[:TYPED_LONGEST].strip()
    return _CODES.get(_plain(trimmed), trimmed)


def languages_in(text: str) -> list[str]:
    """The languages in a line such as "English, some Urdu", each once: codes, or as typed."""
    found = [_told(part) for part in BETWEEN.split(text)]
    return once(code for code in found if code)


def _told(part: str) -> str:
    """One language of a line; how well it is spoken is left out where what remains is one of ours."""
    bare = language_code(A_LITTLE.sub("", part.strip()))
    return bare if bare in LANGUAGES else language_code(part)


def once(codes: Iterable[str]) -> list[str]:
    """Each language once, in order; the same name in another spelling of capitals is the same."""
    kept: dict[str, str] = {}
    for code in codes:
        kept.setdefault(_plain(code), code)
    return list(kept.values())


def language_name(code: str, language: str | None = None) -> str:
    """A language in the active (or given) language of the site; one we have no code for as it was typed."""
    if code not in LANGUAGES:
        return code
    en, zh = LANGUAGES[code]
    return zh if suffix(language) == "zh" else en


def by_name() -> list[tuple[str, str]]:
    """All of them as choices for the reader: the commonest first, then by name."""
    rest = sorted((code for code in LANGUAGES if code not in COMMONEST), key=lambda code: LANGUAGES[code][0])
    return [(code, language_name(code)) for code in (*COMMONEST, *rest)]
