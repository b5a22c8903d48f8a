#include "office/domain/content.h"

#include <gtest/gtest.h>

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

TEST(Content, differs_for_another_amount_unit_meter_desk_and_user) {
    const Sell sell{card::MeterId{1}, WattHours{100}, "a"};
    const auto content = content_of(UserId{1}, sell);

    EXPECT_EQ(content_of(UserId{1}, sell), content);
    EXPECT_NE(content_of(UserId{2}, sell), content);
    EXPECT_NE(content_of(UserId{1}, Sell{card::MeterId{1}, WattHours{101}, "a"}), content);
    EXPECT_NE(content_of(UserId{1}, Sell{card::MeterId{1}, MinorUnits{100}, "a"}), content);
    EXPECT_NE(content_of(UserId{1}, Sell{card::MeterId{2}, WattHours{100}, "a"}), content);
    EXPECT_NE(content_of(UserId{1}, Sell{card::MeterId{1}, WattHours{100}, "b"}), content);
}

TEST(Content, differs_where_letters_move_from_one_text_to_the_next) {
    EXPECT_NE(content_of(UserId{1}, OpenAccount{card::MeterId{1}, TariffId{1}, "ab", "c", ""}),
              content_of(UserId{1}, OpenAccount{card::MeterId{1}, TariffId{1}, "a", "bc", ""}));
}

TEST(Content, is_the_same_for_a_password_hashed_again_with_another_salt) {
    EXPECT_EQ(content_of(UserId{1}, AddUser{"ada", Role::clerk, "salt-1"}),
              content_of(UserId{1}, AddUser{"ada", Role::clerk, "salt-2"}));
}

class EveryAnswer : public testing::TestWithParam<Answer> {};

INSTANTIATE_TEST_SUITE_P(
    Content, EveryAnswer,
    testing::Values(
        Answer{Done{}}, Answer{NewUser{UserId{7}}}, Answer{NewToken{TokenId{8}}},
        Answer{NewTariff{TariffId{9}}}, Answer{NewAccount{card::CustomerNumber{1'234'567'890}}},
        Answer{NewCard{card::Generation{3}, card::CustomerNumber{4}, card::KeyVersion{5}}},
        Answer{Sale{ReceiptNumber{1}, WattHours{2}, MinorUnits{3}, MinorUnits{4}, MinorUnits{7},
                    TariffId{5}, card::Sequence{6}, WattHours{8}, 9, MinorUnits{10}, MinorUnits{11},
                    MinorUnits{12}, DeskReceipt{13}, Means::mobile_money, MinorUnits{14}}},
        Answer{NewShift{ShiftId{15}}}, Answer{ReceiptPrinted{16}},
        Answer{CountedShift{MinorUnits{1}, MinorUnits{2}, MinorUnits{-3}}},
        Answer{Reconciliation{WattHours{1}, WattHours{2}, WattHours{3}, WattHours{-1}, WattHours{5},
                              true, 2, Findings{0x812}}}));

TEST_P(EveryAnswer, is_kept_and_given_again) {
    const auto bytes = encode(GetParam());

    EXPECT_EQ(decode_answer(bytes), GetParam());
}

TEST_P(EveryAnswer, cut_short_or_too_long_is_none) {
    auto bytes = encode(GetParam());

    bytes.push_back(0);
    EXPECT_EQ(decode_answer(bytes), std::nullopt);
    bytes.resize(bytes.size() - 2);
    EXPECT_EQ(decode_answer(bytes), std::nullopt);
}

TEST(Content, of_a_sale_in_books_of_version_1_is_read_without_the_newer_parts) {
    const Sale sale{ReceiptNumber{1},  WattHours{2},  MinorUnits{3},
                    MinorUnits{4},     MinorUnits{7}, TariffId{5},
                    card::Sequence{6}, WattHours{8},  9};
    auto bytes = encode(Answer{sale});
    bytes.resize(bytes.size() - (8 + 1 + 8));
    EXPECT_EQ(decode_answer(bytes), Answer{sale});  // of version 2
    bytes.resize(bytes.size() - 3 * 8);

    EXPECT_EQ(decode_answer(bytes), Answer{sale});
}

TEST(Content, of_a_quote_is_given_again_and_of_another_length_is_none) {
    const Quote quote{card::MeterId{1},
                      TariffId{2},
                      {WattHours{3}, MinorUnits{4}, MinorUnits{5}, MinorUnits{6}, MinorUnits{7}},
                      std::chrono::sys_seconds{std::chrono::seconds{8}}};
    auto bytes = encode(quote);

    EXPECT_EQ(decode_quote(bytes), quote);
    bytes.push_back(0);
    EXPECT_EQ(decode_quote(bytes), std::nullopt);
    bytes.resize(bytes.size() - 2);
    EXPECT_EQ(decode_quote(bytes), std::nullopt);
}

TEST(Content, of_a_sale_differs_for_another_payment) {
    Sell sell{card::MeterId{1}, WattHours{100}, "a"};
    const auto in_cash = content_of(UserId{1}, sell);
    sell.payment.means = Means::bank_card;
    const auto by_card = content_of(UserId{1}, sell);
    sell.payment = {Means::cash, MinorUnits{500}};

    EXPECT_NE(by_card, in_cash);
    EXPECT_NE(content_of(UserId{1}, sell), in_cash);
    EXPECT_NE(content_of(UserId{1}, sell), by_card);
}

TEST(Content, of_a_sale_differs_for_another_quote) {
    Sell sell{card::MeterId{1}, WattHours{100}, "a"};
    const auto without = content_of(UserId{1}, sell);

    sell.quote = Quote{};

    EXPECT_NE(content_of(UserId{1}, sell), without);
}

TEST(Content, of_an_unknown_kind_is_no_answer) {
    EXPECT_EQ(decode_answer(std::vector<std::uint8_t>{200}), std::nullopt);
}

}  // namespace
}  // namespace office
