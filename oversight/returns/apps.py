from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "oversight.returns"
    label = "returns"

    def ready(self) -> None:
        from oversight.records.outbox import subscribe
        from oversight.records.references import register_kind
        from oversight.returns import checking, marked_copies, notices, references

        register_kind("submission", references.describe_submission)
        register_kind("return_version", references.describe_version)
        subscribe(
            "return.received",
            "returns.check",
            checking.check_when_received,
            own_transactions=True,
            when_set_aside=checking.give_up,
        )
        subscribe("return.checked", "returns.mark", marked_copies.mark_when_checked, own_transactions=True)
        subscribe("return.signature_wanted", "returns.tell_signatories", notices.tell_signatories)
        subscribe("return.returned", "returns.tell_preparer", notices.tell_preparer)
        subscribe("return.accepted", "returns.tell_of_acceptance", notices.tell_of_acceptance)
