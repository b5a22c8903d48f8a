"""Receipts over the real office: as PDF and for printers of 58 and 80 mm, in both languages; the
first print is the original, every other a copy that says so."""

import re
import uuid

import pytest

from office_stack import Counter, NewOffice

METER = "4711"


@pytest.fixture(scope="module")
def office():
    """Two sales, the first in cash with change."""
    with NewOffice() as stack:
        stack.office.open_account(METER, stack.tariff)
        counter = Counter(stack.office)
        counter.insert()
        stack.office.post("cards", {"meter": METER, "desk": "counter-1"})
        for extra in ({"tendered_minor": 2000}, {}):
            stack.office.post("sales", {"meter": METER, "energy_wh": 30_000, "desk": "counter-1",
                                        **extra})
        yield stack.office


def printed(office, receipt, **asked):
    return office.send("POST", f"/api/v1/receipts/{receipt}/prints", asked,
                       key=asked.pop("key", None))


def test_a_receipt_says_what_was_sold_and_what_change_was_given(office):
    answer = printed(office, 1, format="text_80_mm")

    assert (answer.status, answer.kind) == (201, "text/plain; charset=utf-8")
    for shown in ("Test office", "Receipt 1", "Amina Diallo", METER, "30.000", "EUR 9.30",
                  "EUR 1.86", "EUR 11.16", "EUR 20.00", "EUR 8.84", "wen", "counter-1"):
        assert shown in answer.body, answer.body


@pytest.mark.parametrize(("paper", "columns"), [("text_58_mm", 32), ("text_80_mm", 48)])
def test_a_receipt_fits_its_paper(office, paper, columns):
    text = printed(office, 1, format=paper).body

    assert max(len(line) for line in text.splitlines()) <= columns
    assert "█" in text  # the code


def test_only_the_first_print_is_no_copy_and_a_repeat_is_the_same_print(office):
    key = str(uuid.uuid4())
    first = printed(office, 2, format="text_58_mm", key=key)
    repeat = printed(office, 2, format="text_58_mm", key=key)
    second = printed(office, 2, format="text_58_mm")
    third = printed(office, 2, format="text_58_mm", language="zh")

    assert "COPY" not in first.body and repeat.body == first.body
    assert "COPY 1" in second.body
    assert "副本 2" in third.body and "应付" not in third.body
    assert "verified" in office.verify()


def test_a_pdf_is_one_page_with_the_sum_and_the_code(office):
    answer = printed(office, 1, format="pdf", language="zh")

    assert answer.kind == "application/pdf"
    assert answer.body.startswith("%PDF-1.4") and answer.body.endswith("%%EOF\n")
    assert "EUR 11.16".encode().hex().upper() in answer.body
    assert len(re.findall(r" re$", answer.body, re.M)) > 200  # modules of the code


@pytest.mark.parametrize(("body", "code"), [
    ({}, "field_missing"), ({"format": "png"}, "field_out_of_range"),
    ({"format": 1}, "field_wrong_type"), ({"format": "pdf", "language": "fr"}, "field_out_of_range"),
    ({"format": "pdf", "copies": 2}, "field_unknown"), ("{", "body_not_json")])
def test_a_print_that_is_asked_for_wrongly_is_refused_and_not_counted(office, body, code):
    assert office.send("POST", "/api/v1/receipts/1/prints", body).code == code


def test_a_receipt_of_no_sale_is_not_printed_and_an_auditor_prints_none(office):
    assert printed(office, 99, format="pdf").code == "unknown_receipt"
    assert printed(office, "x", format="pdf").code == "unknown_receipt"
    answer = office.send("POST", "/api/v1/receipts/1/prints", {"format": "pdf"}, by="ada")
    assert answer.code == "not_permitted"
