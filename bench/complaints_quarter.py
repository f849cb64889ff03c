"""Checking a national quarter of complaints: 230 organisations with 2,900 sites, beside a bare loop over the same rows.

    .venv/bin/python bench/complaints_quarter.py [--rounds 3] [--organisations 230] [--sites 2900]

The quarter is made here, satisfies every identity of KO41a, and is checked in three ways:

- apart: each organisation's own file of 88 columns, its row and those of its sites, each by its own check;
- apart, as workbooks: the same files as XLSX;
- one for all: the published file of all organisations, sent by every one of them, so that each check reads all rows.

The bare loop reads each organisation's own CSV with ``csv.reader``, makes each number an ``int``, and holds the same
identities within rows and between sites and organisation: no headings, no addresses, no periods, no texts.

Seconds are processor seconds, the best of the rounds, which alternate. What is asserted: each way takes less than 10
seconds, and apart, as CSV, at most 20 times the bare loop. Ends with 1 where that is broken.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SECONDS = 10
TIMES_BARE = 20
SEED = 20_240_400
YEAR, ORGANISATION, SITE, FIRST_NUMBER = 0, 5, 7, 10


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--organisations", type=int, default=230)
    arguments.add_argument("--sites", type=int, default=2900)
    given = arguments.parse_args()
    heading, quarter = made_quarter(given.organisations, given.sites)
    everything = as_csv([heading, *(row for rows in quarter.values() for row in rows)])
    csv_files = {code: as_csv([heading, *rows]) for code, rows in quarter.items()}
    workbooks = {code: as_workbook([heading, *rows]) for code, rows in quarter.items()}
    expected = sum(int(rows[0][FIRST_NUMBER + 1]) for rows in quarter.values())
    work: dict[str, Callable[[], int]] = {
        "bare loop": lambda: sum(bare(content) for content in csv_files.values()),
        "apart": lambda: checked_apart(csv_files, "return.csv"),
        "apart, as workbooks": lambda: checked_apart(workbooks, "return.xlsx"),
        "one for all": lambda: checked_apart(dict.fromkeys(quarter, everything), "return.csv"),
    }
    best = dict.fromkeys(work, float("inf"))
    broken = []
    for _ in range(given.rounds):
        for name, run in work.items():
            began = time.process_time()
            new = run()
            best[name] = min(best[name], time.process_time() - began)
            if new != expected:
                broken.append(f"{name}: {new:,} new complaints, not {expected:,}")
    rows = sum(len(rows) for rows in quarter.values())
    print(f"{given.organisations:,} organisations, {rows:,} rows, {len(everything) / 1e6:.1f} MB of CSV")
    print(f"load {os.getloadavg()[0]:.1f}")
    for name, seconds in best.items():
        print(f"  {name:22} {seconds:8.2f} s   {seconds / best['bare loop']:7.1f} times the bare loop")
    broken += [f"{name}: {taken:.1f} s, not under {SECONDS}" for name, taken in best.items() if taken >= SECONDS]
    if best["apart"] > TIMES_BARE * best["bare loop"]:
        ratio = best["apart"] / best["bare loop"]
        broken.append(f"apart: {ratio:.1f} times the bare loop, not at most {TIMES_BARE}")
    for sentence in broken:
        print(f"BROKEN: {sentence}", file=sys.stderr)
    return 1 if broken else 0


def checked_apart(files: dict[str, bytes], filename: str) -> int:
    """Check each organisation's file; return all new complaints. Nothing may have to be fixed."""
    from complaints.checking import check_complaints
    from complaints.context import CheckContext
    from complaints.periods import ComplaintsPeriod
    from oversight.returns.reading.files import read_file

    period, today = ComplaintsPeriod.parse("2024-Q4"), date(2025, 5, 1)
    new = 0
    for code, content in files.items():
        result = check_complaints(read_file(content, filename), CheckContext(code, period, today))
        assert not result.must_fix, result.findings[0]
        new += result.totals.new or 0
    return new


def bare(content: bytes) -> int:
    """Hold the identities with as little else as possible; return all new complaints."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline=""))
    next(reader)
    wholes: dict[str, list[int]] = {}
    sums: dict[str, list[int]] = {}
    for row in reader:
        numbers = [int(cell) if cell else 0 for cell in row[FIRST_NUMBER:]]
        brought, new, resolved, upheld, partly, not_upheld, carried = numbers[:7]
        assert resolved == upheld + partly + not_upheld
        assert carried == brought + new - resolved >= 0
        assert sum(numbers[7:15]) == numbers[15] == new
        assert sum(numbers[16:21]) == numbers[21] == new
        assert sum(numbers[22:31]) == numbers[31] >= new
        assert sum(numbers[32:44]) == numbers[44]
        assert sum(numbers[45:65]) == numbers[65]
        assert numbers[44] + numbers[65] == numbers[66] >= new
        assert sum(numbers[67:77]) == numbers[77] >= new
        code = row[ORGANISATION]
        if not row[SITE]:
            wholes[code] = numbers
        elif code in sums:
            sums[code] = [total + number for total, number in zip(sums[code], numbers, strict=True)]
        else:
            sums[code] = numbers
    assert wholes == sums
    return sum(numbers[1] for numbers in wholes.values())


# The quarter: every organisation with its sites, each row as KO41a is published.


def made_quarter(organisations: int, sites: int) -> tuple[list[str], dict[str, list[list[str]]]]:
    """Return the heading, and by organisation its own row and those of its sites."""
    from complaints.columns import COUNTS_COLUMNS

    chance = random.Random(SEED)
    quarter: dict[str, list[list[str]]] = {}
    for number in range(organisations):
        code = f"R{number:03d}"
        count = sites // organisations + (number < sites % organisations)
        counts = [site_counts(chance) for _ in range(count)]
        whole = [sum(column) for column in zip(*counts, strict=True)]
        quarter[code] = [row(code, "", whole)]
        quarter[code] += [row(code, f"{code}{place:02d}", numbers) for place, numbers in enumerate(counts)]
    return [column.heading for column in COUNTS_COLUMNS], quarter


def row(code: str, site: str, numbers: list[int]) -> list[str]:
    about = ["2024-Q4", "Y58", "South West", "QVV", "Dorset", code, f"Trust {code}", site, site and f"Hospital {site}"]
    return [*about, "Acute", *map(str, numbers)]


def site_counts(chance: random.Random) -> list[int]:
    """Return the 78 numbers of a site in which every identity holds."""
    brought, new = chance.randint(0, 12), chance.randint(0, 30)
    resolved = chance.randint(0, brought + new)
    upheld = chance.randint(0, resolved)
    partly = chance.randint(0, resolved - upheld)
    summary = [brought, new, resolved, upheld, partly, resolved - upheld - partly, brought + new - resolved]
    clinical, subjects = parted(chance, new // 2, 12), parted(chance, new - new // 2 + chance.randint(0, 9), 20)
    return [
        *summary,
        *with_total(parted(chance, new, 8)),
        *with_total(parted(chance, new, 5)),
        *with_total(parted(chance, new + chance.randint(0, 5), 9)),
        *with_total(clinical),
        *with_total(subjects),
        sum(clinical) + sum(subjects),
        *with_total(parted(chance, new + chance.randint(0, 5), 10)),
    ]


def parted(chance: random.Random, total: int, boxes: int) -> list[int]:
    cuts = sorted(chance.randint(0, total) for _ in range(boxes - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]


def with_total(numbers: list[int]) -> list[int]:
    return [*numbers, sum(numbers)]


def as_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_MINIMAL).writerows(rows)
    return text.getvalue().encode()


def as_workbook(rows: list[list[str]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("KO41a")
    for cells in rows:
        sheet.append([int(cell) if cell.isdigit() else cell or None for cell in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.exit(main())
