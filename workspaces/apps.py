from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "workspaces"
    label = "workspaces"

    def ready(self) -> None:
        """Let the programme of inspections ask for the signals, which it cannot know itself."""
        from inspections.pages.trust_signals import register_signals
        from workspaces.inspector.programme_signals import staffing_signals_of_trusts

        register_signals(staffing_signals_of_trusts)
