from django.apps import AppConfig

# After each of these there may be something new for the public; what none of them tells of, the sweep finds.
HEARD = (
    "case.arranged",
    "case.decided",
    "inspection.published",
    "inspection.review_decided",
    "notice.complied",
    "notice.concluded",
    "notice.issued",
    "notice.lifted",
    "notice.not_complied",
    "notice.publicity_changed",
    "notice.withdrawn",
    "plan.report_published",
    "ratings.imported",
    "release.published",
    "release.withdrawn",
    "special_measures.entered",
    "special_measures.extended",
    "special_measures.left",
    "succession.recorded",
)


class NewsConfig(AppConfig):
    name = "publication.news"
    label = "news"

    def ready(self) -> None:
        from oversight.records.outbox import subscribe
        from publication.news.writing import write_after

        for event in HEARD:
            subscribe(event, "news.write", write_after)
