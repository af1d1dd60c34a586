"""Hong Kong's general holidays as gazetted; those of 2028 follow the calendar and await the gazette."""

from datetime import date

from recruitment.models import Holiday

NAMES = {
    "new_year": ("The first day of January", "一月一日"),
    "lunar_1": ("Lunar New Year's Day", "農曆年初一"),
    "lunar_2": ("The second day of Lunar New Year", "農曆年初二"),
    "lunar_3": ("The third day of Lunar New Year", "農曆年初三"),
    "lunar_4": ("The fourth day of Lunar New Year", "農曆年初四"),
    "ching_ming": ("Ching Ming Festival", "清明節"),
    "after_ching_ming": ("The day following Ching Ming Festival", "清明節翌日"),
    "good_friday": ("Good Friday", "耶穌受難節"),
    "after_good_friday": ("The day following Good Friday", "耶穌受難節翌日"),
    "easter_monday": ("Easter Monday", "復活節星期一"),
    "after_easter_monday": ("The day following Easter Monday", "復活節星期一翌日"),
    "labour": ("Labour Day", "勞動節"),
    "buddha": ("The Birthday of the Buddha", "佛誕"),
    "after_buddha": ("The day following the Birthday of the Buddha", "佛誕翌日"),
    "tuen_ng": ("Tuen Ng Festival", "端午節"),
    "after_tuen_ng": ("The day following Tuen Ng Festival", "端午節翌日"),
    "establishment": ("Hong Kong Special Administrative Region Establishment Day", "香港特別行政區成立紀念日"),
    "after_mid_autumn": ("The day following the Chinese Mid-Autumn Festival", "中秋節翌日"),
    "national": ("National Day", "國慶日"),
    "after_national": ("The day following National Day", "國慶日翌日"),
    "chung_yeung": ("Chung Yeung Festival", "重陽節"),
    "after_chung_yeung": ("The day following Chung Yeung Festival", "重陽節翌日"),
    "christmas": ("Christmas Day", "聖誕節"),
    "after_christmas": ("The first weekday after Christmas Day", "聖誕節後第一個周日"),
}
YEARS: dict[int, str] = {
    2025: "01-01 new_year, 01-29 lunar_1, 01-30 lunar_2, 01-31 lunar_3, 04-04 ching_ming, 04-18 good_friday, "
    "04-19 after_good_friday, 04-21 easter_monday, 05-01 labour, 05-05 buddha, 05-31 tuen_ng, "
    "07-01 establishment, 10-01 national, 10-07 after_mid_autumn, 10-29 chung_yeung, 12-25 christmas, "
    "12-26 after_christmas",
    2026: "01-01 new_year, 02-17 lunar_1, 02-18 lunar_2, 02-19 lunar_3, 04-03 good_friday, "
    "04-04 after_good_friday, 04-06 after_ching_ming, 04-07 after_easter_monday, 05-01 labour, "
    "05-25 after_buddha, 06-19 tuen_ng, 07-01 establishment, 09-26 after_mid_autumn, 10-01 national, "
    "10-19 after_chung_yeung, 12-25 christmas, 12-26 after_christmas",
    2027: "01-01 new_year, 02-06 lunar_1, 02-08 lunar_3, 02-09 lunar_4, 03-26 good_friday, "
    "03-27 after_good_friday, 03-29 easter_monday, 04-05 ching_ming, 05-01 labour, 05-13 buddha, "
    "06-09 tuen_ng, 07-01 establishment, 09-16 after_mid_autumn, 10-01 national, 10-08 chung_yeung, "
    "12-25 christmas, 12-27 after_christmas",
    2028: "01-01 new_year, 01-26 lunar_1, 01-27 lunar_2, 01-28 lunar_3, 04-04 ching_ming, 04-14 good_friday, "
    "04-15 after_good_friday, 04-17 easter_monday, 05-01 labour, 05-02 buddha, 05-29 after_tuen_ng, "
    "07-01 establishment, 10-02 after_national, 10-04 after_mid_autumn, 10-26 chung_yeung, 12-25 christmas, "
    "12-26 after_christmas",
}


def holidays(year: int) -> dict[date, str]:
    """The holidays of a year, each with the key of its name; none where the table ends."""
    entries = (entry.split() for entry in YEARS.get(year, "").split(", ") if entry)
    return {date.fromisoformat(f"{year}-{day}"): name for day, name in entries}


def make_holidays(years: range) -> set[date]:
    """The holidays of these years; gives their days."""
    named = {day: NAMES[name] for year in years for day, name in holidays(year).items()}
    Holiday.objects.bulk_create(Holiday(day=day, name_en=en, name_zh=zh) for day, (en, zh) in named.items())
    return set(named)
