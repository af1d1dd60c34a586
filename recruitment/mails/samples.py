"""The example of a mail in Chinese, for whoever edits its text: what the fields of these mails may say."""

CHINESE = {
    "name": "陳小明",
    "role": "個案工作",
    "organisation": "香港難民諮詢中心",
    "question": "九月起，你哪些下午方便？",
    "reply_by": "2027年1月16日（星期六）",
    "until": "2027年1月16日（星期六）",
    "day": "2027年1月16日（星期六）",
    "time": "2027年1月16日（星期六）14:00",
    "round": "2027年1月",
    "weekend": "2027年5月29日（星期六）及30日（星期日）",
    "place": "電話面談",
    "interviewer": "林麗",
    "reason": "面談者身體不適。",
    "referee": "余教授",
    "text": "我的專業是人類發展。有適合我的崗位嗎？",
    "answer": "有的，歡迎與我們談談。",
    "status": "https://example.org/zh-hant/apply/casework/…/status/",
    "page": "https://example.org/zh-hant/apply/casework/…/",
}
