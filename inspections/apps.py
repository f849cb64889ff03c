from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    label = "inspections"

    def ready(self) -> None:
        from inspections import references, telling
        from inspections.complaint_samples import telling as telling_of_samples
        from inspections.enforcing import references as enforcement
        from inspections.enforcing import telling as telling_of_notices
        from oversight.records.outbox import subscribe
        from oversight.records.references import register_kind

        register_kind("inspection", references.describe_inspection)
        register_kind("evidence", references.describe_evidence)
        register_kind("complaint_sample", references.describe_complaint_sample)
        register_kind("notice", enforcement.describe_notice)
        register_kind("breach", enforcement.describe_breach)
        for name in telling.TRUST_IS_TOLD:
            subscribe(name, "inspections.tell_trust", telling.tell_trust)
        subscribe("inspection.information_requested", "inspections.tell_trust", telling.tell_trust_of_request)
        subscribe("inspection.information_given", "inspections.tell_team", telling.tell_team_of_answer)
        subscribe("inspection.departure_proposed", "inspections.tell_team", telling.tell_team_of_departure)
        for name in ("inspection.quality_reviewed", "inspection.sent_back"):
            subscribe(name, "inspections.tell_team", telling.tell_team_of_quality_review)
        for name in ("inspection.factual_accuracy_answered", "inspection.review_requested"):
            subscribe(name, "inspections.tell_managers", telling.tell_managers)
        subscribe("notice.issued", "inspections.tell_trust", telling_of_notices.tell_trust_of_notice)
        for name in telling_of_notices.DECIDED:
            subscribe(name, "inspections.tell_trust", telling_of_notices.tell_trust_of_decision)
        subscribe("notice.answered", "inspections.tell_inspectors", telling_of_notices.tell_inspectors_of_answer)
        subscribe(
            "notice.representation_made",
            "inspections.tell_inspectors",
            telling_of_notices.tell_inspectors_of_representation,
        )
        for name in ("complaint_sample.requested", "complaint_sample.withdrawn"):
            subscribe(name, "inspections.tell_trust", telling_of_samples.tell_trust_of_sample)
        subscribe("complaint_sample.answered", "inspections.tell_team", telling_of_samples.tell_team_of_sample)
