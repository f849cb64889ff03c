from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "ratings"
    label = "ratings"

    def ready(self) -> None:
        from oversight.records.outbox import subscribe
        from ratings import subscribing
        from ratings.special_measures.recording import EVENTS

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
        subscribe("ratings.imported", subscribing.SUBSCRIBER, subscribing.ask_after_import)
        subscribe("succession.recorded", subscribing.SUBSCRIBER, subscribing.ask_after_succession)
