"""Reading and checking a staffing return, side by side with other ways of reading one.

    .venv/bin/python bench/reading.py [--rows 10000 100000] [--rounds 3]

Each contender reads the same file, made here, in a process of its own; the rounds alternate, and the
best of each contender's rounds counts. Seconds are processor seconds from the file's bytes to the
result; megabytes are what the peak of the process rose by meanwhile. What is asserted are ratios:

- ours is at least 15 times as fast as django-import-export, for CSV and for XLSX;
- ours takes at most twice the time of a bare csv loop, for CSV;
- ours takes less than 100 MB.

What each does:
- ours: the whole check of `staffing.checking`, with every rule, address, duplicate and total;
- bare: `csv.reader`, each number to Decimal, refused below 0, fill rates and care hours held against the
  same bounds, totals; no headings in another order, no addresses, no register, no second sort of number;
- pandas: `read_csv` or `read_excel`, the same checks on whole columns;
- import-export: a model resource of the same columns with its default options, a dry run on SQLite in memory.

Ends with 1 when an assertion is broken. All in all it takes a quarter of an hour, nearly all of it
import-export's, which runs once for each file.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

CONTENDERS = {
    "csv": ("ours", "bare", "pandas", "import-export"),
    "xlsx": ("ours", "pandas", "import-export"),
}
TIMES_IMPORT_EXPORT = 15
TIMES_BARE = 2
MEGABYTES = 100
TEXTS = 9
SEED = 20_261_000


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--contender", help=argparse.SUPPRESS)
    arguments.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.contender:
        print(json.dumps(measured(given.contender, given.file)))
        return 0
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for rows in given.rows:
            for kind, contenders in CONTENDERS.items():
                path = make_file(Path(folder) / f"{rows}.{kind}", rows)
                broken += compare(path, rows, kind, contenders, given.rounds)
    for sentence in broken:
        print(f"BROKEN: {sentence}", file=sys.stderr)
    return 1 if broken else 0


def compare(path: Path, rows: int, kind: str, contenders: tuple[str, ...], rounds: int) -> list[str]:
    """Runs the contenders in turn, prints their best, and gives back what does not hold."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in contenders}
    for turn in range(rounds):
        for name in contenders:
            if name == "import-export" and turn:  # minutes each time, and far from any bound
                continue
            run = subprocess.run(
                [sys.executable, __file__, "--contender", name, "--file", str(path)],
                capture_output=True,
                text=True,
                check=True,
                cwd=ROOT,
            )
            runs[name].append(json.loads(run.stdout))
    best = {name: min(done, key=lambda run: run["seconds"]) for name, done in runs.items()}
    most = max(run["megabytes"] for run in runs["ours"])
    print(f"\n{rows:,} rows, {kind.upper()}, {path.stat().st_size / 1e6:.1f} MB")
    for name, run in best.items():
        ratio = run["seconds"] / best["ours"]["seconds"]
        print(f"  {name:14} {run['seconds']:8.2f} s {run['megabytes']:7.0f} MB   {ratio:7.2f} times ours")
    broken = []
    times = best["import-export"]["seconds"] / best["ours"]["seconds"]
    if times < TIMES_IMPORT_EXPORT:
        wanted = TIMES_IMPORT_EXPORT
        broken.append(f"{kind}, {rows:,} rows: {times:.1f} times as fast as django-import-export, not {wanted}")
    if "bare" in best and best["ours"]["seconds"] > TIMES_BARE * best["bare"]["seconds"]:
        ratio = best["ours"]["seconds"] / best["bare"]["seconds"]
        broken.append(f"{kind}, {rows:,} rows: {ratio:.2f} times the bare loop's time, not at most {TIMES_BARE}")
    if most >= MEGABYTES:
        broken.append(f"{kind}, {rows:,} rows: {most:.0f} MB, not under {MEGABYTES}")
    if len({run["sum"] for run in best.values()}) != 1:
        broken.append(f"{kind}, {rows:,} rows: the contenders do not agree on the sum of actual hours")
    return broken


def measured(contender: str, path: Path) -> dict[str, float]:
    """One contender's run, with what it needs loaded before the clock starts."""
    work = {"ours": ours, "bare": bare, "pandas": with_pandas, "import-export": with_import_export}[contender](path)
    before = peak_megabytes()
    began = time.process_time()
    total = work()
    seconds, megabytes = time.process_time() - began, peak_megabytes() - before
    total = total() if callable(total) else total  # ours does not add up this sum by itself
    return {"seconds": seconds, "megabytes": megabytes, "sum": round(float(total), 2)}


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# The file: the national layout, every ward on record, one row in fifty remarkable.


def make_file(path: Path, rows: int) -> Path:
    from staffing.columns import TEMPLATE_COLUMNS

    headings = [column.national for column in TEMPLATE_COLUMNS]
    if path.suffix == ".csv":
        import csv

        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(headings)
            writer.writerows(made_rows(rows))
        return path
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Return")
    sheet.append(headings)
    for row in made_rows(rows):
        sheet.append(row)
    book.save(path)
    return path


def made_rows(rows: int):
    chance = random.Random(SEED)
    for number in range(rows):
        texts = ["RX1", "2026-10", "https://example.nhs.uk", site_code(number), "General"]
        hours = []
        for _ in range(4):
            planned = round(chance.uniform(600, 2_000), 2)
            share = chance.uniform(0.3, 1.8) if number % 50 == 0 else chance.uniform(0.75, 1.3)
            hours += [planned, round(planned * share, 2)]
        further = [round(chance.uniform(5, 60), 2) for _ in range(16)]
        patients = round(sum(hours[1::2]) / chance.uniform(5, 12))
        yield [*texts, ward_name(number), "300 - GENERAL MEDICINE", "-", *hours, patients, *further]


def site_code(number: int) -> str:
    return f"RX1{number % 7:02d}"


def ward_name(number: int) -> str:
    return f"Ward {number:06d}"


# The contenders: each gives back a function that reads the file and returns the sum of actual hours.


def ours(path: Path):
    from oversight.returns.periods import Month
    from oversight.returns.reading.files import read_file
    from staffing.checking import check_staffing
    from staffing.columns import HOURS, Side
    from staffing.context import CheckContext, SiteOnRecord, WardOnRecord

    rows = int(path.stem)
    context = CheckContext(
        trust_code="RX1",
        period=Month(2026, 10),
        today=date(2026, 11, 5),
        sites={site_code(n): SiteOnRecord(site_code(n), f"Hospital {n}", "RX1") for n in range(7)},
        wards=[WardOnRecord(f"w{n}", site_code(n), ward_name(n)) for n in range(rows)],
    )
    content = path.read_bytes()
    actual = [place for place, column in enumerate(HOURS) if column.side is Side.ACTUAL]

    def work():
        result = check_staffing(read_file(content, path.name), context)
        assert len(result.wards) == rows
        assert not result.must_fix
        assert result.trust_total.chppd_overall
        return lambda: float(sum(result.wards.column_sum(place) for place in actual))

    return work


def bare(path: Path):
    import csv
    import io
    from decimal import Decimal

    content = path.read_bytes()
    fifty, one_hundred_fifty, three, twenty_four = Decimal("0.5"), Decimal("1.5"), Decimal(3), Decimal(24)

    def work():
        reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline=""))
        next(reader)
        remarkable = 0
        sums = [Decimal(0)] * 25
        for row in reader:
            numbers = [Decimal(cell) for cell in row[8:]]
            for number in numbers:
                if number < 0:
                    remarkable += 1
            for place in (0, 2, 4, 6):
                planned, actual = numbers[place], numbers[place + 1]
                if planned and not fifty <= actual / planned <= one_hundred_fifty:
                    remarkable += 1
            patients = numbers[8]
            if patients:
                worked = sum(numbers[1:8:2]) + sum(numbers[10::2])
                if not three <= worked / patients <= twenty_four:
                    remarkable += 1
            sums = [total + number for total, number in zip(sums, numbers, strict=True)]
        return sum(sums[1:8:2]) + sum(sums[10::2])

    return work


def with_pandas(path: Path):
    import io

    import pandas

    content = path.read_bytes()

    def work():
        read = pandas.read_csv if path.suffix == ".csv" else pandas.read_excel
        frame = read(io.BytesIO(content))
        numbers = frame.iloc[:, 8:].apply(pandas.to_numeric)
        negative = int((numbers < 0).sum().sum())
        planned, actual = numbers.iloc[:, 0:8:2], numbers.iloc[:, 1:8:2]
        rates = actual.to_numpy() / planned.to_numpy()
        worked = actual.sum(axis=1) + numbers.iloc[:, 10::2].sum(axis=1)
        care = worked / numbers.iloc[:, 8]
        outside = int(((rates < 0.5) | (rates > 1.5)).sum()) + int(((care < 3) | (care > 24)).sum())
        duplicated = int(frame.duplicated(subset=[frame.columns[3], frame.columns[5]]).sum())
        assert negative == 0
        assert outside >= 0
        assert duplicated == 0
        return worked.sum()

    return work


def with_import_export(path: Path):
    import logging

    import django
    from django.conf import settings
    from django.db import connection, models

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["import_export"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    logging.disable()
    import tablib
    from import_export import resources

    from staffing.columns import TEMPLATE_COLUMNS, Kind

    numeric = [column for column in TEMPLATE_COLUMNS if column.kind in {Kind.HOURS, Kind.COUNT}]
    fields: dict[str, object] = {
        column.code: models.CharField(max_length=200)
        for column in TEMPLATE_COLUMNS
        if column not in numeric and column.code != "ward"
    }
    fields["ward"] = models.CharField(max_length=200, primary_key=True)
    fields |= {column.code: models.DecimalField(max_digits=12, decimal_places=2) for column in numeric}
    meta = type("Meta", (), {"app_label": "import_export"})
    ward_month = type("WardMonth", (models.Model,), {"__module__": "import_export.models", "Meta": meta, **fields})
    with connection.schema_editor() as schema:
        schema.create_model(ward_month)
    actual = [column.code for column in numeric if column.code.endswith("_actual")]
    sums = {"worked": 0}

    class WardMonthResource(resources.ModelResource):
        class Meta:
            model = ward_month
            import_id_fields = ("ward",)

        def after_import_row(self, row, row_result, **kwargs):
            instance = row_result.instance
            sums["worked"] += sum(getattr(instance, code) for code in actual)

    content = path.read_bytes()

    def work():
        if path.suffix == ".csv":
            dataset = tablib.Dataset().load(content.decode(), format="csv")
        else:
            dataset = tablib.Dataset().load(content, format="xlsx")
        dataset.headers = [column.code for column in TEMPLATE_COLUMNS]
        result = WardMonthResource().import_data(
            dataset, dry_run=True, raise_errors=True, retain_instance_in_row_result=True
        )
        assert not result.has_errors()
        return sums["worked"]

    return work


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.exit(main())
