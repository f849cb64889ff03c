from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "ratings.plans"
    label = "plans"

    def ready(self) -> None:
        from oversight.records.references import register_kind
        from ratings.plans.references import describe_plan, describe_report

        register_kind("plan", describe_plan)
        register_kind("plan_report", describe_report)
