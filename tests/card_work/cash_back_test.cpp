// A customer wants energy and money: he loads his order, pulls the card out of the meter at any
// command, and asks for his money back. The office's own code decides, by what a real meter left on
// the card.
#include <gtest/gtest.h>

#include <optional>

#include "meter/testing/meter_bench.h"
#include "tests/card_work/made_reports.h"
#include "tests/card_work/office_at_work.h"

namespace card_work {
namespace {

using base::WattHours;
using meter::testing::MeterBench;

meter::Keying keying_of(office::KeyStore& keys) {
    auto exported = *keys.export_meter_keys(Office::meter, card::KeyVersion{1});
    return {.meter = Office::meter, .meter_key = exported.meter_key, .roll_key = exported.roll_key};
}

// A customer whose meter is open and has loaded 10 kWh.
class Customer {
 public:
    explicit Customer(Token& token) : office_{token}, meter_{keying_of(token.keys()), {}, now} {
        Reader blank{card_};
        EXPECT_TRUE(office_.work.issue(blank, Office::meter, Office::next_id(), office_.clerk));
        buy(10'000);
        EXPECT_EQ(meter_.insert(card_), meter::InsertionResult::credited);
        read();
    }

    office::ReceiptNumber buy(std::int64_t watt_hours) {
        Reader reader{card_};
        const auto sold =
            office_.work.sell(reader, office_.sale(watt_hours), Office::next_id(), office_.clerk);
        EXPECT_TRUE(sold && !sold->not_written);
        return sold->sale.receipt;
    }
    void load() { (void)meter_.insert(card_); }
    // False where the dialogue was over before the pull.
    bool load_and_pull_at(int command, bool card_sees_it) {
        bool was_pulled = false;
        (void)meter_.insert(card_,
                            [&](int index, const MeterBench::Bytes& bytes,
                                card::SoftwareCard& card) -> std::optional<MeterBench::Bytes> {
                                if (index != command) {
                                    return MeterBench::answer_of(card, bytes);
                                }
                                was_pulled = true;
                                if (card_sees_it) {
                                    (void)MeterBench::answer_of(card, bytes);
                                }
                                return std::nullopt;
                            });
        return was_pulled;
    }
    void read() {
        Reader reader{card_};
        EXPECT_TRUE(office_.work.read(reader, Office::next_id(), office_.clerk));
    }
    // Whether the desk pays for the whole sale.
    bool reverses(office::ReceiptNumber receipt) {
        Reader reader{card_};
        const auto reversed = office_.work.reverse(
            reader, {Office::meter, receipt, office::AdjustmentReason::not_wanted},
            Office::next_id(), office_.clerk);
        return reversed && pays(reversed->reversal.adjustment);
    }
    office::AdjustmentId correct(office::ReceiptNumber receipt) {
        const auto adjustment = office_.correct(receipt);
        Reader reader{card_};
        EXPECT_TRUE(office_.work.write(reader, Office::meter, office_.clerk));
        return adjustment;
    }
    bool pays(office::AdjustmentId adjustment) { return !office_.pay(adjustment); }

    [[nodiscard]] WattHours loaded() const {
        return meter_.state().account.ordered().ordered_total;
    }
    [[nodiscard]] WattHours in_the_books() { return office_.view().ordered_total; }

 private:
    Office office_;
    card::SoftwareCard card_ = card::SoftwareCard::blank(serial);
    MeterBench meter_;
};

class CashBack : public CardWork {};

TEST_F(CashBack, is_paid_for_no_sale_that_a_meter_has_loaded_wherever_the_card_is_pulled) {
    int paid = 0;
    int refused = 0;
    for (const bool card_sees_it : {false, true}) {
        bool was_pulled = true;
        for (int command = 0; was_pulled; ++command) {
            SCOPED_TRACE(testing::Message() << "pulled at " << command << ", " << card_sees_it);
            Customer customer{token()};
            const auto receipt = customer.buy(20'000);
            was_pulled = customer.load_and_pull_at(command, card_sees_it);
            const bool was_loaded = customer.loaded() == WattHours{30'000};

            const bool is_paid = customer.reverses(receipt);

            ++(is_paid ? paid : refused);
            EXPECT_FALSE(is_paid && was_loaded);
            customer.load();  // whatever lies on the card now
            EXPECT_EQ(customer.loaded(), WattHours{is_paid ? 10'000 : 30'000});
            EXPECT_EQ(customer.loaded(), customer.in_the_books());
        }
    }
    EXPECT_GE(paid, 2);     // no meter had opened the card
    EXPECT_GE(refused, 2);  // one had, whether it had loaded the order or not
}

TEST_F(CashBack, is_paid_for_a_correction_once_the_meter_has_given_the_energy_back) {
    int paid = 0;
    int refused = 0;
    for (const bool card_sees_it : {false, true}) {
        bool was_pulled = true;
        for (int command = 0; was_pulled; ++command) {
            SCOPED_TRACE(testing::Message() << "pulled at " << command << ", " << card_sees_it);
            Customer customer{token()};
            const auto receipt = customer.buy(20'000);
            customer.load();
            customer.read();
            const auto adjustment = customer.correct(receipt);
            EXPECT_FALSE(customer.pays(adjustment));
            was_pulled = customer.load_and_pull_at(command, card_sees_it);
            customer.read();

            const bool is_paid = customer.pays(adjustment);

            ++(is_paid ? paid : refused);
            EXPECT_FALSE(is_paid && customer.loaded() != WattHours{10'000});
            customer.load();
            customer.read();
            EXPECT_EQ(customer.loaded(), WattHours{10'000});
            EXPECT_EQ(customer.pays(adjustment), !is_paid);  // in the end it is, and once
        }
    }
    EXPECT_GE(paid, 2);
    EXPECT_GE(refused, 2);
}

}  // namespace
}  // namespace card_work
