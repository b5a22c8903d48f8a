"""docs/formats/http.md against the office: its examples are sent, its codes are those of the source."""

import json
import re

from office_stack import Counter, Office, Stack

from stack import SOURCE

DOCUMENT = (SOURCE / "docs/formats/http.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(
    r"```http\n(?P<method>GET|POST) (?P<path>\S+)\n"
    r"(?:Idempotency-Key: (?P<key>\S+)\n)?(?:By: (?P<by>\S+)\n)?"
    r"(?:\n(?P<body>\{.*\})\n)?\n(?P<status>\d+) (?P<answer>\{.*\})\n```")


def test_the_office_answers_every_example_as_documented():
    examples = list(EXAMPLE.finditer(DOCUMENT))
    assert len(examples) == DOCUMENT.count("```http")
    with Stack() as stack:
        office = Office(stack)
        counter = Counter(office)
        counter.insert()
        for example in examples:
            answer = office.send(example["method"], example["path"], example["body"],
                                 by=example["by"] or "grace", key=example["key"])
            assert answer.status == int(example["status"]), example[0]
            assert answer.body == json.loads(example["answer"]), example[0]


def test_the_document_names_every_code_of_the_source_and_no_other():
    source = (SOURCE / "office/web/problem.cpp").read_text(encoding="utf-8")
    in_source = set(re.findall(r'\d{3},\s+"([a-z_]+)"', source))
    table = DOCUMENT[DOCUMENT.index("## Codes"):]

    assert set(re.findall(r"`([a-z_]+)`", table)) == in_source


def test_the_document_names_every_route_of_the_source():
    source = (SOURCE / "office/web/office_site.cpp").read_text(encoding="utf-8")
    routes = re.findall(r'\{Method::(get|post), "/api/v1/([^"]+)"', source)

    assert len(routes) > 30
    for method, path in routes:
        assert f"`{method.upper()} {path}" in DOCUMENT, (method, path)
