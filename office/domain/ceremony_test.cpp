// Who may hold which ceremony over a master key.
#include <gtest/gtest.h>

#include "office/domain/decide.h"

namespace office {
namespace {

constexpr UserId grace{1};
constexpr UserId henry{2};
constexpr Fingerprint fingerprint{0x1A2B3C4D};
constexpr MasterName second_master{MasterKind::master, card::KeyVersion{2}};

// Two administrators; masters 1 and 2 are made, 1 is in use.
Rows rows() {
    Rows rows;
    rows.role = Role::administrator;
    rows.key.second_role = Role::administrator;
    rows.key.newest = card::KeyVersion{2};
    rows.key.fingerprint = fingerprint;
    return rows;
}

HoldCeremony ceremony(Ceremony what, MasterName master = second_master) {
    HoldCeremony given{.ceremony = what,
                       .master = master,
                       .fingerprint = fingerprint,
                       .shares = std::nullopt,
                       .second = henry};
    if (what == Ceremony::create || what == Ceremony::reshare) {
        given.shares = ShareCounts{};
    }
    return given;
}

// Nothing where it is held.
std::optional<Refusal> refusal(const HoldCeremony& given, const Rows& books = rows()) {
    const auto decision = decide({{.id = {}, .user = grace, .at = {}}, given}, books);
    if (decision) {
        return std::nullopt;
    }
    return decision.error();
}

TEST(Ceremony, is_held_by_two_administrators) {
    for (const Ceremony what : {Ceremony::import, Ceremony::reshare, Ceremony::roll}) {
        EXPECT_EQ(refusal(ceremony(what)), std::nullopt);
    }
}

TEST(Ceremony, is_refused_to_one_person_alone) {
    HoldCeremony given = ceremony(Ceremony::import);
    given.second = grace;

    EXPECT_EQ(refusal(given), Refusal::second_person_needed);
}

TEST(Ceremony, is_refused_to_anybody_who_is_no_administrator) {
    for (const Role role : {Role::office, Role::clerk, Role::supervisor, Role::auditor}) {
        Rows first = rows();
        first.role = role;
        Rows second = rows();
        second.key.second_role = role;
        EXPECT_EQ(refusal(ceremony(Ceremony::import), first), Refusal::not_permitted);
        EXPECT_EQ(refusal(ceremony(Ceremony::import), second), Refusal::not_permitted);
    }
    Rows nobody = rows();
    nobody.key.second_role = std::nullopt;
    EXPECT_EQ(refusal(ceremony(Ceremony::import), nobody), Refusal::not_permitted);
}

TEST(Ceremony, is_locked_by_five_wrong_passwords) {
    Rows books = rows();
    books.key.most_failed_proofs = 4;
    EXPECT_EQ(refusal(ceremony(Ceremony::import), books), std::nullopt);
    books.key.most_failed_proofs = 5;
    EXPECT_EQ(refusal(ceremony(Ceremony::import), books), Refusal::ceremony_locked);
}

TEST(Ceremony, makes_only_shares_that_nobody_alone_can_use) {
    HoldCeremony given = ceremony(Ceremony::reshare);
    for (const ShareCounts counts : {ShareCounts{1, 3}, ShareCounts{4, 3}, ShareCounts{2, 17}}) {
        given.shares = counts;
        EXPECT_EQ(refusal(given), Refusal::shares_out_of_range);
    }
    given.shares.reset();
    EXPECT_EQ(refusal(given), Refusal::shares_out_of_range);
}

TEST(Ceremony, creates_only_above_the_newest_version) {
    const auto third = MasterName{MasterKind::master, card::KeyVersion{3}};

    EXPECT_EQ(refusal(ceremony(Ceremony::create, third)), std::nullopt);
    EXPECT_EQ(refusal(ceremony(Ceremony::create)), Refusal::key_version_out_of_order);
}

TEST(Ceremony, brings_in_no_other_key_under_a_known_version) {
    Rows books = rows();
    books.key.fingerprint = Fingerprint{1};
    EXPECT_EQ(refusal(ceremony(Ceremony::import), books), Refusal::fingerprint_differs);
    books.key.fingerprint.reset();  // an office of an earlier version never named its first key
    EXPECT_EQ(refusal(ceremony(Ceremony::import), books), std::nullopt);
}

TEST(Ceremony, rolls_only_to_a_higher_version_that_is_known) {
    Rows books = rows();
    books.version_in_use = card::KeyVersion{2};
    EXPECT_EQ(refusal(ceremony(Ceremony::roll), books), Refusal::version_not_higher);
    books = rows();
    books.key.fingerprint.reset();
    EXPECT_EQ(refusal(ceremony(Ceremony::roll), books), Refusal::unknown_master);
}

TEST(Ceremony, retires_a_key_only_once_no_meter_has_it) {
    const auto first = ceremony(Ceremony::retire, {MasterKind::master, card::KeyVersion{1}});
    Rows books = rows();
    EXPECT_EQ(refusal(first, books), Refusal::key_in_use);  // new meters get it
    books.version_in_use = card::KeyVersion{2};
    books.key.meters = 1;
    EXPECT_EQ(refusal(first, books), Refusal::key_in_use);
    books.key.meters = 0;
    EXPECT_EQ(refusal(first, books), std::nullopt);
    books.key.is_retired = true;
    EXPECT_EQ(refusal(first, books), Refusal::key_retired);
}

TEST(Ceremony, puts_away_the_roll_over_key_alone) {
    EXPECT_EQ(refusal(ceremony(Ceremony::put_away)), Refusal::not_the_roll_over_key);
    EXPECT_EQ(refusal(ceremony(Ceremony::put_away, {MasterKind::roll_over, card::KeyVersion{1}})),
              std::nullopt);
}

TEST(Meters, that_come_get_the_version_in_use) {
    Rows books;
    books.role = Role::supervisor;
    books.version_in_use = card::KeyVersion{2};

    const auto decision = decide(
        {{.id = {}, .user = grace, .at = {}}, RegisterMeter{card::MeterId{4711}, {}}}, books);

    ASSERT_TRUE(decision);
    EXPECT_EQ(decision->meter->key_version, card::KeyVersion{2});
}

}  // namespace
}  // namespace office
