"""A store full of invented patients, to try the clinic's side with.

Who comes to a clinic follows published figures where there are some: ages of male patients from the 2017 ISHRS practice
census as reported by trade press, the male stages from a clinic cohort modelled on population studies (Rhodes 1998,
Severi 2003), Ludwig grades from Korean and Chinese surveys. Everything else is made up so that the list looks like a
real one. No name or number belongs to a real person.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from desk.content import Content
from desk.sending import new_submission
from desk.services import Product
from desk.versions import keep_content
from questionnaire.answers import read_answers
from questionnaire.contact import Contact, age_on
from questionnaire.problems import Problem, Refused
from questionnaire.wording import say
from records.accounts import add_account
from records.drafts import start_draft
from records.place import database_url
from records.store import Store, open_store
from records.submissions import Submission, list_submissions, mark_reviewed, send

_WOMEN = (
    "Amelia",
    "Ines",
    "Priya",
    "Chloe",
    "Fatima",
    "Grace",
    "Hanna",
    "Yara",
    "Julia",
    "Keiko",
    "Laila",
    "Marta",
    "Nadia",
    "Olivia",
    "Petra",
    "Rosa",
    "Sofia",
    "Tessa",
    "Wanjiru",
    "Zoe",
)
_MEN = (
    "Adam",
    "Ben",
    "Carlos",
    "David",
    "Emeka",
    "Felix",
    "George",
    "Hassan",
    "Ivan",
    "Jonas",
    "Kenji",
    "Liam",
    "Marco",
    "Nikhil",
    "Omar",
    "Paul",
    "Rafael",
    "Stefan",
    "Tom",
    "Viktor",
)
_FAMILY = (
    "Adeyemi",
    "Baker",
    "Costa",
    "Dimitriou",
    "Evans",
    "Fischer",
    "Garcia",
    "Haddad",
    "Ito",
    "Jansen",
    "Kowalski",
    "Lindqvist",
    "Morales",
    "Novak",
    "Okafor",
    "Patel",
    "Quinn",
    "Rossi",
    "Silva",
    "Turner",
    "Ueda",
    "Varga",
    "Walsh",
    "Xu",
    "Young",
    "Zeller",
)
_AGES = {
    "m": {(18, 19): 1.3, (20, 29): 17.4, (30, 39): 32.0, (40, 49): 27.7, (50, 72): 21.6},
    "f": {(18, 19): 1.0, (20, 29): 15.6, (30, 39): 31.5, (40, 49): 27.5, (50, 74): 24.4},
}
_NORWOOD = {
    "i": 7,
    "ii": 18,
    "iia": 4,
    "iii": 27,
    "iiia": 5,
    "iii_vertex": 13,
    "iv": 8,
    "iva": 3,
    "v": 5,
    "va": 2,
    "vi": 5.5,
    "vii": 2,
    "not_sure": 3,
}
_LUDWIG = {"none": 2, "i": 66, "ii": 23, "iii": 6, "not_sure": 3}
_NOTES = (
    "My wedding is next June and I would like to know what is realistic by then.",
    "I am a bit nervous about needles.",
    "A friend had a transplant abroad and was unhappy. I want to take my time.",
    "My father went completely bald by 45.",
)


def fill(content: Content, patients: int, seed: int) -> None:
    """Fill an empty store with `patients` invented submissions and three accounts, and print how to sign in.

    Raises `Refused` if the store already holds forms.
    """
    product = Product(content.questionnaire, content.book, content.clinic)
    store = open_store(database_url())
    try:
        if list_submissions(store, limit=1)[1]:
            raise Refused(
                [
                    Problem(
                        "demo", "the store already holds forms; the demo fills only an empty one. Nothing was changed."
                    )
                ]
            )
        keep_content(store, content, datetime.now(UTC))
        accounts = _accounts(store)
        chance = random.Random(seed)
        start = datetime.now(UTC) - timedelta(days=21)
        for number in range(patients):
            moment = start + timedelta(minutes=number * 21 * 24 * 60 / max(patients, 1))
            _perhaps_reviewed(store, send_one(store, product, chance, moment), chance)
            if (number + 1) % 50 == 0 or number + 1 == patients:
                print(f"{number + 1} of {patients} invented patients")
    finally:
        store.close()
    print("Sign in at /clinic with one of these accounts; the passwords are shown only now:")
    for name, role, password in accounts:
        print(f"  {name:<12} {role:<10} {password}")


def _accounts(store: Store) -> list[tuple[str, str, str]]:
    made = []
    for name, full_name, role in (
        ("surgeon", "Dr A. Example", "clinician"),
        ("desk", "Front Desk", "staff"),
        ("manager", "Clinic Manager", "admin"),
    ):
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        add_account(store, name, full_name, role, password, datetime.now(UTC))
        made.append((name, role, password))
    return made


def send_one(store: Store, product: Product, chance: random.Random, moment: datetime) -> Submission:
    """Send the form of one invented patient, begun and finished at this moment."""
    contact, values = invent(chance, moment.date())
    form = product.questionnaire
    agreed_to = " ".join(say(question.text) for question in form.questions if question.type == "boolean")
    new = new_submission(product, read_answers(values, form), contact, "en", agreed_to)
    token, _ = start_draft(store, form.sha256, moment)
    return send(store, token, new, 1, moment)


def _perhaps_reviewed(store: Store, sent: Submission, chance: random.Random) -> None:
    """Most forms that came more than two days ago have been looked at."""
    if chance.random() < 0.7 and sent.sent_at < datetime.now(UTC) - timedelta(days=2):
        mark_reviewed(store, sent.reference, "surgeon", sent.sent_at + timedelta(hours=chance.randint(3, 40)))


def _pick(chance: random.Random, weights: Mapping[Any, float]) -> Any:
    return chance.choices(list(weights), list(weights.values()))[0]


def _mostly(chance: random.Random, usual: str, others: dict[str, float]) -> str:
    """The usual answer, or one of the others with the probability given for each."""
    return str(_pick(chance, {usual: max(0.0, 1 - sum(others.values())), **others}))


def _ticks(chance: random.Random, options: dict[str, float]) -> list[str]:
    """Each option ticked with its own probability; "none" when nothing is."""
    return [name for name, share in options.items() if chance.random() < share] or ["none"]


def invent(chance: random.Random, today: date) -> tuple[Contact, dict[str, object]]:
    """One invented patient: who they say they are, and answers that go together as a real patient's would."""
    woman = chance.random() < 0.27
    low, high = _pick(chance, _AGES["f" if woman else "m"])
    age = chance.randint(low, high)
    born = date(today.year - age, 1, 1) - timedelta(days=chance.randint(0, 364))
    age = age_on(born, today)
    first, last = chance.choice(_WOMEN if woman else _MEN), chance.choice(_FAMILY)
    contact = Contact(
        name=f"{first} {last}",
        born=born,
        email=f"{first}.{last}@example.org".lower(),
        phone=f"07700 9{chance.randint(0, 99999):05d}",
        prefers=chance.choice(("email", "phone", "either")),
        note=chance.choice(_NOTES) if chance.random() < 0.3 else "",
    )
    answers: dict[str, object] = {
        "consent_screening": True,
        "consent_data": True,
        "age_years": age,
        "sex_at_birth": "female" if woman else "male",
        "hair_type": _pick(chance, {"straight": 40, "wavy": 32, "curly": 16, "afro_textured": 12}),
        **(_womans_pattern(chance) if woman else _mans_pattern(chance, age)),
        **_history(chance),
        **_treatments(chance),
        **_health(chance, woman),
        **_hopes(chance),
    }
    # People leave things out, the delicate ones more often.
    for name, share in {
        "phq2_interest": 0.06,
        "phq2_mood": 0.06,
        "hair_pulling": 0.02,
        "bloodborne_infection": 0.04,
        "family_history": 0.03,
        "budget_band": 0.2,
    }.items():
        if chance.random() < share:
            answers.pop(name, None)
    return contact, answers


def _mans_pattern(chance: random.Random, age: int) -> dict[str, object]:
    stage = str(_pick(chance, _NORWOOD))
    areas = {"i": [], "ii": ["hairline_temples"], "iii_vertex": ["crown"], "not_sure": ["not_sure"]}.get(
        stage, ["hairline_temples"]
    )
    if stage in ("iv", "v", "va", "vi", "vii"):
        areas = ["hairline_temples", "mid_scalp", "crown"]
    return {
        "pattern_chart": "male_chart",
        "norwood_stage": stage,
        **({"hair_loss_areas": areas} if areas else {}),
        "donor_density_self": _pick(chance, {"thick": 25, "average": 52, "thin": 12, "very_thin": 3, "not_sure": 8}),
        "donor_thinning": _mostly(chance, "no", {"yes": 0.08, "not_sure": 0.08}),
        "duration": _pick(
            chance, {"lt_6m": 3, "m6_to_2y": 17, "y2_to_5y": 35, "y5_to_10y": 30, "gt_10y": 15 if age > 32 else 1}
        ),
    }


def _womans_pattern(chance: random.Random) -> dict[str, object]:
    pattern: dict[str, object]
    if chance.random() < 0.12:
        pattern = {
            "pattern_chart": "male_chart",
            "norwood_stage": _pick(chance, {"ii": 2, "iii": 3, "not_sure": 1}),
            "hair_loss_areas": ["hairline_temples"],
        }
    elif chance.random() < 0.05:
        pattern = {"pattern_chart": "neither", "hair_loss_areas": [chance.choice(("patches", "not_sure"))]}
    else:
        stage = str(_pick(chance, _LUDWIG))
        grade = {"none": "1", "i": "2", "ii": "4", "iii": "5", "not_sure": "not_sure"}[stage]
        pattern = {
            "pattern_chart": "female_chart",
            "ludwig_stage": stage,
            "sinclair_stage": grade,
            "hair_loss_areas": ["whole_top_diffuse"],
        }
    return {
        **pattern,
        "donor_density_self": _pick(chance, {"thick": 15, "average": 50, "thin": 22, "very_thin": 3, "not_sure": 10}),
        "donor_thinning": _mostly(chance, "no", {"yes": 0.15, "not_sure": 0.12}),
        "duration": _pick(chance, {"lt_6m": 6, "m6_to_2y": 30, "y2_to_5y": 36, "y5_to_10y": 20, "gt_10y": 8}),
    }


def _history(chance: random.Random) -> dict[str, object]:
    shedding = _mostly(chance, "usual", {"more_than_usual": 0.16, "heavy": 0.04, "not_sure": 0.04})
    return {
        "onset_speed": _mostly(chance, "gradual_years", {"over_months": 0.22, "sudden_weeks": 0.03, "not_sure": 0.03}),
        "stability_12m": _pick(
            chance, {"stable": 34, "slow_progress": 46, "rapid_progress": 8, "improving": 6, "not_sure": 6}
        ),
        "shedding_now": shedding,
        "family_history": _pick(chance, {"none": 22, "mild": 40, "extensive": 30, "not_sure": 8}),
        "scalp_symptoms": _ticks(
            chance,
            {"itching": 0.14, "redness": 0.05, "scaling": 0.07, "burning_or_pain": 0.02, "pustules_or_crusts": 0.01},
        ),
        "scalp_infection_now": _mostly(chance, "no", {"yes": 0.005, "not_sure": 0.01}),
        "general_symptoms": _ticks(
            chance, {"tiredness_or_weight_change": 0.05, "joint_pain_rash_or_mouth_ulcers": 0.01}
        ),
        "recent_triggers": _ticks(
            chance, {"severe_stress": 0.08, "weight_loss_over_10pct": 0.03, "new_or_changed_medicine": 0.03}
        ),
        "hair_pulling": _mostly(chance, "no", {"past": 0.02, "current": 0.01, "prefer_not_to_say": 0.01}),
        "diagnoses": _pick_diagnosis(chance),
    }


def _pick_diagnosis(chance: random.Random) -> list[str]:
    found = _pick(
        chance,
        {
            "none": 46,
            "pattern_hair_loss": 42,
            "seborrhoeic_dermatitis": 4,
            "not_sure": 4,
            "telogen_effluvium": 2,
            "traction": 1,
            "alopecia_areata": 1,
        },
    )
    return [str(found)]


def _treatments(chance: random.Random) -> dict[str, object]:
    tried = _ticks(
        chance,
        {
            "topical_minoxidil": 0.5,
            "oral_minoxidil": 0.1,
            "finasteride": 0.3,
            "dutasteride": 0.04,
            "laser_light": 0.05,
            "microneedling": 0.09,
        },
    )
    medicine = any(name in tried for name in ("topical_minoxidil", "oral_minoxidil", "finasteride", "dutasteride"))
    answers: dict[str, object] = {"medical_tried": tried}
    if medicine:
        answers["medical_duration"] = _pick(chance, {"lt_6m": 20, "m6_to_11m": 18, "ge_12m": 42, "stopped": 20})
        answers["medical_response"] = _pick(chance, {"improved": 22, "stable": 44, "worse": 16, "too_early": 18})
    else:
        answers["medical_duration"] = _mostly(chance, "not_started", {"declined": 0.2})
    answers["prior_prp"] = _mostly(
        chance, "none", {"one_or_two": 0.07, "three_plus_helped": 0.04, "three_plus_no_benefit": 0.03}
    )
    transplants = _mostly(chance, "none", {"one": 0.1, "two_or_more": 0.02})
    answers["prior_transplants"] = transplants
    if transplants != "none":
        answers["prior_grafts_total"] = chance.choice(["not_sure", *(100 * chance.randint(12, 46) for _ in range(4))])
        answers["last_transplant"] = _mostly(chance, "ge_12m", {"lt_12m": 0.2})
    return answers


def _health(chance: random.Random, woman: bool) -> dict[str, object]:
    answers: dict[str, object] = {
        "medicines_now": _ticks(
            chance,
            {
                "anticoagulant": 0.015,
                "antiplatelet_prescribed": 0.02,
                "beta_blocker": 0.02,
                "testosterone_or_anabolic": 0.02,
                "glp1_weight_loss": 0.04,
            },
        ),
        "nsaid_use": _mostly(chance, "no", {"occasional": 0.3, "within_48h": 0.06, "daily": 0.01}),
        "isotretinoin_timing": _mostly(
            chance, "never", {"stopped_ge_6m": 0.07, "stopped_lt_6m": 0.01, "current": 0.01}
        ),
        "blood_conditions": _ticks(chance, {"anaemia_now": 0.04 if woman else 0.01, "low_platelets": 0.004}),
        "cancer_status": _mostly(chance, "never", {"past_over_5y": 0.02, "past_under_5y": 0.01}),
        "bloodborne_infection": _ticks(chance, {"hepatitis_b": 0.005, "hiv": 0.004}),
        "heart_circulation": _ticks(
            chance, {"high_bp_controlled": 0.08, "high_bp_uncontrolled": 0.01, "arrhythmia": 0.01}
        ),
        "diabetes": _mostly(chance, "none", {"controlled": 0.04, "uncontrolled": 0.005, "not_sure": 0.01}),
        "autoimmune": _mostly(chance, "none", {"controlled": 0.03, "active": 0.004, "not_sure": 0.01}),
        "organ_disease": ["none"],
        "keloid_history": _mostly(chance, "no", {"family_only": 0.02, "yes": 0.02, "not_sure": 0.03}),
        "allergies": _ticks(chance, {"latex": 0.02, "other": 0.12, "local_anaesthetic": 0.008}),
        "product_objections": _ticks(chance, {"porcine": 0.06, "any_animal": 0.04, "human_donor": 0.05}),
        "smoking": _pick(
            chance, {"never": 62, "stopped_over_4w": 14, "vape": 10, "under_10_day": 8, "ten_plus_day": 6}
        ),
        "gender_affirming_hormones": "no",
    }
    if woman:
        answers["pregnancy_status"] = _mostly(
            chance,
            "no",
            {"planning_within_6m": 0.06, "postpartum_lt_12m": 0.04, "breastfeeding": 0.02, "prefer_not_to_say": 0.02},
        )
    return answers


def _hopes(chance: random.Random) -> dict[str, object]:
    goals = [
        g
        for g, share in {
            "restore_hairline": 0.5,
            "fill_crown": 0.35,
            "thicken_existing": 0.55,
            "slow_loss": 0.45,
            "keep_future_options": 0.1,
        }.items()
        if chance.random() < share
    ]
    return {
        "goals": goals or ["thicken_existing"],
        "expected_result": _pick(
            chance,
            {
                "teenage_density": 6,
                "clear_improvement": 56,
                "modest_thickening": 26,
                "slow_further_loss": 8,
                "not_sure": 4,
            },
        ),
        "accepts_uncertainty": _mostly(chance, "yes", {"no": 0.03, "not_sure": 0.12}),
        "accepts_maintenance": _mostly(chance, "yes", {"no": 0.1, "not_sure": 0.2}),
        "phq2_interest": _pick(chance, {"0": 62, "1": 28, "2": 7, "3": 3}),
        "phq2_mood": _pick(chance, {"0": 66, "1": 25, "2": 6, "3": 3}),
        "appearance_hours": _mostly(
            chance, "under_1h", {"one_to_three_h": 0.2, "over_three_h": 0.04, "prefer_not_to_say": 0.03}
        ),
        "appearance_impact": _pick(chance, {"not_at_all": 34, "somewhat": 52, "a_lot": 12, "prefer_not_to_say": 2}),
        "shave_preference": _pick(chance, {"yes": 48, "only_hidden_areas": 34, "no": 18}),
        "downtime_days": _pick(chance, {"none": 10, "d1_to_3": 30, "d4_to_10": 44, "over_10": 16}),
        "budget_band": _pick(
            chance, {"under_2k": 24, "k2_to_6k": 40, "k6_to_15k": 20, "over_15k": 4, "prefer_not_to_say": 12}
        ),
        "timeline": _pick(chance, {"asap": 22, "within_6m": 38, "within_12m": 20, "just_researching": 20}),
        "banking_interest": _pick(chance, {"no": 70, "maybe": 24, "yes": 6}),
    }
