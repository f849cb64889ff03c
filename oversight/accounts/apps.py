from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "oversight.accounts"
    label = "accounts"

    def ready(self) -> None:
        from oversight.accounts import signing_record
        from oversight.accounts.messages import WRITTEN, send_written
        from oversight.records.outbox import subscribe

        subscribe(WRITTEN, "accounts.send_message", send_written)
        signing_record.connect()
