"""Statistics over the real office: totals of a closed day by API, as CSV, and as pages with plots
in headless Chromium, in both languages."""

import csv
import io
import json
import pathlib
import subprocess

import pytest

from office_stack import Counter, NewOffice
from stack import SOURCE

METER = "4711"
PICTURES = SOURCE / "build" / "screenshots"
STORY = pathlib.Path(__file__).with_suffix(".mjs")
NAMES = ("sales", "use", "losses", "credit", "low_purchase", "no_purchase", "overdrawn", "tampering")


@pytest.fixture(scope="module")
def office():
    """Two customers; one bought 30 kWh for 1116, of which 186 are tax, on a day that is closed."""
    with NewOffice() as stack:
        office = stack.office
        office.open_account(METER, stack.tariff)
        office.open_account("4712", stack.tariff)
        counter = Counter(office)
        counter.insert()
        office.post("cards", {"meter": METER, "desk": "counter-1"})
        office.post("sales", {"meter": METER, "energy_wh": 30_000, "desk": "counter-1"})
        office.day = office.get("sales")["items"][0]["business_date"]
        office.post("days", {"date": office.day}, by="samuel")
        yield office


def statistic(office, question, by="samuel"):
    return office.get("statistics/" + question, by=by)["items"]


def test_the_sales_of_a_closed_day_are_told_by_each_grouping(office):
    figures = {"sales": 1, "energy_wh": 30_000, "net_minor": 930, "charge_minor": 0, "tax_minor": 186,
               "arrears_minor": 0, "total_minor": 1116}

    assert statistic(office, "sales") == [{"date": office.day, **figures}]
    for by, key in (("month", office.day[:7]), ("district", ""), ("tariff", "Home"), ("desk", "counter-1")):
        assert statistic(office, f"sales?by={by}") == [{by: key, **figures}]
    assert statistic(office, "sales?to=2020-01-01") == []


def test_who_buys_little_and_who_never_bought(office):
    low, none = statistic(office, "low_purchase"), statistic(office, "no_purchase")

    assert [(row["meter"], row["energy_wh"]) for row in low] == [(METER, 30_000)]
    assert statistic(office, "low_purchase?low_wh=29999") == []
    assert [(row["meter"], row["last_purchase"]) for row in none] == [("4712", None)]


def test_a_file_holds_the_same_table(office):
    answer = office.send("GET", "/api/v1/statistics/sales?by=desk&format=csv", by="ada")

    assert answer.kind == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.body)))
    assert [(row["desk"], row["total_minor"]) for row in rows] == [("counter-1", "1116")]


@pytest.mark.parametrize("name", NAMES)
def test_statistics_are_for_those_in_charge_and_auditors(office, name):
    for by in ("samuel", "grace", "ada"):
        assert statistic(office, name, by=by) is not None
    assert office.send("GET", f"/api/v1/statistics/{name}", by="wen").code == "not_permitted"


@pytest.mark.parametrize("question, status, field", [
    ("prices", 404, None),
    ("sales?by=area", 422, "by"),
    ("sales?by=", 422, "by"),
    ("credit?by=day", 422, "by"),
    ("sales?from=2026-02-30", 422, "from"),
    ("low_purchase?low_wh=-1", 422, "low_wh"),
    ("overdrawn?limit=1001", 422, "limit"),
    ("sales?format=xls", 422, "format"),
])
def test_a_question_that_cannot_be_asked_is_refused_by_its_field(office, question, status, field):
    answer = office.send("GET", f"/api/v1/statistics/{question}", by="samuel")

    assert (answer.status, answer.body.get("field")) == (status, field)


LINKS = "meter,transformer,district,from\n{},T1,North,2026-01-01\n"


def send(office, route, csv_text, by="samuel", **more):
    return office.send("POST", f"/api/v1/{route}", {"csv": csv_text, **more}, by=by)


def test_an_import_is_tried_before_it_is_kept_and_can_be_sent_again(office):
    dry = send(office, "premises", LINKS.format(METER), dry_run=True)
    assert (dry.status, dry.body["added"], dry.body["dry_run"]) == (200, 1, True)
    first = send(office, "premises", LINKS.format(METER))
    again = send(office, "premises", LINKS.format(METER))

    assert (first.status, first.body["added"], first.body["unchanged"]) == (201, 1, 0)
    assert (again.body["added"], again.body["unchanged"]) == (0, 1)
    assert [row["district"] for row in statistic(office, "sales?by=district")] == ["North"]


def test_a_feeder_is_read(office):
    send(office, "premises", LINKS.format(METER))
    csv_text = "transformer,date,total_wh\r\nT1,2026-01-01,500\r\nT1,2026-02-01,4500\r\n"

    assert send(office, "feeders", csv_text).body["added"] == 2
    rows = statistic(office, "losses?from=2026-01-01&to=2026-03-01")
    assert [(row["area"], row["fed_wh"]) for row in rows] == [("T1", 4000)]


@pytest.mark.parametrize("route, csv_text, code, detail", [
    ("premises", LINKS.format("99") + "4711,T1,South,2026-01-01\n", "unknown_meter", "line 2: unknown_meter"),
    ("premises", "meter,from\n", "field_out_of_range", "line 1"),
    ("premises", LINKS.format("x"), "field_out_of_range", "line 2"),
    ("premises", LINKS.format(METER) + "4711,T1\n", "field_out_of_range", "line 3"),
    ("premises", "meter,transformer,district,from\n", "import_lines_out_of_range", "line 1"),
    ("feeders", "transformer,date,total_wh\nT9,2026-01-01,5\n", "unknown_transformer", "line 2: unknown_transformer"),
    ("feeders", "transformer,date,total_wh\nT1,2026-01-01,-5\n", "field_out_of_range", "line 2"),
])
def test_a_line_that_is_wrong_refuses_the_import_by_its_number(office, route, csv_text, code, detail):
    answer = send(office, route, csv_text)

    assert (answer.code, answer.body["field"]) == (code, "csv")
    assert detail in answer.body["detail"]
    assert send(office, route, csv_text, by="wen").code == "not_permitted"


def test_the_books_prove_the_totals(office):
    assert "verified" in office.verify()


@pytest.fixture(scope="module")
def seen(office):
    """What the supervisor saw."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    names = [*NAMES, "sales?by=district"]
    places = {"office": office.url, "pictures": str(PICTURES), "pages": {"en": names, "zh": names}}
    done = subprocess.run(["node", STORY, json.dumps(places)], capture_output=True, text=True,
                          cwd=SOURCE, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    yield json.loads(done.stdout)


def test_pages_show_figures_and_plots_in_both_languages(office, seen):
    pages = seen["pages"]
    for language in ("en", "zh"):
        sales = pages[f"{language} sales"]
        assert sales["rows"] == [[office.day, "1", "30.000", "9.30", "0.00", "1.86", "0.00", "11.16"]]
        assert sales["plots"] == [True, True]
        assert pages[f"{language} credit"]["plots"] == [True]
        assert pages[f"{language} low_purchase"]["rows"][0][0] == METER
    assert "Tampering" in pages["en tampering"]["text"]
    assert "统计" not in pages["en sales"]["text"]
    assert "窃电状态" in pages["zh tampering"]["text"]
    assert pages["zh sales?by=district"]["rows"][0][0] == "North"
    assert seen["file"] == "sales_by_tariff.csv"


def test_the_browser_has_nothing_to_complain_of(seen):
    assert seen["complaints"] == []


def test_a_clerk_sees_no_statistics(seen):
    assert seen["clerk"] == {"links": 0, "status": 403}
