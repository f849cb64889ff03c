from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "ratings"
    label = "ratings"

    def ready(self) -> None:
        from oversight.records.outbox import subscribe
        from ratings.subscribing import SUBSCRIBER, ask_after_acceptance, ask_after_closing

        subscribe("return.accepted", SUBSCRIBER, ask_after_acceptance)
        subscribe("ward.closed", SUBSCRIBER, ask_after_closing)
        subscribe("ward.reopened", SUBSCRIBER, ask_after_closing)
