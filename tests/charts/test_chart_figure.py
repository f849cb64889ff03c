"""The figure that pages show: headline, sentence, picture, key and table, through the pages' own macro."""

from datetime import date

from django.template import engines

from oversight.charts import xmr_chart
from ratings.rules.monthly_series import XmrSeries, months_between
from ratings.rules.special_causes import Direction


def figure(values: list[float | None], subject: str) -> str:
    months = months_between(date(2026, 1, 1), date(2027, 12, 1))
    series = XmrSeries.of(dict(zip(months, values, strict=False)), direction=Direction.NEUTRAL)
    chart = xmr_chart(series, title_subject=subject, unit="%", decimals=1, noun="fill rate")
    page = '{% from "components/charts.html.jinja" import chart_figure %}{{ chart_figure(chart) }}'
    return str(engines["jinja2"].from_string(page).render({"chart": chart}))


def test_holds_everything_once_and_the_picture_unescaped() -> None:
    shown = figure([*[95.0, 97.0] * 6, 80.0], "Ward 4 & <b>5</b>")
    assert shown.count('<svg class="oversight-chart"') == 1
    assert "&lt;svg" not in shown
    assert "<b>" not in shown
    assert "The fill rate for January 2027 is 80.0%, below the lower limit of 90.7%." in shown
    assert "Mean, 96.0%" in shown
    assert shown.count('scope="row"') == 13
    assert "January 2027" in shown
    assert "Below the lower limit" in shown
    assert "style=" not in shown


def test_has_no_picture_and_no_table_where_there_is_nothing_to_show() -> None:
    shown = figure([None], "Ward 4")
    assert "Ward 4: no figures yet" in shown
    assert "<svg" not in shown
    assert "<table" not in shown
