from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "ratings"
    label = "ratings"

    def ready(self) -> None:
        from inspections.special_measures import register_special_measures
        from oversight.records.outbox import subscribe
        from oversight.records.queues import watch_queue
        from oversight.records.references import register_kind
        from ratings import requests, subscribing
        from ratings.mortality import telling
        from ratings.mortality.references import describe_alert
        from ratings.special_measures.recording import EVENTS
        from ratings.special_measures.standing import since_when

        register_special_measures(since_when)

        register_kind("mortality_alert", describe_alert)
        watch_queue("recomputations", requests.standing)
        subscribe("return.accepted", subscribing.SUBSCRIBER, subscribing.ask_after_acceptance)
        subscribe("ward.closed", subscribing.SUBSCRIBER, subscribing.ask_after_closing)
        subscribe("ward.reopened", subscribing.SUBSCRIBER, subscribing.ask_after_closing)
        for name in sorted(subscribing.OF_INSPECTIONS):
            subscribe(name, subscribing.SUBSCRIBER, subscribing.ask_after_inspection)
        for name in sorted(subscribing.OF_NOTICES):
            subscribe(name, subscribing.SUBSCRIBER, subscribing.ask_after_notice)
        subscribe("observations.imported", subscribing.SUBSCRIBER, subscribing.ask_after_observations)
        for name in sorted(EVENTS):
            subscribe(name, subscribing.SUBSCRIBER, subscribing.ask_after_special_measures)
        subscribe("plan.report_published", subscribing.SUBSCRIBER, subscribing.ask_after_report_on_plan)
        subscribe("ratings.imported", subscribing.SUBSCRIBER, subscribing.ask_after_import)
        subscribe("succession.recorded", subscribing.SUBSCRIBER, subscribing.ask_after_succession)
        subscribe("mortality.letter_sent", "ratings.tell_trust", telling.tell_trust_of_letter)
        subscribe("mortality.answered", "ratings.tell_inspectors", telling.tell_inspectors_of_answer)
