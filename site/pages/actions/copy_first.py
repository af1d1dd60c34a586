"""The few words an empty copy begins with, until editors write their own."""

from pages.actions.copy import Words

ENGLISH = Words(
    home_title="Volunteer with us",
    headline="Volunteer with us",
    introduction="We are preparing these pages. The roles we offer will be listed here soon.",
    roles_heading="What you could do",
    home_body=[],
    roles_title="Roles",
    roles_introduction="What volunteers do with us.",
    roles={},
    pages=(),
    read_first="",
)
CHINESE = Words(
    home_title="加入義工行列",
    headline="加入義工行列",
    introduction="我們正在準備這些網頁，稍後會在這裏列出各個義工崗位。",
    roles_heading="你可以參與的工作",
    home_body=[],
    roles_title="崗位",
    roles_introduction="義工在這裏做甚麼。",
    roles={},
    pages=(),
    read_first="",
)
