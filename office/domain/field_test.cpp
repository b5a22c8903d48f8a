// Which round a field card goes on.
#include <gtest/gtest.h>

#include <limits>

#include "card/field_memory.h"
#include "office/domain/content.h"
#include "office/domain/decide.h"
#include "office/domain/roles.h"

namespace office {
namespace {

constexpr card::MeterId first{11};
constexpr card::MeterId second{22};
constexpr UserId inspector{6};

IssueFieldCard inspection() {
    return {.serial = card::CardSerial{0xF1},
            .kind = card::CardKind::inspection,
            .carrier = inspector,
            .meters = {first, second}};
}

IssueFieldCard parameters() {
    IssueFieldCard given = inspection();
    given.kind = card::CardKind::parameter;
    given.parameters = card::Parameters{};
    return given;
}

Rows rows() {
    Rows made;
    made.role = Role::supervisor;
    made.version_in_use = card::KeyVersion{2};
    made.field.carrier_role = Role::inspector;
    made.field.meters = {{first, card::KeyVersion{1}, card::Generation{4}, 7},
                         {second, card::KeyVersion{2}, card::Generation{9}, 0}};
    return made;
}

Refusal refused(const Command& command, const Rows& books) {
    const auto decision = decide({.context = {}, .command = command}, books);
    return decision ? Refusal{} : decision.error();
}

NewFieldRound issued(const Command& command, const Rows& books) {
    const auto decision = decide({.context = {}, .command = command}, books);
    return decision ? std::get<NewFieldRound>(decision->answer) : NewFieldRound{};
}

TEST(FieldRounds, rise_above_every_round_of_any_of_the_meters_and_of_the_card) {
    Rows books = rows();
    EXPECT_EQ(issued(inspection(), books).round, card::Generation{10});

    books.field.round = card::Generation{30};
    EXPECT_EQ(issued(inspection(), books).round, card::Generation{31});
}

TEST(FieldRounds, name_each_meter_with_its_key_and_its_next_set) {
    const NewFieldRound round = issued(parameters(), rows());

    EXPECT_EQ(round.key_version, card::KeyVersion{2});
    EXPECT_EQ(round.carrier, card::CustomerNumber{6});
    const std::vector<FieldMeter> expected{{first, card::KeyVersion{1}, 8},
                                           {second, card::KeyVersion{2}, 1}};
    EXPECT_EQ(round.meters, expected);
    EXPECT_EQ(decode_answer(encode(Answer{round})), Answer{round});
}

TEST(FieldRounds, are_refused_by_name) {
    IssueFieldCard given = inspection();
    given.kind = card::CardKind::customer;
    EXPECT_EQ(refused(given, rows()), Refusal::field_kind_unknown);
    given = inspection();
    given.meters = {first, first};
    EXPECT_EQ(refused(given, rows()), Refusal::field_meters_out_of_range);
    given.meters.clear();
    EXPECT_EQ(refused(given, rows()), Refusal::field_meters_out_of_range);
    given.meters.resize(card::most_places + 1);
    EXPECT_EQ(refused(given, rows()), Refusal::field_meters_out_of_range);
    given = inspection();
    given.parameters = card::Parameters{};
    EXPECT_EQ(refused(given, rows()), Refusal::parameters_missing);
    given = parameters();
    given.parameters.reset();
    EXPECT_EQ(refused(given, rows()), Refusal::parameters_missing);
    given = parameters();
    given.parameters->page_time = {};
    EXPECT_EQ(refused(given, rows()), Refusal::parameters_out_of_range);
}

TEST(FieldRounds, are_refused_by_the_books_by_name) {
    Rows books = rows();
    books.field.meters.pop_back();
    EXPECT_EQ(refused(inspection(), books), Refusal::unknown_meter);
    books = rows();
    books.field.is_customers_card = true;
    EXPECT_EQ(refused(inspection(), books), Refusal::card_already_used);
    books = rows();
    books.field.carrier_role = Role::clerk;
    EXPECT_EQ(refused(inspection(), books), Refusal::carrier_not_permitted);
    books = rows();
    books.field.meters[1].highest_round = card::Generation{65'535};
    EXPECT_EQ(refused(inspection(), books), Refusal::rounds_used_up);
    books = rows();
    books.field.round = card::Generation{65'535};
    EXPECT_EQ(refused(inspection(), books), Refusal::rounds_used_up);
    books = rows();
    books.field.meters[0].parameter_version = std::numeric_limits<std::uint32_t>::max();
    EXPECT_EQ(refused(parameters(), books), Refusal::parameter_versions_used_up);
}

TEST(FieldCard, is_confirmed_in_its_round_alone_and_lost_only_once_it_was_issued) {
    const ConfirmFieldCard confirm{card::CardSerial{0xF1}, card::Generation{10}};
    EXPECT_EQ(refused(confirm, rows()), Refusal::unknown_field_card);
    EXPECT_EQ(refused(LoseFieldCard{card::CardSerial{0xF1}}, rows()), Refusal::unknown_field_card);

    Rows books = rows();
    books.field.round = card::Generation{10};
    EXPECT_TRUE(decide({.context = {}, .command = confirm}, books));
    EXPECT_TRUE(decide({.context = {}, .command = LoseFieldCard{card::CardSerial{0xF1}}}, books));
}

TEST(Roles, an_inspector_brings_back_and_loses_field_cards_and_does_nothing_else) {
    EXPECT_TRUE(is_permitted(Role::inspector, RecordFieldReport{}));
    EXPECT_TRUE(is_permitted(Role::inspector, LoseFieldCard{}));
    EXPECT_FALSE(is_permitted(Role::inspector, IssueFieldCard{}));
    EXPECT_FALSE(is_permitted(Role::inspector, Sell{}));
    EXPECT_FALSE(is_permitted(Role::inspector, RecordReport{}));
    EXPECT_FALSE(is_permitted(Role::clerk, RecordFieldReport{}));
    EXPECT_FALSE(is_permitted(Role::clerk, IssueFieldCard{}));
}

}  // namespace
}  // namespace office
