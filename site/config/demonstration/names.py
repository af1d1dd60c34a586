"""Invented people: names as they are written in many places, and addresses that reach nobody."""

from collections.abc import Iterator
from dataclasses import dataclass

from recruitment.models import Volunteer

# name as used | name in another script | z for those who read Chinese
PEOPLE = """\
CHAN Tai Man|陳大文|z
Nguyễn Thị Hương||
Łukasz Wiśniewski||
WONG Sze Wing|黃詩詠|z
Ayşe Çelik||
Omar Al-Khatib|عمر الخطيب|
Siobhán Ní Bhriain||
LEE Ka Yan|李嘉欣|z
Jürgen Müßig||
Trần Quốc Bảo||
Suharto||
Zoë Brönnimann||
CHEUNG Ho Yin|張浩然|z
Leyla Hosseini|لیلا حسینی|
Małgorzata Żółkiewska||
Abdi||
Marie-Claire N'Diaye||
LAM Wai Kit|林偉傑|z
Dimitrios Papadopoulos|Δημήτριος Παπαδόπουλος|
Phạm Minh Đức||
Ebru Yıldız||
HO Mei Ling|何美玲|z
Tesfaye Bekele|ተስፋዬ በቀለ|
José Ángel Muñoz||
Ananda||
Søren Åkesson||
YEUNG Chi Hang|楊志恒|z
Farida Rahimi|فریده رحیمی|
Kateřina Dvořáková||
Olu Adéyẹmí||
TSANG Hiu Tung|曾曉彤|z
Đặng Thùy Linh||
Hamza Qureshi|حمزہ قریشی|
Þóra Jónsdóttir||
Grace Mwangi||
NG Siu Fung|吳兆峰|z
Ștefan Țăranu||
Mehmet Öztürk||
KWOK Wing Sum|郭穎心|z
Aoife O'Connor||
Rukmini||
Yusuf Şahin||
AU YEUNG Pui Shan|歐陽珮珊|z
Priya Raghunathan|பிரியா ரகுநாதன்|
Bùi Anh Tuấn||
Ines Gonçalves||
Khadija Benali|خديجة بن علي|
FUNG Tsz Kin|馮子健|z
Wojciech Kowalczyk||
Amélie Lefèvre||
Thein Zaw|သိန်းဇော်|
CHOW Man Yi|周敏儀|z
Ümit Kılıç||
Nomvula Dlamini||
Võ Thanh Tùng||
LAU Cheuk Nam|劉卓楠|z
Samir Haddad|سمير حداد|
Jana Nováčková||
Bimala Gurung|बिमला गुरुङ|
TANG Lok Yiu|鄧樂瑤|z
Gédéon Mukendi||
Hồ Ngọc Ánh||
Oğuz Demirtaş||
IP Kwan Ho|葉君豪|z
Mariam Tadesse|ማርያም ታደሰ|
Bartłomiej Zając||
Fatou Sarr||
SIU Hoi Ching|蕭凱晴|z
Chioma Eze||
Reza Karimi|رضا کریمی|
Linnéa Sjöström||
MAK Yat Long|麥逸朗|z
Đỗ Hải Yến||
Setiawan||
Ángela Peña||
LUI Sin Tung|呂倩彤|z
Nour Mansour|نور منصور|
Krešimir Šarić||
KO Chun Yu|高俊宇|z
Ilse van der Merwe||
Lê Hoàng Nam||
Gül Aydın||
POON Wai Ting|潘慧婷|z
Emeka Okafor||
Anahita Moradi|آناهیتا مرادی|
Jiří Růžička||
SZE TO Ming|司徒明|z
Paula Brandão||
Tuğba Arslan||
HUI Nga Man|許雅雯|z
Malik||
Phan Kim Chi||
Radosław Błaszczyk||
CHIU Tsz Ching|趙子晴|z
Hana Ibrahim|هناء إبراهيم|
Eilidh MacÀidh||
TO Ka Ho|杜家豪|z
Juma Otieno||
Nilüfer Güneş||
Lý Gia Hân||
Órla Ní Dhuibhne||
KUNG Hoi Lam|龔凱琳|z
Besarta Gashi||
"""


@dataclass(frozen=True)
class Person:
    """Somebody invented: the same address and number wherever they appear."""

    number: int
    name: str
    other: str
    language: str

    @property
    def email(self) -> str:
        """An address of a domain that nobody owns."""
        return f"person{self.number:02d}@example.org"

    @property
    def phone(self) -> str:
        """A number that is given to nobody."""
        return f"+852 5500 {1000 + self.number:04d}"


def people() -> Iterator[Person]:
    """Everybody of the list, always in the same order."""
    for number, line in enumerate(PEOPLE.splitlines(), 1):
        name, other, language = line.split("|")
        yield Person(number, name, other, "zh-hant" if language else "en")


def make_volunteer(person: Person, *, email: str | None = None) -> Volunteer:
    """The person's row as a volunteer, with their own address unless another is given."""
    return Volunteer.objects.create(
        name=person.name,
        name_other=person.other,
        email=person.email if email is None else email,
        phone=person.phone,
        language=person.language,
    )
