"""A gallery of invented patients, each telling for how a document can go wrong, and the documents made for them.

What is looked at as pictures (`make gallery`), what the accepted documents are compared with (`test_gallery.py`), and
what `docs/documents.md` shows, is all made from this list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

from PIL import Image, ImageDraw

from pdf.clinician import clinician_summary
from pdf.identity import Letterhead, Patient
from pdf.patient import patient_copy
from pdf.photos import Photograph
from questionnaire.answers import read_answers
from questionnaire.load import load_questionnaire
from questionnaire.locales import load_locales
from questionnaire.model import Questionnaire
from questionnaire.words import use_locales
from rules.assess import assess
from rules.assessment import Assessment
from rules.load import load_rule_book
from rules.model import RuleBook, Version

ROOT: Final = Path(__file__).parent.parent.parent
MADE: Final = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
VERSION: Final = Version("1.0.0", "0123456789abcdef" * 4)
"""Printed in place of the true versions, so that an edit of a rule changes only the pages that tell of it."""
HELP: Final = {
    "en": "If you feel that you might harm yourself, or you feel very unwell, please call your local emergency "
    "number now. This form is not watched around the clock.",
    "es": "Si siente que podría hacerse daño, o se siente muy mal, llame ahora mismo al número de emergencias "
    "de su zona. Nadie vigila este formulario las 24 horas.",
}

Answers = Mapping[str, object]
Kind = Literal["summary", "copy"]


def clinic(language: str = "en", page_size: Literal["A4", "Letter"] = "A4", statuses: bool = False) -> Letterhead:
    """The example clinic's letterhead."""
    return Letterhead("Example Hair Clinic", "020 7946 0000", HELP[language], page_size, language, statuses)


@dataclass(frozen=True)
class Telling:
    """One patient. `shows` says what to look for; `case` is a worked patient of the rule book whose answers are taken,
    `change` what is answered otherwise, or everything where there is no case; `documents` are those worth comparing,
    `sheets` those shown in docs/documents."""

    id: str
    shows: str
    patient: Patient
    case: str = ""
    change: Callable[[Questionnaire], Answers] = field(default=lambda _form: {})
    letterhead: Letterhead = field(default_factory=clinic)
    documents: tuple[Kind, ...] = ("summary", "copy")
    sheets: tuple[Kind, ...] = ("summary",)
    photos: tuple[str, ...] = ()


def everything_ticked(form: Questionnaire) -> Answers:
    """Answers that tick everything there is to tick, so that as many rules fire as can."""
    worst: dict[str, object] = {
        "age_years": 19,
        "sex_at_birth": "female",
        "pattern_chart": "male_chart",
        "norwood_stage": "vii",
        "onset_speed": "sudden_weeks",
        "duration": "lt_6m",
        "stability_12m": "rapid_progress",
        "shedding_now": "heavy",
        "donor_density_self": "very_thin",
        "donor_thinning": "yes",
        "scalp_infection_now": "yes",
        "hair_pulling": "current",
        "scarring_quiet_months": "still_active",
        "areata_quiet_months": "still_active",
        "medical_duration": "stopped",
        "prior_prp": "three_plus_no_benefit",
        "prior_transplants": "two_or_more",
        "prior_grafts_total": 6_500,
        "last_transplant": "lt_12m",
        "platelet_count_10e9_l": 40,
        "haemoglobin_g_dl": 8.5,
        "cancer_status": "active_or_on_treatment",
        "diabetes": "uncontrolled",
        "autoimmune": "active",
        "keloid_history": "yes",
        "smoking": "ten_plus_day",
        "pregnancy_status": "pregnant",
        "expected_result": "teenage_density",
        "accepts_uncertainty": "no",
        "accepts_maintenance": "no",
        "phq2_interest": "3",
        "phq2_mood": "3",
        "appearance_hours": "over_three_h",
        "appearance_impact": "a_lot",
    }
    for question in form.answerable:
        if question.type == "boolean":
            worst[question.id] = True
        elif question.type == "multiple_choice":
            worst[question.id] = [o.id for o in question.options if not o.means and not o.exclusive]
    return worst


def _consent_only(_form: Questionnaire) -> Answers:
    return {"consent_screening": True, "consent_data": True}


def _not_sure(form: Questionnaire) -> Answers:
    """ "Not sure", or "prefer not to say", wherever it is offered."""
    unsure: dict[str, object] = {}
    for question in form.answerable:
        vague = [option.id for option in question.options if option.means]
        if vague and question.type in ("choice", "multiple_choice"):
            unsure[question.id] = vague[:1] if question.type == "multiple_choice" else vague[0]
    return unsure


# --- what they write --------------------------------------------------------------------------------------------------

LONG_NOTE: Final = (
    "I started to notice my hair thinning at the crown when I was about thirty, after a year in which I worked "
    "nights and slept badly. At "
    "first I thought it was the stress. My wife noticed it before I did, in a photo from the beach. Since then "
    "I have tried a shampoo with "
    "caffeine (no effect), a foam with minoxidil for four months (my scalp itched, so I stopped), and vitamins "
    "that a friend sent me; I do "
    "not remember what was in them.\n\n"
    "In 2024 I had a stent put in and I take aspirin and clopidogrel every day. My cardiologist, who is very "
    "careful, told me never to stop "
    "either of them without asking him first, so please do not ask me to. I can bring his letters. My blood "
    "pressure is well controlled.\n\n"
    "What I would like: to look less tired in meetings. I do not need the hair I had at twenty, and I do not "
    "want anyone to notice that "
    "something was done. I have read about FUE and about injections with my own plasma, and I could not find "
    "out whether the plasma works "
    "for somebody of my age, and for how long it lasts. A clinic abroad offered me 5,000 grafts in a day, at a "
    "good price, if I paid at once. "
    "That worried me more than it helped.\n\n"
    "What I am afraid of: needles, a little; having my head shaved, because I see clients; a scar at the back; "
    "and that I will need a second "
    "operation when the rest falls out. My father was completely bald at 50 and his two brothers were, too. My "
    "mother kept hers.\n\n"
    "Practical things: I live two hours away and cannot drive at night. Tuesdays and Thursdays are best. I can "
    "take a week off in March, not "
    "before. Please send letters to my home and not to my office, and please do not leave messages on the "
    "phone, because my daughter answers "
    "it. If there is anything that I should read before I come, I would be glad to have it in writing. I hear "
    "badly on the left side, so it "
    "would help if the doctor sat on my right. Thank you for reading all of this; it is more than I meant to write."
)
_ARABIC_NOTE: Final = (
    "بدأ شعري يتساقط منذ ثلاث سنوات. أستعمل minoxidil 5% مرتين في اليوم، ولا أعرف إن كان يفيد.\n"
    "لا أستطيع أن أحضر يوم الجمعة. هل يمكن أن تتصلوا بي بعد الساعة 17:30؟"
)
_SCRIPTS_NOTE: Final = (
    "השיער שלי נושר כבר שלוש שנים. אני לוקח finasteride 1 mg פעם ביום, ואני מפחד ממחטים.\n"
    "Σας ευχαριστώ πολύ. Спасибо большое! 🙏 I hope we can talk in English, too 😀"
)

GALLERY: Final = (
    Telling(
        "fits",
        "A straightforward man for whom surgery and injections may fit: what a page looks like when there is "
        "nothing to stop.",
        Patient(
            "Daniel Miller",
            date(1988, 3, 14),
            "HS-0101",
            "My wedding is next June and I would like to know what is realistic by then.",
            ("daniel.miller@example.org", "07700 900101"),
        ),
        case="v01",
        sheets=("summary", "copy"),
    ),
    Telling(
        "diffuse",
        "A woman with diffuse loss on the female chart: the head map is marked all over, and another scale "
        "names the stage.",
        Patient("Grace Okafor", date(1992, 7, 2), "HS-0102", "", ("grace.okafor@example.org",)),
        case="w129",
        change=lambda _form: {"hair_loss_areas": ["whole_top_diffuse"]},
        documents=("summary",),
    ),
    Telling(
        "red-flag",
        "One red flag, a sign of scarring: it stands before everything else, on both documents.",
        Patient(
            "Ruth Adeyemi",
            date(1988, 5, 21),
            "HS-0103",
            "It burns at night.",
            ("ruth.adeyemi@example.org", "07700 900103"),
        ),
        case="v43",
        sheets=("summary", "copy"),
    ),
    Telling(
        "everything",
        "Everything is ticked that can be: thirteen red flags and nearly fifty things to act on, which go on "
        "over further pages.",
        Patient(
            "Petra Novak",
            date(2007, 3, 14),
            "HS-0104",
            "I would like it done before the summer.",
            ("petra.novak@example.org",),
        ),
        change=everything_ticked,
        sheets=("summary", "copy"),
    ),
    Telling(
        "nothing",
        "Nothing is answered but the consent, no date of birth: everything is open, and nothing is read as “no”.",
        Patient("Kim Lee", None, "HS-0105"),
        change=_consent_only,
    ),
    Telling(
        "not-sure",
        "“I am not sure” or “I prefer not to say” wherever it is offered: open for a reason, and said so.",
        Patient("Ines Costa", date(1988, 1, 30), "HS-0106", "", ("ines.costa@example.org",)),
        case="v01",
        change=_not_sure,
    ),
    Telling(
        "none-suitable",
        "Nothing is suitable now (a pregnancy), and the clinic shows statuses to its patients: plain and kind.",
        Patient("Julia Rossi", date(1992, 2, 11), "HS-0107", "", ("julia.rossi@example.org",)),
        case="w137",
        letterhead=clinic(statuses=True),
        sheets=("summary", "copy"),
    ),
    Telling(
        "young",
        "A man of 24: surgery waits, other options do not. His copy shows the statuses.",
        Patient(
            "Nikhil Patel",
            date(2002, 6, 9),
            "HS-0108",
            "A friend had a transplant abroad.",
            ("nikhil.patel@example.org",),
        ),
        case="v08",
        letterhead=clinic(statuses=True),
    ),
    Telling(
        "long",
        "A name of 60 characters, 2,000 characters of free text and medicines that must not stop, on Letter paper.",
        Patient(
            "Maximiliano Wolfeschlegelsteinhausenbergerdorff-Papadopoulos",
            date(1966, 8, 30),
            "HS-0109",
            LONG_NOTE,
            ("maximiliano.wolfeschlegelsteinhausenbergerdorff@example.org", "07700 900109"),
        ),
        case="v24",
        letterhead=clinic(page_size="Letter"),
    ),
    Telling(
        "arabic",
        "Name and free text in Arabic, with a medicine in Latin letters and figures in between: read from "
        "right to left.",
        Patient("سامي حداد", date(1975, 4, 3), "HS-0110", _ARABIC_NOTE, ("sami.haddad@example.org",)),
        case="v39",
    ),
    Telling(
        "scripts",
        "A Cyrillic and Greek name; free text in Hebrew, Greek and Russian, with signs that no typeface here holds.",
        Patient("Иван Παπαδόπουλος", date(1988, 9, 17), "HS-0111", _SCRIPTS_NOTE, ("ivan@example.org",)),
        case="v01",
        documents=("summary",),
    ),
    Telling(
        "photos",
        "Four photos of different shapes, at the end of the summary and nowhere else.",
        Patient("Ben Turner", date(1981, 10, 5), "HS-0112", "", ("ben.turner@example.org", "07700 900112")),
        case="v02",
        documents=("summary",),
        photos=("Front hairline", "Top, from above", "Crown, from behind", "Donor area"),
    ),
    Telling(
        "spanish",
        "The patient's copy in Spanish, with statuses: a third longer than in English.",
        Patient("María José Núñez Ibáñez", date(1990, 1, 19), "HS-0113", "", ("mariajose@example.org",)),
        case="v29",
        letterhead=clinic("es", statuses=True),
        documents=("copy",),
        sheets=("copy",),
    ),
    Telling(
        "low-mood",
        "Answers about mood that need a kind word soon: seen at once by the clinician, said gently to the patient.",
        Patient("Tom Evans", date(1988, 12, 1), "HS-0114", "", ("tom.evans@example.org", "07700 900114")),
        case="v01",
        change=lambda _form: {"age_years": 37, "phq2_interest": "3", "phq2_mood": "2"},
        sheets=("summary", "copy"),
    ),
    Telling(
        "transplanted",
        "Two operations before, about 6,200 grafts: how much donor hair is left is the question.",
        Patient(
            "Stefan Fischer", date(1974, 5, 5), "HS-0115", "I want the crown filled.", ("stefan.fischer@example.org",)
        ),
        case="v55",
        documents=("summary",),
    ),
)


# --- their documents --------------------------------------------------------------------------------------------------

_SHAPES: Final = ((900, 675), (675, 900), (900, 300), (300, 900))


def photographs(views: tuple[str, ...]) -> list[Photograph]:
    """Drawn pictures of nobody, of four shapes: an oval with a darker cap on a plain ground."""
    made = []
    for number, view in enumerate(views):
        width, height = _SHAPES[number % len(_SHAPES)]
        picture = Image.new("RGB", (width, height), (206, 214, 220))
        draw = ImageDraw.Draw(picture)
        side = min(width, height)
        left, top = (width - side * 0.7) / 2, (height - side * 0.9) / 2
        draw.ellipse((left, top, left + side * 0.7, top + side * 0.9), fill=(222, 184, 158))
        draw.chord(
            (left, top, left + side * 0.7, top + side * 0.9), 180 + 12 * number, 360 - 12 * number, fill=(82, 58, 44)
        )
        draw.rectangle((12, 12, width - 13, height - 13), outline=(120, 130, 140), width=3)
        target = BytesIO()
        picture.save(target, "JPEG", quality=80)
        made.append(Photograph(view, target.getvalue()))
    return made


@cache
def content() -> tuple[Questionnaire, RuleBook]:
    """The shipped questionnaire and rule book, with the shipped languages in use."""
    use_locales(load_locales(ROOT / "locales"))
    form = load_questionnaire(ROOT / "questions.json")
    return form, load_rule_book(ROOT / "rules" / "book", form)


def assessment_of(telling: Telling) -> Assessment:
    """What the rule book says of this patient's answers."""
    form, book = content()
    answers: dict[str, object] = {}
    if telling.case:
        answers.update(next(case.answers for case in book.cases if case.id == telling.case))
    answers.update(telling.change(form))
    return replace(assess(read_answers(answers, form), book), rule_book=VERSION, questionnaire=VERSION)


def document_of(telling: Telling, kind: Kind) -> bytes:
    """One document of one patient."""
    _, book = content()
    assessment = assessment_of(telling)
    if kind == "copy":
        return patient_copy(assessment, book, telling.patient, telling.letterhead, MADE)
    return clinician_summary(assessment, book, telling.patient, telling.letterhead, MADE, photographs(telling.photos))


DOCUMENTS: Final = {f"{telling.id}-{kind}": (telling, kind) for telling in GALLERY for kind in telling.documents}
"""Every document of the gallery by its name, such as `fits-summary`."""


def make(name: str) -> bytes:
    """The document of this name."""
    telling, kind = DOCUMENTS[name]
    return document_of(telling, kind)
