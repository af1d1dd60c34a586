"""The demonstration's words in English."""

from pages.actions.copy import PageWords, Words, facts, notice, steps, text

ROLES = {
    "casework": [
        text(
            "<h2>What you would do</h2>"
            "<p>On Wednesday and Thursday afternoons, from 14:00 to 17:00, our door is open to anyone seeking asylum. "
            "At these intake sessions you register people who come for the first time, go through a questionnaire "
            "with them, explain in general terms how refugee status is determined, and tell them "
            "where else to turn.</p>"
            "<p>Between sessions you research the countries people have left. At follow-up intakes you help find out "
            "whether someone meets the refugee definition and should be represented first.</p>"
            "<p>With time, you may represent a person in full: interviews, research, testimony, the legal submission, "
            "and a seat beside them at the UNHCR interview.</p>"
        ),
        notice("info", "You are never alone with a case", "<p>All casework is supervised. You may always ask.</p>"),
        text(
            "<h2>Is it for you?</h2>"
            "<p>You listen without hurrying. You can hear hard things and still write them down exactly. You keep what "
            "you hear to yourself. The work needs you on weekdays, in daylight, week after week: the people who come "
            "have often been let down before, so we ask for a promise that you can keep.</p>"
        ),
        steps(
            "From here to your first intake session",
            ("Apply", "Tell us about yourself and your week. You can stop and come back to it."),
            ("Meet us", "A conversation about the work, and about what you would like to know."),
            ("Train", "Two full days with caseworkers and interpreters, with practice rather than lectures."),
            ("Begin", "Sign the commitment, sit in on a session, and then take a seat at the table."),
        ),
    ],
    "interpretation": [
        text(
            "<h2>What you would do</h2>"
            "<p>You lend someone your voice. In an interview, or on paper, case by case, you carry every word "
            "from one language into the other: nothing added, nothing left out, nothing softened.</p>"
            "<p>We have represented speakers of 37 languages. Finding a skilled interpreter who is free on the day is "
            "one of the hardest parts of our work, so a rare language, a dialect or one spare morning matters a "
            "great deal.</p>"
            "<h2>Is it for you?</h2>"
            "<p>You do not need a diploma. You need to be at home in two languages and at ease with saying “I did not "
            "understand; could you repeat that?”. Our regular community interpretation training teaches the rest: "
            "accuracy, impartiality, confidentiality, and looking after yourself.</p>"
        ),
        notice(
            "info",
            "Paid or unpaid",
            "<p>Interpreters are paid a modest hourly rate, or give their time. If being paid might be a difficulty "
            "for you, we will talk about it with you first.</p>",
        ),
    ],
    "fundraising": [
        text(
            "<h2>What you would do</h2>"
            "<p>Advice that is free for the person who needs it has to be paid for by somebody. You work with the "
            "Executive Director and the Development Officer on where the money is to come from: a "
            "fundraising strategy, "
            "applications, the care of donors, events that bring people together, and the long view of what the "
            "organisation should be able to do in five years.</p>"
            "<h2>Is it for you?</h2>"
            "<p>You write clearly, you follow up, and you are not shy of asking. Experience of fundraising, business "
            "planning or a foundation’s side of the desk is welcome.</p>"
        )
    ],
    "events": [
        text(
            "<h2>What you would do</h2>"
            "<p>You plan and run the evenings, talks, film screenings and dinners at which Hong Kong meets the "
            "questions we work on, from the first list to the last chair put away.</p>"
            "<h2>Is it for you?</h2>"
            "<p>You like lists, you keep calm when the projector fails, and people are glad to have been your guests. "
            "Evenings and weekends suit this role well.</p>"
        )
    ],
    "press": [
        text(
            "<h2>What you would do</h2>"
            "<p>In a small committee, you help the city understand who refugees are and what they need. You write fact "
            "sheets and promotional materials, keep up with journalists, put together press packs, and look after "
            "how we look and sound.</p>"
            "<h2>Is it for you?</h2>"
            "<p>You can say a hard thing simply and truly. You check twice. You know that a person’s story is theirs, "
            "and that we never tell it without them.</p>"
        )
    ],
    "technology": [
        text(
            "<h2>What you would do</h2>"
            "<p>You help the organisation use its technology well: the office network, the website, the tools that "
            "keep confidential things confidential, and the patience to explain them.</p>"
            "<h2>Is it for you?</h2>"
            "<p>You have looked after systems that other people depend on, and you prefer the plain solution that will "
            "still work when you are on holiday.</p>"
        )
    ],
}

HOW = PageWords(
    slug="how-to-volunteer",
    title="How it works",
    introduction="From the first click to the first afternoon: what happens, how long it takes and what we ask of you.",
    in_menu=True,
    body=[
        steps(
            "",
            (
                "Choose a role",
                "Six areas of work, each with its terms. If you are unsure, choose the nearest; we will talk.",
            ),
            ("Apply", "About twenty minutes, over as many sittings as you like. Your answers are kept at each step."),
            (
                "Hear from us",
                "Each role says within how many days we answer. You can see where your application stands.",
            ),
            ("Meet us", "A conversation in person or by phone. Bring questions."),
            ("Train", "For casework, the training weekend is compulsory. Interpreters train in sessions of their own."),
            ("Begin", "You start beside someone experienced, and you are supervised for as long as you are with us."),
        ),
        text(
            "<h2>The training weekends</h2>"
            "<p>There are three each year: in January, in May or June, and in September. Each is a Saturday and "
            "the Sunday after it. If you miss a part of one, you make it up at another; what you have done counts.</p>"
            "<h2>Can a refugee volunteer?</h2>"
            "<p>Yes. Some of our volunteers came to Hong Kong seeking safety themselves. Apply under the name you "
            "use. We do not ask for your nationality, your immigration status or an identity card "
            "number, and applying can neither help "
            "nor harm a claim of your own.</p>"
            "<h2>If no role fits</h2>"
            "<p>Write to us and say what you are good at. People who did not fit a list have built "
            "much of what we have.</p>"
        ),
    ],
)

ABOUT = PageWords(
    slug="about",
    title="About us",
    introduction="The Hong Kong Refugee Advice Centre gives free, high-quality legal advice and representation to "
    "people "
    "who seek refugee status with the UNHCR in Hong Kong.",
    in_menu=True,
    body=[
        text(
            "<p>We opened in 2007. Anyone seeking asylum may come to an intake session, without an "
            "appointment and without paying. We "
            "explain the process, look into each person’s circumstances, and represent as many as we can do well.</p>"
            "<p>We also speak about refugees’ rights, so that the city that shelters people knows who they are.</p>"
            "<h2>What we hold to</h2>"
            "<ul><li>Refugees’ interests come first, in everything.</li>"
            "<li>Professional and ethical excellence: free must never mean second best.</li>"
            "<li>Representation that is fearless, competent, collaborative and diligent.</li>"
            "<li>A Hong Kong that knows refugees’ rights and gives its skills freely.</li></ul>"
        ),
        facts(
            "",
            ("Opened", "2007"),
            ("Intake sessions", "Every Wednesday and Thursday, 14:00 to 17:00"),
            ("Languages represented", "37"),
            ("Training weekends", "January, May or June, and September"),
        ),
        notice(
            "waiting",
            "About this demonstration",
            "<p>In 2014 the organisation became Justice Centre Hong Kong, when the government’s unified screening "
            "replaced determination by the UNHCR. This site shows how its volunteer programme worked, with invented "
            "people and dates.</p>",
        ),
    ],
)

PRIVACY = PageWords(
    slug="privacy",
    title="Privacy",
    introduction="What we keep about people who volunteer, why, for how long, and what you can do about it.",
    body=[
        text(
            "<h2>What we ask for</h2>"
            "<p>Only what we need to choose, train and supervise volunteers. We never ask for an identity card number, "
            "a nationality or an immigration status. Please never write to us here about anybody’s case.</p>"
            "<h2>How long we keep it</h2>"
            "<ul><li>An application you do not finish: 30 days after you last worked on it.</li>"
            "<li>An application that is not accepted: 12 months.</li>"
            "<li>A volunteer’s record: 24 months after the last role ends.</li></ul>"
            "<h2>Who sees it</h2>"
            "<p>The people who decide on applications, run the training and supervise the work, each only what their "
            "task needs. The people who write these pages see none of it. We use no trackers and "
            "nothing from third parties.</p>"
            "<h2>Your rights</h2>"
            "<p>Under the Personal Data (Privacy) Ordinance you may see, correct and have erased what we keep "
            "about you. We answer within 40 days, and usually much sooner.</p>"
        )
    ],
)

ACCESSIBILITY = PageWords(
    slug="accessibility",
    title="Accessibility",
    introduction="These pages are meant for everyone, on whatever device and with whatever help you use.",
    body=[
        text(
            "<p>We work to the Web Content Accessibility Guidelines 2.2, level AA. Every page can be "
            "used with a keyboard, with "
            "a screen reader, enlarged to 400%, on a small phone, and without scripts. Colours follow your device’s "
            "light, dark and high-contrast settings, and nothing moves if you have asked for less motion.</p>"
            "<h2>If something stands in your way</h2>"
            "<p>Tell us which page and what happened. If you would rather apply by phone or in person, we will fill in "
            "the form together.</p>"
        )
    ],
)

WORDS = Words(
    home_title="Volunteer with us",
    headline="Stand beside someone asking for safety",
    introduction="People who have fled danger must tell what happened well enough to be believed. In Hong Kong we give "
    "them free legal advice and representation. Volunteers, trained and supervised, make it possible.",
    roles_heading="Six ways to help",
    home_body=[
        steps(
            "How it goes",
            ("Apply", "Choose a role and tell us about yourself. Stop and come back whenever you like."),
            ("Meet", "A conversation about the work, your time and your questions."),
            ("Train", "A weekend of practice for casework; sessions of their own for interpreters."),
            ("Begin", "You start beside someone experienced, and are supervised throughout."),
        ),
        notice(
            "info",
            "Are you looking for advice yourself?",
            "<p>Please come to an intake session, on Wednesday or Thursday between 14:00 and 17:00. "
            "You need no appointment, "
            "and it is free. Do not write about your case on these pages.</p>",
        ),
    ],
    roles_title="Roles",
    roles_introduction="Each role says what it asks of you before it asks anything else. Read one or two, and choose "
    "the one you could "
    "keep a promise to.",
    roles=ROLES,
    pages=(HOW, ABOUT, PRIVACY, ACCESSIBILITY),
    read_first="how-to-volunteer",
)
