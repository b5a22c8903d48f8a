// What was changed behind the office's back is found and named.
#include <gmock/gmock.h>

#include <fstream>
#include <string>
#include <thread>
#include <utility>

#include "office/store/audit_heads_folder.h"
#include "office/store/background_proof.h"
#include "office/store/sqlite_database.h"
#include "office/store/sqlite_store.h"
#include "office/store/verify_books.h"
#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

using base::WattHours;

// Stands for the token's signature: what matters here is which text it belongs to.
std::vector<std::uint8_t> signature_of(const std::string& text) {
    const auto hash = std::hash<std::string>{}(text);
    std::vector<std::uint8_t> bytes;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        bytes.push_back(static_cast<std::uint8_t>(hash >> shift));
    }
    return bytes;
}

bool is_genuine(std::span<const std::uint8_t> text, std::span<const std::uint8_t> signature) {
    const auto expected = signature_of(std::string{text.begin(), text.end()});
    return std::ranges::equal(expected, signature);
}

class SqliteVerify : public testing::Test {
 protected:
    SqliteVerify() {
        auto created = SqliteStore::create(file_, test_settings);
        store_ = std::move(*created);
        set_up_office(*store_);
        for (std::uint64_t i = 0; i < 5; ++i) {
            sell(i);
        }
    }

    void sell(std::uint64_t number) {
        const auto outcomes = store_->post(std::vector{
            envelope(Sell{test_meter, WattHours{1000}, ""}, clerk, numbered_id(5000 + number))});
        ASSERT_TRUE(outcomes && outcomes->front());
    }

    // What the office does every minute.
    void keep_signed_copy(std::chrono::sys_seconds at = test_time) {
        const AuditHeads heads{at, *store_->audit_heads()};
        ASSERT_TRUE(copies_.keep(heads, signature_of(to_text(heads))));
    }

    // What somebody with the file at hand does.
    void tamper(const std::string& script) {
        store_.reset();
        Database{file_, Database::Access::write}.execute(script);
    }

    Verification verify() {
        const auto copies = copies_.all();
        EXPECT_TRUE(copies);
        const auto found = verify_books(file_, *copies, is_genuine);
        EXPECT_TRUE(found);
        return *found;
    }

    std::vector<Fault> faults() {
        std::vector<Fault> faults;
        for (const auto& found : verify().faults) {
            faults.push_back(found.fault);
        }
        return faults;
    }

    TestFolder folder_;
    std::filesystem::path file_ = folder_.path() / "office.db";
    AuditHeadsFolder copies_{folder_.path() / "heads"};
    std::unique_ptr<SqliteStore> store_;
};

TEST_F(SqliteVerify, finds_nothing_in_sound_books_while_the_office_has_them_open) {
    keep_signed_copy();

    const auto found = verify();

    EXPECT_TRUE(found.is_sound());
    EXPECT_EQ(found.sales, 5U);
    EXPECT_EQ(found.commands, 15U);
    EXPECT_EQ(found.entries, 7U);
    EXPECT_EQ(found.copies, 1U);
    EXPECT_TRUE(found.unproven.empty());
}

TEST_F(SqliteVerify, is_not_sound_where_it_was_told_to_end_early) {
    keep_signed_copy();

    const auto found = verify_books(file_, {}, is_genuine, [](ProofProgress) { return false; });

    ASSERT_TRUE(found);
    EXPECT_TRUE(found->faults.empty());
    EXPECT_FALSE(found->is_whole);
    EXPECT_FALSE(found->is_sound());
}

TEST_F(SqliteVerify, is_had_in_the_background_and_its_standing_told) {
    BackgroundProof proof{file_, folder_.path() / "heads", is_genuine};
    EXPECT_FALSE(proof.standing().at);

    proof.begin();
    while (proof.standing().is_running) {
        std::this_thread::yield();
    }

    ASSERT_TRUE(proof.standing().found);
    EXPECT_EQ(proof.standing().found->sales, 5U);
    EXPECT_TRUE(proof.standing().found->is_sound());
}

TEST_F(SqliteVerify, names_what_follows_the_last_signed_copy_as_unproven) {
    keep_signed_copy();
    sell(10);
    sell(11);

    const auto found = verify();

    EXPECT_TRUE(found.is_sound());
    ASSERT_EQ(found.unproven.size(), 1U);
    EXPECT_EQ(found.unproven[0].chain, 1U);
    EXPECT_EQ(found.unproven[0].first, 8U);
    EXPECT_EQ(found.unproven[0].last, 9U);
}

TEST_F(SqliteVerify, finds_an_edited_sale) {
    tamper("UPDATE sale SET desk = 'elsewhere' WHERE receipt = 3");

    EXPECT_THAT(faults(), testing::ElementsAre(Fault::rows_altered));
}

TEST_F(SqliteVerify, finds_an_edited_role) {
    tamper("UPDATE user_account SET role = 3 WHERE name = 'cleo'");

    EXPECT_THAT(faults(), testing::ElementsAre(Fault::rows_altered));
}

TEST_F(SqliteVerify, finds_a_sale_lowered_everywhere_by_someone_who_knows_the_ledger) {
    tamper(
        "UPDATE sale SET net_minor_units = 1, tax_minor_units = 0, total_minor_units = 1 "
        "WHERE receipt = 5;"
        "DELETE FROM posting_leg WHERE account = 3 AND command IN "
        "(SELECT command FROM sale WHERE receipt = 5);"
        "UPDATE posting_leg SET amount = (account = 1) * 2 - 1 WHERE account <= 2 AND command IN "
        "(SELECT command FROM sale WHERE receipt = 5);");

    EXPECT_THAT(faults(), testing::ElementsAre(Fault::rows_altered));
}

TEST_F(SqliteVerify, finds_an_order_row_without_a_sale) {
    tamper(
        "INSERT INTO energy_order SELECT meter, command, sequence + 1, key_version, kind, card, "
        "generation, 5000, ordered_total_watt_hours + 5000, purchases + 1, 5000, "
        "last_purchase_utc_seconds, customer, parameter_version, issue_utc_seconds, office "
        "FROM energy_order WHERE sequence = 5;");

    EXPECT_THAT(faults(), testing::IsSupersetOf({Fault::rows_altered, Fault::order_without_sale,
                                                 Fault::meter_total_differs}));
}

TEST_F(SqliteVerify, finds_a_debt_that_was_not_posted_or_is_not_owed) {
    const AddArrears debt{test_meter, base::MinorUnits{500}, {base::MinorUnits{100}, 0}};
    const auto outcomes = store_->post(std::vector{envelope(debt, supervisor, numbered_id(7000))});
    ASSERT_TRUE(outcomes && outcomes->front());
    ASSERT_TRUE(verify().is_sound());

    tamper("UPDATE arrears SET amount_minor_units = 400");

    EXPECT_THAT(faults(),
                testing::UnorderedElementsAre(Fault::rows_altered, Fault::arrears_not_posted,
                                              Fault::meter_row_differs));
}

TEST_F(SqliteVerify, finds_arrears_kept_back_by_someone_who_knows_the_ledger) {
    const AddArrears debt{test_meter, base::MinorUnits{500}, {base::MinorUnits{100}, 0}};
    ASSERT_TRUE(store_->post(std::vector{envelope(debt, supervisor, numbered_id(7000))}));
    sell(100);

    tamper("DELETE FROM sale_dues");

    EXPECT_THAT(faults(), testing::IsSupersetOf({Fault::rows_altered, Fault::sale_not_posted,
                                                 Fault::meter_row_differs}));
}

TEST_F(SqliteVerify, finds_a_drawer_that_says_otherwise_than_its_sales) {
    std::uint64_t id = 8000;
    for (const auto& [command, user] : std::vector<std::pair<Command, UserId>>{
             {SetDesk{"counter-1", std::nullopt}, supervisor},
             {OpenShift{"counter-1", base::MinorUnits{100}}, clerk},
             {Sell{test_meter, WattHours{1000}, "counter-1"}, clerk}}) {
        const auto outcomes = store_->post(std::vector{envelope(command, user, numbered_id(++id))});
        ASSERT_TRUE(outcomes && outcomes->front());
    }
    ASSERT_TRUE(verify().is_sound());

    tamper("UPDATE desk SET cash_taken_minor_units = 0");
    EXPECT_THAT(faults(), testing::ElementsAre(Fault::desk_row_differs));
    tamper("DELETE FROM desk");
    EXPECT_THAT(faults(), testing::ElementsAre(Fault::desk_row_differs));
}

TEST_F(SqliteVerify, finds_a_receipt_taken_out_of_a_desks_row_of_numbers) {
    tamper("DELETE FROM sale_payment WHERE desk_receipt = 3");

    EXPECT_THAT(faults(),
                testing::UnorderedElementsAre(Fault::rows_altered, Fault::desk_receipt_missing));
}

TEST_F(SqliteVerify, finds_a_sale_moved_onto_a_closed_day_and_an_altered_total) {
    const auto closed =
        store_->post(std::vector{envelope(CloseDay{test_date}, supervisor, numbered_id(8000))});
    ASSERT_TRUE(closed && closed->front());
    sell(100);
    ASSERT_TRUE(verify().is_sound());

    tamper(
        "UPDATE posting_leg SET business_date_days = business_date_days - 1 WHERE command = "
        "(SELECT max(command) FROM sale)");

    EXPECT_THAT(faults(), testing::IsSupersetOf({Fault::rows_altered, Fault::posted_on_closed_day,
                                                 Fault::day_total_differs}));
}

TEST_F(SqliteVerify, finds_totals_that_say_otherwise_than_sales_and_reports) {
    const RecordReport report = report_of(test_meter, card_of(test_meter), card::Generation{1}, 1,
                                          card::Sequence{5}, WattHours{5000});
    for (const Command& command : {Command{report}, Command{CloseDay{test_date}}}) {
        const auto outcomes = store_->post(
            std::vector{envelope(command, supervisor, numbered_id(8000 + command.index()))});
        ASSERT_TRUE(outcomes && outcomes->front());
    }
    ASSERT_TRUE(verify().is_sound());

    for (const std::string script :
         {"sale_total SET total_minor_units = total_minor_units", "sale_total SET sales = sales",
          "month_purchase SET energy_watt_hours = energy_watt_hours",
          "standing SET consumed_watt_hours = consumed_watt_hours",
          "standing SET tamper_states = tamper_states",
          "standing SET reported_utc_seconds = reported_utc_seconds"}) {
        tamper("UPDATE " + script + " + 1");
        EXPECT_THAT(faults(), testing::ElementsAre(Fault::statistics_differ)) << script;
        tamper("UPDATE " + script + " - 1");
        EXPECT_THAT(faults(), testing::ElementsAre()) << script;
    }
    tamper("INSERT INTO area_use VALUES ('', 20000, 5, 5)");
    EXPECT_THAT(faults(), testing::ElementsAre(Fault::statistics_differ));
    tamper("DELETE FROM standing");
    EXPECT_THAT(faults(), testing::ElementsAre(Fault::statistics_differ, Fault::statistics_differ));
}

TEST_F(SqliteVerify, finds_an_adjustment_approved_by_who_asked_and_one_with_another_amount) {
    const auto asked = store_->post(std::vector{envelope(
        AskAdjustment{
            test_meter, AdjustmentKind::free_issue, {}, WattHours{500}, AdjustmentReason::goodwill},
        clerk, numbered_id(8100))});
    ASSERT_TRUE(asked && asked->front());
    const auto approved = store_->post(std::vector{
        envelope(ApproveAdjustment{test_meter, AdjustmentId{1}}, supervisor, numbered_id(8101))});
    ASSERT_TRUE(approved && approved->front());
    ASSERT_TRUE(verify().is_sound());

    tamper("UPDATE adjustment_approval SET user = (SELECT asked_by FROM adjustment)");
    EXPECT_THAT(faults(),
                testing::IsSupersetOf({Fault::rows_altered, Fault::adjustment_by_one_person}));
    tamper("UPDATE adjustment SET energy_watt_hours = 5000");
    EXPECT_THAT(faults(), testing::IsSupersetOf({Fault::rows_altered, Fault::order_without_sale,
                                                 Fault::adjustment_not_posted}));
}

TEST_F(SqliteVerify, finds_a_removed_posting) {
    tamper("DELETE FROM posting_leg WHERE leg = 1");

    EXPECT_THAT(faults(), testing::IsSupersetOf({Fault::rows_altered, Fault::posting_unbalanced,
                                                 Fault::sale_not_posted}));
}

TEST_F(SqliteVerify, finds_a_row_that_no_commit_covers) {
    tamper("INSERT INTO api_token VALUES (1, 99, 1, 'back door', randomblob(32))");

    EXPECT_THAT(faults(), testing::ElementsAre(Fault::row_without_command));
}

TEST_F(SqliteVerify, finds_a_raised_total_in_the_meters_row) {
    tamper("UPDATE meter SET ordered_total_watt_hours = 9000");

    EXPECT_THAT(faults(), testing::ElementsAre(Fault::meter_row_differs));
}

TEST_F(SqliteVerify, finds_a_meters_row_that_says_otherwise_than_its_readings_and_orders) {
    for (const std::string column :
         {"is_open", "meter_sessions", "readings_without_report", "last_purchase_watt_hours",
          "last_purchase_utc_seconds", "customer_class", "charged_through_months",
          "bought_in_month_watt_hours", "arrears_minor_units", "most_per_sale_minor_units",
          "recovery_basis_points"}) {
        tamper("UPDATE meter SET " + column + " = " + column + " + 1");
        EXPECT_THAT(faults(), testing::ElementsAre(Fault::meter_row_differs)) << column;
        tamper("UPDATE meter SET " + column + " = " + column + " - 1");
        EXPECT_THAT(faults(), testing::ElementsAre()) << column;
    }
}

TEST_F(SqliteVerify, follows_readings_with_and_without_a_newer_report) {
    const auto serial = card_of(test_meter);
    auto with =
        report_of(test_meter, serial, card::Generation{1}, 1, card::Sequence{5}, WattHours{5000});
    with.meter_sessions = 3;
    auto without = with;
    without.meter_sessions = 4;
    without.report.reset();
    std::uint64_t id = 6000;
    for (const auto& report : {with, without}) {
        const auto outcomes = store_->post(std::vector{envelope(report, clerk, numbered_id(++id))});
        ASSERT_TRUE(outcomes && outcomes->front());
    }
    ASSERT_EQ((*store_->meter(test_meter))->readings_without_report, 1);

    EXPECT_THAT(faults(), testing::ElementsAre());

    tamper("UPDATE meter SET readings_without_report = 0");
    EXPECT_THAT(faults(), testing::ElementsAre(Fault::meter_row_differs));
}

TEST_F(SqliteVerify, finds_a_chain_whose_end_was_taken_away) {
    tamper("DELETE FROM audit_chain");

    EXPECT_THAT(faults(), testing::ElementsAre(Fault::chain_end_differs));
}

TEST_F(SqliteVerify, finds_a_removed_trace_of_an_exported_key) {
    const auto outcomes = store_->post(
        std::vector{envelope(ExportMeterKey{test_meter}, the_office, numbered_id(7000))});
    ASSERT_TRUE(outcomes && outcomes->front());
    ASSERT_TRUE(verify().is_sound());

    tamper("DELETE FROM key_export");

    EXPECT_THAT(faults(), testing::ElementsAre(Fault::rows_altered));
}

TEST_F(SqliteVerify, finds_an_entry_taken_out_of_the_middle) {
    tamper("DELETE FROM audit_entry WHERE position = 4");

    EXPECT_THAT(faults(), testing::Contains(Fault::entry_missing));
}

TEST_F(SqliteVerify, finds_an_edited_entry) {
    tamper("UPDATE audit_entry SET at_utc_seconds = 0 WHERE position = 4");

    EXPECT_THAT(faults(), testing::ElementsAre(Fault::entry_altered));
}

// The end of a chain with everything under it, and the chain's end moved back: within itself the
// file is sound again, only the signed copy knows better.
TEST_F(SqliteVerify, finds_a_cleanly_removed_tail_by_the_signed_copy) {
    keep_signed_copy();
    tamper(
        "DELETE FROM posting_leg WHERE command = 15; DELETE FROM sale_payment WHERE command = 15;"
        "DELETE FROM sale WHERE command = 15;"
        "DELETE FROM energy_order WHERE command = 15; DELETE FROM command WHERE command = 15;"
        "DELETE FROM audit_entry WHERE position = 7;"
        "UPDATE audit_chain SET (length, digest) = "
        "(SELECT position, digest FROM audit_entry WHERE position = 6);"
        "UPDATE meter SET (sequence, ordered_total_watt_hours, purchases, "
        "bought_in_month_watt_hours) = (4, 4000, 4, 4000);");

    EXPECT_THAT(faults(), testing::ElementsAre(Fault::copy_not_in_books));
}

TEST_F(SqliteVerify, finds_a_copy_that_the_token_did_not_sign) {
    keep_signed_copy();
    const AuditHeads forged{test_time + std::chrono::seconds{60}, {}};
    ASSERT_TRUE(copies_.keep(forged, std::vector<std::uint8_t>{1, 2, 3}));

    EXPECT_THAT(faults(), testing::ElementsAre(Fault::copy_not_genuine));
}

TEST_F(SqliteVerify, a_damaged_copy_is_refused_by_name) {
    keep_signed_copy();
    std::ofstream{folder_.path() / "heads" / "heads-001790000000.txt", std::ios::app} << "x\n";

    const auto copies = copies_.all();

    ASSERT_FALSE(copies);
    EXPECT_FALSE(copies_.newest());
    EXPECT_THAT(copies.error().detail, testing::HasSubstr("heads-001790000000.txt is damaged"));
}

}  // namespace
}  // namespace office
