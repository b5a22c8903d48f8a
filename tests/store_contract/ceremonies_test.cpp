// Ceremonies, uses of keys and the fleet's versions, as every store keeps them.
#include <gmock/gmock.h>

#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

constexpr MasterName second_master{MasterKind::master, card::KeyVersion{2}};
constexpr MasterName first_master{MasterKind::master, card::KeyVersion{1}};

class Ceremonies : public BooksTest {
 protected:
    Ceremonies() {
        const auto added = post(AddUser{"henry", Role::administrator, "hash"}, the_office);
        second_ = std::get<NewUser>(added->answer).user;
    }
    Outcome hold(Ceremony ceremony, MasterName master = second_master) {
        HoldCeremony given{.ceremony = ceremony,
                           .master = master,
                           .fingerprint = Fingerprint{0x1A2B3C4D},
                           .shares = std::nullopt,
                           .second = second_};
        if (ceremony == Ceremony::create) {
            given.shares = ShareCounts{.needed = 2, .count = 3};
        }
        return post(given, administrator);
    }
    // The meter reports under the second key after its only sale, and its card follows.
    void go_over() {
        const Sale sale = sell(base::WattHours{1'000});
        RecordReport report = report_of(test_meter, card_of(test_meter), card::Generation{1}, 1,
                                        sale.sequence, sale.ordered_total);
        report.report->fields.key_version = card::KeyVersion{2};
        report.report->bytes = card::encode(report.report->fields);
        EXPECT_TRUE(post(report));
    }
    std::vector<std::string> faults() { return GetParam().faults(folder_.path()); }

    UserId second_{};
};
INSTANTIATE_TEST_SUITE_P(EveryStore, Ceremonies, testing::ValuesIn(every_store()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(Ceremonies, are_kept_with_both_people_and_what_was_made) {
    EXPECT_TRUE(hold(Ceremony::create));
    reopen();

    const auto ceremonies = store_->ceremonies();

    ASSERT_EQ(ceremonies->size(), 1U);
    const CeremonyView& view = ceremonies->front();
    EXPECT_EQ(view.first, administrator);
    EXPECT_EQ(view.held.second, second_);
    EXPECT_EQ(view.held.master, second_master);
    EXPECT_EQ(view.held.fingerprint, Fingerprint{0x1A2B3C4D});
    EXPECT_EQ(view.held.shares, (ShareCounts{.needed = 2, .count = 3}));
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(Ceremonies, are_locked_for_a_person_with_five_wrong_passwords) {
    for (int proof = 1; proof <= 5; ++proof) {
        EXPECT_TRUE(post(RecordFailedProof{second_}, the_office));
    }

    EXPECT_EQ(store_->failed_proofs(second_, test_time), 5U);
    EXPECT_EQ(store_->failed_proofs(administrator, test_time), 0U);
    EXPECT_EQ(store_->failed_proofs(second_, test_time + std::chrono::seconds{900}), 0U);
    EXPECT_EQ(hold(Ceremony::create).error(), Refusal::ceremony_locked);
}

TEST_P(Ceremonies, move_the_fleet_over_by_reports_and_retire_a_key_only_after_the_last_card) {
    EXPECT_EQ(hold(Ceremony::roll).error(), Refusal::unknown_master);
    EXPECT_TRUE(hold(Ceremony::create));
    EXPECT_TRUE(hold(Ceremony::roll));
    EXPECT_EQ(hold(Ceremony::retire, first_master).error(), Refusal::key_in_use);

    go_over();
    const auto with_old_card = hold(Ceremony::retire, first_master);
    EXPECT_TRUE(post(ConfirmCardKeys{test_meter, card_of(test_meter), card::KeyVersion{2}}));
    const auto retired = hold(Ceremony::retire, first_master);
    const auto fleet = store_->fleet_keys();

    EXPECT_EQ(with_old_card.error(), Refusal::key_in_use);
    EXPECT_TRUE(retired);
    EXPECT_EQ(fleet->in_use, card::KeyVersion{2});
    ASSERT_EQ(fleet->versions.size(), 1U);
    EXPECT_EQ(fleet->versions[0].version, card::KeyVersion{2});
    EXPECT_EQ(fleet->versions[0].meters, 1U);
    EXPECT_EQ(store_->meter(test_meter).value()->key_version, card::KeyVersion{2});
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(Ceremonies, give_new_meters_the_version_in_use) {
    EXPECT_TRUE(hold(Ceremony::create));
    EXPECT_TRUE(hold(Ceremony::roll));
    EXPECT_TRUE(post(RegisterMeter{card::MeterId{5}, std::nullopt}, supervisor));

    EXPECT_EQ(store_->meter(card::MeterId{5}).value()->key_version, card::KeyVersion{2});
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(Ceremonies, uses_of_keys_add_up_over_commits) {
    const MasterUses orders{first_master, MasterUse::order_mac, 2};
    const MasterUses reports{first_master, MasterUse::report_check, 1};
    EXPECT_TRUE(post(RecordKeyUses{{orders, reports}}, the_office));
    EXPECT_TRUE(post(RecordKeyUses{{orders}}, the_office));

    const auto uses = store_->key_uses();

    EXPECT_EQ(*uses, (std::vector<MasterUses>{{first_master, MasterUse::order_mac, 4}, reports}));
    EXPECT_THAT(faults(), testing::IsEmpty());
}

}  // namespace
}  // namespace office
