"""The numbers of KO41a by section, under the headings of the published files, and the numbers that the policy asks for.

Sections 2 to 8 of KO41a (NHS England, Data on Written Complaints in the NHS, 2024-25: 86 columns for an organisation,
88 for a site). The lists of service areas, subjects and professions are those of the published files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Section(StrEnum):
    """The sections of KO41a that hold numbers."""

    SUMMARY = "summary"
    AGE = "age"
    STATUS = "status"
    SERVICE = "service"
    CLINICAL = "clinical"
    SUBJECT = "subject"
    PROFESSION = "profession"

    @property
    def label(self) -> str:
        """What pages call it."""
        return _SECTION_LABELS[self]


_SECTION_LABELS = {
    Section.SUMMARY: "Complaints in all",
    Section.AGE: "Age of the patient",
    Section.STATUS: "Who complained",
    Section.SERVICE: "Service area",
    Section.CLINICAL: "Clinical treatment",
    Section.SUBJECT: "Subject",
    Section.PROFESSION: "Profession",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One number of KO41a. heading: as published. label: for people. is_total: added up from others of its section.

    code: the heading in small letters, what it is called in the record.
    """

    section: Section
    heading: str
    label: str
    is_total: bool = False
    code: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "code", self.heading.lower())


def _items(section: Section, start: str, *labels: tuple[str, str]) -> tuple[Item, ...]:
    return tuple(Item(section, f"{start}_{end}", label) for end, label in labels)


SUMMARY = (
    Item(Section.SUMMARY, "Complaints_Total_Brought_Forward", "Brought forward"),
    Item(Section.SUMMARY, "Complaints_Total_New", "New"),
    Item(Section.SUMMARY, "Complaints_Total_Resolved", "Resolved"),
    Item(Section.SUMMARY, "Complaints_Number_Upheld", "Upheld"),
    Item(Section.SUMMARY, "Complaints_Number_Partially_Upheld", "Partially upheld"),
    Item(Section.SUMMARY, "Complaints_Number_Not_Upheld", "Not upheld"),
    Item(Section.SUMMARY, "Complaints_Total_Carried_Forward", "Carried forward"),
)
AGES = _items(
    Section.AGE,
    "Age",
    ("0_5", "0 to 5"),
    ("6_17", "6 to 17"),
    ("18_25", "18 to 25"),
    ("26_55", "26 to 55"),
    ("56_64", "56 to 64"),
    ("65_74", "65 to 74"),
    ("75_And_Over", "75 and over"),
    ("Unknown", "Age not known"),
)
STATUSES = _items(
    Section.STATUS,
    "Status",
    ("Patient", "Patient"),
    ("Parent", "Parent"),
    ("Guardian", "Guardian"),
    ("Carer", "Carer"),
    ("Other", "Somebody else"),
)
SERVICES = _items(
    Section.SERVICE,
    "Service",
    ("Ambulance", "Ambulance services"),
    ("Inpatient", "Inpatient care"),
    ("Outpatient", "Outpatient care"),
    ("Emergency", "Emergency care"),
    ("Other_Community_Healthcare", "Other community healthcare"),
    ("Commissioning", "Commissioning"),
    ("Mental_Health", "Mental health"),
    ("Maternity", "Maternity"),
    ("Other", "Other services"),
)
CLINICAL = _items(
    Section.CLINICAL,
    "Clinical_Treatment",
    ("Accident_And_Emergency", "Clinical treatment: accident and emergency"),
    ("Anaesthetics", "Clinical treatment: anaesthetics"),
    ("Clinical_Oncology", "Clinical treatment: clinical oncology"),
    ("Dental_Group", "Clinical treatment: dental"),
    ("General_Medicine_Group", "Clinical treatment: general medicine"),
    ("Obstetrics_And_Gynaecology", "Clinical treatment: obstetrics and gynaecology"),
    ("Paediatric_Group", "Clinical treatment: paediatrics"),
    ("Pathology_Group", "Clinical treatment: pathology"),
    ("PHM_And_CHS_Group", "Clinical treatment: public health and community health services"),
    ("Psychiatry_Group", "Clinical treatment: psychiatry"),
    ("Radiology_Group", "Clinical treatment: radiology"),
    ("Surgical_Group", "Clinical treatment: surgery"),
)
SUBJECTS = _items(
    Section.SUBJECT,
    "Subject_Area",
    ("Access_To_Treatment_Or_Drugs", "Access to treatment or drugs"),
    ("Admissions_Discharge_And_Transfers", "Admissions, discharge and transfers"),
    ("Appointments", "Appointments"),
    ("Commissioning_Services", "Commissioning"),
    ("Communications", "Communications"),
    ("Consent_To_Treatment", "Consent to treatment"),
    ("End_Of_Life_Care", "End of life care"),
    ("Facilities_Services", "Facilities"),
    ("Integrated_Care", "Integrated care"),
    ("Patient_Care_Including_Nutrition_Hydration", "Patient care, with food and drink"),
    ("Mortuary_And_Post_Mortem_Arrangements", "Mortuary and post-mortem"),
    ("Prescribing_Errors", "Prescribing errors"),
    ("Privacy_Dignity_And_Wellbeing", "Privacy, dignity and wellbeing"),
    ("Restraint", "Restraint"),
    ("Staffing_Numbers", "Staff numbers"),
    ("Transport", "Transport"),
    ("Trust_Administration", "Trust administration"),
    ("Values_And_Behaviours", "Values and behaviours of staff"),
    ("Waiting_Times", "Waiting times"),
    ("Other", "Other subjects"),
)
PROFESSIONS = _items(
    Section.PROFESSION,
    "Profession",
    ("Medical", "Medical"),
    ("Dental", "Dental"),
    ("Nursing", "Nursing"),
    ("Midwifery", "Midwifery"),
    ("Health_Visiting_Staff", "Health visiting"),
    ("Scientific_Therapeutic_And_Technical", "Scientific, therapeutic and technical"),
    ("Ambulance", "Ambulance crews"),
    ("Support_To_Clinical_Staff", "Support to clinical staff"),
    ("NHS_Infrastructure_Support", "Infrastructure support"),
    ("Other", "Other professions"),
)


def _total(section: Section, heading: str, label: str) -> Item:
    return Item(section, heading, label, is_total=True)


AGE_TOTAL = _total(Section.AGE, "Age_Total", "Ages in all")
STATUS_TOTAL = _total(Section.STATUS, "Status_Total", "Complainants in all")
SERVICE_TOTAL = _total(Section.SERVICE, "Service_Total", "Service areas in all")
CLINICAL_TOTAL = _total(Section.CLINICAL, "Clinical_Treatment_Sub_Total", "Clinical treatment in all")
SUBJECT_SUB_TOTAL = _total(Section.SUBJECT, "Subject_Area_Sub_Total", "Other subjects in all")
SUBJECT_TOTAL = _total(Section.SUBJECT, "Subject_Area_Total", "Subjects in all, with clinical treatment")
PROFESSION_TOTAL = _total(Section.PROFESSION, "Profession_Total", "Professions in all")

ITEMS: tuple[Item, ...] = (
    *SUMMARY,
    *AGES,
    AGE_TOTAL,
    *STATUSES,
    STATUS_TOTAL,
    *SERVICES,
    SERVICE_TOTAL,
    *CLINICAL,
    CLINICAL_TOTAL,
    *SUBJECTS,
    SUBJECT_SUB_TOTAL,
    SUBJECT_TOTAL,
    *PROFESSIONS,
    PROFESSION_TOTAL,
)
"""All 78, in the order of the published files."""

ITEM_BY_CODE = {item.code: item for item in ITEMS}


@dataclass(frozen=True, slots=True)
class Asked:
    """One number that the policy asks for beyond KO41a, for the whole trust. source: where it is asked."""

    code: str
    label: str
    guidance: str
    source: str


ASKED: tuple[Asked, ...] = (
    Asked(
        "interventions",
        "Patient interventions",
        "Finished consultant episodes, outpatient attendances and A&E attendances in the quarter added up, or by the "
        "definition that you give.",
        "Hard Truths, paragraph 1.37",
    ),
    Asked(
        "acknowledged_in_time",
        "Acknowledged within three working days",
        "New complaints acknowledged not later than three working days after the day received.",
        "SI 2009/309, regulation 13",
    ),
    Asked(
        "offered_conversation",
        "Offered a conversation at the start",
        "New complaints whose complainant was offered a discussion of how it will be handled, and by when.",
        "SI 2009/309, regulation 13; Hard Truths, paragraph 1.37",
    ),
    Asked(
        "offered_clinician",
        "Offered their clinician",
        "New complaints whose complainant was offered a talk with the clinician concerned.",
        "Hard Truths, paragraph 1.37",
    ),
    Asked(
        "answers_due",
        "Answers due",
        "Complaints whose agreed time for an answer ended in the quarter.",
        "SI 2009/309, regulation 14",
    ),
    Asked(
        "answered_in_agreed_time",
        "Answered within the agreed time",
        "Of the answers due, those sent within the agreed time.",
        "SI 2009/309, regulation 14",
    ),
    Asked(
        "answers_sent",
        "Answers sent",
        "Complaints answered in writing in the quarter.",
        "SI 2009/309, regulation 14",
    ),
    Asked(
        "signed_by_responsible_person",
        "Answers signed by the responsible person",
        "Of the answers sent, those signed by the chief executive or the person authorised to act for them.",
        "SI 2009/309, regulations 4 and 14; Hard Truths, paragraph 1.37",
    ),
    Asked(
        "reopened",
        "Opened again",
        "Of the answers sent, complaints that were opened again by the end of the quarter.",
        "Ours: there is no national collection",
    ),
    Asked(
        "six_months_ended",
        "Six months ended",
        "Complaints whose six months after the day received ended in the quarter.",
        "SI 2009/309, regulation 14",
    ),
    Asked(
        "beyond_six_months",
        "Without an answer after six months",
        "Of these, complaints without an answer and without an extension agreed before the six months ended.",
        "SI 2009/309, regulation 14",
    ),
    Asked(
        "serious",
        "Complaints that amount to a serious incident",
        "New complaints that amount to a serious incident.",
        "Hard Truths, paragraph 1.37",
    ),
    Asked(
        "independent_offered",
        "Independent investigation offered",
        "Of the serious ones, complaints whose complainant was offered an independent local investigation.",
        "Hard Truths, paragraph 1.37",
    ),
    Asked(
        "ombudsman_referred",
        "Referred to the Ombudsman",
        "Complaints that the trust was told in the quarter were referred to the Ombudsman.",
        "Hard Truths, paragraph 1.37; SI 2009/309, regulation 18",
    ),
    Asked(
        "ombudsman_investigated",
        "Taken up by the Ombudsman for investigation",
        "Complaints that the trust was told in the quarter the Ombudsman investigates.",
        "Parliamentary and Health Service Ombudsman, complaints about acute trusts",
    ),
    Asked(
        "ombudsman_settled",
        "Settled by the Ombudsman without an investigation",
        "Complaints closed or resolved at assessment in the quarter.",
        "Parliamentary and Health Service Ombudsman, complaints about acute trusts",
    ),
    Asked(
        "ombudsman_upheld",
        "Upheld by the Ombudsman",
        "Investigations that ended in the quarter and upheld the complaint.",
        "Parliamentary and Health Service Ombudsman, complaints about acute trusts",
    ),
    Asked(
        "ombudsman_partly_upheld",
        "Partly upheld by the Ombudsman",
        "Investigations that ended in the quarter and upheld a part of the complaint.",
        "Parliamentary and Health Service Ombudsman, complaints about acute trusts",
    ),
    Asked(
        "ombudsman_not_upheld",
        "Not upheld by the Ombudsman",
        "Investigations that ended in the quarter and did not uphold the complaint, or were given up.",
        "Parliamentary and Health Service Ombudsman, complaints about acute trusts",
    ),
)
ASKED_BY_CODE = {asked.code: asked for asked in ASKED}
