"""Signing in with a browser's requests: brute force, and what a sign-in may not be led to."""

import http.client
import urllib.parse

import pytest

from office_stack import NewOffice


@pytest.fixture(scope="module")
def office():
    with NewOffice() as stack:
        yield stack.office


def sign_in(office, name, password, headers=None, **more):
    connection = http.client.HTTPConnection(office.host, timeout=10)
    connection.request("POST", "/sign-in",
                       urllib.parse.urlencode({"name": name, "password": password, **more}),
                       headers or {})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def test_after_five_wrong_passwords_a_name_waits_and_others_do_not(office):
    wrong = [sign_in(office, "samuel", "guess").status for _ in range(6)]
    nobody = [sign_in(office, "nobody", "guess").status for _ in range(6)]

    assert wrong == nobody == [401] * 5 + [429]
    assert sign_in(office, "samuel", "samuel-password").status == 429
    assert sign_in(office, "wen", "wen-password").status == 303


@pytest.mark.parametrize("elsewhere", ["//elsewhere.example", "https://elsewhere.example", "/\\x"])
def test_a_sign_in_leads_to_no_other_site(office, elsewhere):
    assert sign_in(office, "wen", "wen-password", next=elsewhere).getheader("Location") == "/"
    assert sign_in(office, "wen", "wen-password", next="/counter").getheader("Location") == "/counter"


def test_a_cookie_is_kept_from_scripts_other_sites_and_over_tls_from_plain_requests(office):
    plain = sign_in(office, "wen", "wen-password").getheader("Set-Cookie")
    over_tls = sign_in(office, "wen", "wen-password", {"X-Forwarded-Proto": "https"})

    assert "HttpOnly" in plain and "SameSite=Strict" in plain and "Secure" not in plain
    assert "Secure" in over_tls.getheader("Set-Cookie")


def test_another_sites_form_signs_nobody_in(office):
    answer = sign_in(office, "wen", "wen-password", {"Origin": "https://elsewhere.example"})

    assert answer.status == 403 and answer.getheader("Set-Cookie") is None
