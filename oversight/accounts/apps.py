from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "oversight.accounts"
    label = "accounts"

    def ready(self) -> None:
        from oversight.accounts import signing_record
        from oversight.accounts.alarms import tell_watchers
        from oversight.accounts.messages import WRITTEN, send_written
        from oversight.records.outbox import subscribe
        from oversight.records.queues import RAISED

        subscribe(WRITTEN, "accounts.send_message", send_written)
        subscribe(RAISED, "accounts.tell_watchers", tell_watchers)
        signing_record.connect()
