// Passwords, sign-ins, and what the page makes of text and numbers.
#include <gtest/gtest.h>

#include "office/web/pages/html.h"
#include "office/web/password.h"
#include "office/web/requests.h"
#include "office/web/secret.h"
#include "office/web/sign_ins.h"

namespace office {
namespace {

TEST(Password, is_told_by_its_hash_and_no_other_is) {
    const std::string hash = password_hash("correct horse");

    EXPECT_TRUE(is_password("correct horse", hash));
    EXPECT_FALSE(is_password("correct horsf", hash));
    EXPECT_FALSE(is_password("", hash));
    EXPECT_EQ(hash.find("correct"), std::string::npos);
    EXPECT_TRUE(hash.starts_with("$argon2id$"));
}

TEST(Password, has_another_hash_each_time) {
    EXPECT_NE(password_hash("correct horse"), password_hash("correct horse"));
}

TEST(Password, of_nobody_is_never_right) {
    EXPECT_FALSE(is_password("no user has this one", ""));
    EXPECT_FALSE(is_password(std::string(1'000, 'x'), password_hash("correct horse")));
}

TEST(Secret, is_64_hex_digits_and_new_each_time) {
    const std::string secret = new_secret();

    EXPECT_EQ(secret.size(), 64U);
    EXPECT_EQ(secret.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_NE(secret, new_secret());
}

TEST(Secret, is_kept_as_its_sha_256) {
    EXPECT_EQ(to_hex(secret_hash("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(SignIns, end_after_half_an_hour_without_a_request) {
    SignIns sign_ins;
    const SignIns::Clock::time_point start{};
    const std::string cookie = sign_ins.enter(UserId{3}, start);

    EXPECT_EQ(sign_ins.user_of(cookie, start + std::chrono::minutes{29}), UserId{3});
    EXPECT_EQ(sign_ins.user_of(cookie, start + std::chrono::minutes{58}), UserId{3});
    EXPECT_EQ(sign_ins.user_of(cookie, start + std::chrono::minutes{88}), std::nullopt);
}

TEST(SignIns, end_after_twelve_hours_in_all) {
    SignIns sign_ins;
    const SignIns::Clock::time_point start{};
    const std::string cookie = sign_ins.enter(UserId{3}, start);

    for (int minutes = 20; minutes < 12 * 60; minutes += 20) {
        ASSERT_TRUE(sign_ins.user_of(cookie, start + std::chrono::minutes{minutes}));
    }

    EXPECT_FALSE(sign_ins.user_of(cookie, start + std::chrono::hours{12}));
}

TEST(SignIns, know_no_cookie_that_was_left_or_made_up) {
    SignIns sign_ins;
    const SignIns::Clock::time_point start{};
    const std::string cookie = sign_ins.enter(UserId{3}, start);

    sign_ins.leave(cookie);

    EXPECT_FALSE(sign_ins.user_of(cookie, start));
    EXPECT_FALSE(sign_ins.user_of("", start));
}

TEST(SignInTries, make_a_name_wait_after_five_wrong_passwords) {
    SignInTries tries;
    const SignInTries::Clock::time_point start{};
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(tries.may_try("wen", start));
        tries.was_wrong("wen", start);
    }

    EXPECT_FALSE(tries.may_try("wen", start + std::chrono::minutes{14}));
    EXPECT_TRUE(tries.may_try("ada", start));
    EXPECT_TRUE(tries.may_try("wen", start + std::chrono::minutes{15}));
}

TEST(SignInTries, forget_what_was_wrong_before_a_right_password) {
    SignInTries tries;
    const SignInTries::Clock::time_point start{};
    for (int i = 0; i < 4; ++i) {
        tries.was_wrong("wen", start);
    }

    tries.was_right("wen");
    tries.was_wrong("wen", start);

    EXPECT_TRUE(tries.may_try("wen", start));
}

TEST(SignInTries, let_nobody_new_try_while_too_many_names_were_wrong) {
    SignInTries tries;
    const SignInTries::Clock::time_point start{};
    for (std::size_t i = 0; i < SignInTries::most_names; ++i) {
        tries.was_wrong("name " + std::to_string(i), start);
    }

    EXPECT_FALSE(tries.may_try("wen", start));
    EXPECT_TRUE(tries.may_try("name 7", start));
}

TEST(Html, escapes_whatever_could_be_markup) {
    EXPECT_EQ(escaped("<b a=\"1\" c='2'>&"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
}

TEST(Html, shows_energy_and_money_exactly) {
    EXPECT_EQ(kilowatt_hours_text(30'000), "30.000");
    EXPECT_EQ(kilowatt_hours_text(-7), "-0.007");
    EXPECT_EQ(money_text(1'116, "EUR"), "EUR 11.16");
    EXPECT_EQ(money_text(5, "EUR"), "EUR 0.05");
    EXPECT_EQ(money_text(1'116, "JPY"), "JPY 1116");
    EXPECT_EQ(money_text(-1'116, "KWD"), "KWD -1.116");
}

TEST(Requests, parse_numbers_and_dates_without_generosity) {
    EXPECT_EQ(parse_meter_id("999999999999"), card::largest_meter_id);
    for (const std::string_view wrong : {"", "0", "01", "+1", " 1", "1 ", "1000000000000", "1e3"}) {
        EXPECT_FALSE(parse_meter_id(wrong)) << wrong;
    }
    EXPECT_TRUE(parse_date("2026-11-22"));
    for (const std::string_view wrong : {"2026-11-2", "26-11-22", "2026/11/22", "2026-11-2x", ""}) {
        EXPECT_FALSE(parse_date(wrong)) << wrong;
    }
}

}  // namespace
}  // namespace office
