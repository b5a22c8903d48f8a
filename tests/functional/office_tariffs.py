"""Tariffs, arrears and quotes over the real office and its command line."""

import json
import subprocess

import pytest

from office_stack import PROGRAMS, Counter, NewOffice

METER = "4711"


@pytest.fixture(scope="module")
def office():
    """A household under a stepped tariff with a monthly charge, its card issued."""
    with NewOffice() as stack:
        office = stack.office
        tariff = office.post("tariffs", {
            "name": "Steps", "price_minor_per_kwh": 20, "tax_basis_points": 1000,
            "valid_from": "2020-01-01", "step_2_from_wh": 100_000, "step_2_price_minor_per_kwh": 30,
            "step_3_from_wh": 300_000, "step_3_price_minor_per_kwh": 50,
            "monthly_charge_minor": 200, "customers": "household"}, by="grace")["tariff"]
        office.post(f"tariffs/{tariff}/approve", {}, by="samuel")
        office.open_account(METER, tariff)
        counter = Counter(office)
        counter.insert()
        office.post("cards", {"meter": METER, "desk": "counter-1"})
        office.tariff = tariff
        yield office


PARTS = ("energy_wh", "net_minor", "charge_minor", "tax_minor", "arrears_minor", "total_minor", "tariff")


def parts(answer):
    return {name: answer[name] for name in PARTS}


def test_a_quote_is_the_sale_to_the_last_unit_and_the_next_one_is_without_the_charge(office):
    quote = office.get(f"quotes?meter={METER}&energy_wh=120000")
    sale = office.post("sales", {"meter": METER, "energy_wh": 120_000, "quote": quote["quote"]})
    next_quote = office.get(f"quotes?meter={METER}&energy_wh=10000")

    assert parts(quote) == {
        "energy_wh": 120_000, "net_minor": 2000 + 600, "charge_minor": 200, "tax_minor": 280,
        "arrears_minor": 0, "total_minor": 3080, "tariff": office.tariff}
    assert parts(sale) == parts(quote)
    assert (next_quote["net_minor"], next_quote["charge_minor"]) == (300, 0)


def test_a_quote_is_refused_as_stale_after_arrears_came(office):
    quote = office.get(f"quotes?meter={METER}&money_minor=1100")
    office.post("arrears", {"meter": METER, "amount_minor": 300, "most_per_sale_minor": 200,
                            "recovery_basis_points": 1000}, by="samuel")

    refused = office.send("POST", "/api/v1/sales", {"meter": METER, "money_minor": 1100,
                                                    "quote": quote["quote"]})
    fresh = office.get(f"quotes?meter={METER}&money_minor=1100")
    sale = office.post("sales", {"meter": METER, "money_minor": 1100, "quote": fresh["quote"]})

    assert (refused.status, refused.code, refused.body["field"]) == (409, "quote_stale", "quote")
    assert (sale["arrears_minor"], sale["arrears_left_minor"], sale["total_minor"]) == (100, 200, 1100)
    assert office.get(f"meters/{METER}")["arrears_minor"] == 200
    assert office.get("sales")["items"][0]["arrears_minor"] == 100
    assert "verified" in office.verify()


def test_the_tariff_is_listed_with_its_steps(office):
    tariff = next(t for t in office.get("tariffs")["items"] if t["tariff"] == office.tariff)

    assert tariff["further_steps"] == [{"from_wh": 100_000, "price_minor_per_kwh": 30},
                                       {"from_wh": 300_000, "price_minor_per_kwh": 50}]
    assert (tariff["monthly_charge_minor"], tariff["customers"]) == (200, "household")


@pytest.mark.parametrize("more, status, code, field", [
    ({"step_2_from_wh": 100}, 422, "field_missing", "step_2_price_minor_per_kwh"),
    ({"step_3_from_wh": 100, "step_3_price_minor_per_kwh": 5}, 422, "field_unknown", "step_3_from_wh"),
    ({"step_2_from_wh": 0, "step_2_price_minor_per_kwh": 5}, 422, "steps_out_of_order", "step_2_from_wh"),
    ({"step_2_from_wh": 9, "step_2_price_minor_per_kwh": 0}, 422, "price_out_of_range",
     "price_minor_per_kwh"),
    ({"monthly_charge_minor": -1}, 422, "charge_out_of_range", "monthly_charge_minor"),
    ({"customers": "rich"}, 422, "field_out_of_range", "customers"),
])
def test_a_tariff_that_nobody_could_mean_is_refused_by_name(office, more, status, code, field):
    answer = office.send("POST", "/api/v1/tariffs", {
        "name": "T", "price_minor_per_kwh": 20, "tax_basis_points": 0, "valid_from": "2020-01-01",
        **more}, by="samuel")

    assert (answer.status, answer.code, answer.body["field"]) == (status, code, field)


@pytest.mark.parametrize("query, status, code, field", [
    ("", 422, "field_out_of_range", "meter"),
    ("meter=4711", 422, "field_out_of_range", "energy_wh"),
    ("meter=4711&energy_wh=1&money_minor=1", 422, "field_out_of_range", "energy_wh"),
    ("meter=4711&energy_wh=-1", 422, "field_out_of_range", "energy_wh"),
    ("meter=4711&energy_wh=0", 422, "energy_not_positive", "energy_wh"),
    ("meter=99&energy_wh=1", 404, "unknown_meter", "meter"),
])
def test_a_quote_for_nothing_that_is_sold_is_refused_by_name(office, query, status, code, field):
    answer = office.send("GET", "/api/v1/quotes?" + query)

    assert (answer.status, answer.code, answer.body["field"]) == (status, code, field)


@pytest.mark.parametrize("quote", ["", "00", "zz" * 60, "00" * 61, 5])
def test_a_quote_that_the_office_did_not_give_sells_nothing(office, quote):
    before = office.get("sales")

    answer = office.send("POST", "/api/v1/sales", {"meter": METER, "energy_wh": 1, "quote": quote})

    assert answer.status == 422 and answer.body["field"] == "quote"
    assert office.get("sales") == before


def test_only_those_in_charge_take_arrears_on(office):
    debt = {"meter": METER, "amount_minor": 300, "most_per_sale_minor": 200}

    assert office.send("POST", "/api/v1/arrears", debt).code == "not_permitted"
    assert office.send("POST", "/api/v1/arrears", {**debt, "amount_minor": 0},
                       by="samuel").code == "arrears_out_of_range"
    assert office.send("POST", "/api/v1/arrears", {**debt, "recovery_basis_points": 10_001},
                       by="samuel").code == "recovery_out_of_range"


def test_an_account_of_another_class_is_refused_the_tariff(office):
    office.post("meters", {"meter": "4712"}, by="samuel")
    shop = {"meter": "4712", "tariff": office.tariff, "name": "Shop", "customer_class": "business"}

    assert office.send("POST", "/api/v1/customers", shop).code == "tariff_of_another_class"
    assert office.send("POST", "/api/v1/customers",
                       {**shop, "customer_class": "any"}).code == "customer_class_out_of_range"
    office.post("customers", {**shop, "customer_class": "household"})
    assert office.get("meters/4712")["customer_class"] == "household"


def tallywatt(office, by, *words):
    run = subprocess.run([PROGRAMS / "tallywatt", "--office", office.url, "--json", "--token-file",
                          office.stack.folder / f"{by}.token", *words], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_the_command_line_proposes_steps_and_sells_by_quote(office):
    proposed = tallywatt(office, "samuel", "tariff", "propose", "--name", "Shops",
                         "--price-minor-per-kwh", "40", "--tax-basis-points", "0", "--valid-from",
                         "2020-01-01", "--step", "50000:45", "--step", "90000:60",
                         "--monthly-charge-minor", "500", "--customers", "business")
    tallywatt(office, "samuel", "arrears", "add", "--meter", METER, "--amount-minor", "70",
              "--most-per-sale-minor", "70")
    quote = tallywatt(office, "wen", "quote", "--meter", METER, "--money", "2000")
    sale = tallywatt(office, "wen", "sell", "--meter", METER, "--money", "2000", "--quote",
                     quote["quote"])

    listed = next(t for t in office.get("tariffs")["items"] if t["tariff"] == proposed["tariff"])
    assert [s["from_wh"] for s in listed["further_steps"]] == [50_000, 90_000]
    assert parts(sale) == parts(quote) and sale["total_minor"] == 2000
