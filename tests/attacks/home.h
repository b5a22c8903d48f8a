// A meter, its customer's card and the office that sells to it, and the question that every attack
// ends with: does the meter hold anything that was not sold to it?
#pragma once

#include <map>
#include <optional>

#include "card/testing/cards.h"
#include "meter/testing/meter_bench.h"

namespace attacks {

extern const card::Key128 master_key;

class Home {
 public:
    explicit Home(card::MeterId id = card::testing::example_meter,
                  card::CardSerial serial = card::testing::example_serial,
                  std::optional<card::Key128> roll_key = std::nullopt);

    // Makes the next genuine order and writes it to the card, as the office does.
    card::OrderBytes sell(base::WattHours energy, card::OrderKind kind = card::OrderKind::purchase);
    // The first half: the order is in the books and the card is not written yet.
    void make(base::WattHours energy, card::OrderKind kind = card::OrderKind::purchase);
    // The second half, as often as it takes. Throws what `transmit` throws.
    card::OrderBytes write(const card::testing::CardSession::Transmit& transmit);
    // The same for a card of the next generation, which becomes the customer's card.
    card::OrderBytes replace_card(card::CardSerial serial, card::OrderKind kind,
                                  card::CustomerNumber customer = card::testing::example_customer);
    // What a thief would give for it: a genuine code on anything, of the key that `order` names.
    [[nodiscard]] card::OrderBytes signed_by_the_office(const card::Order& order) const;
    // As the office signs it, under the key that its orders are made with.
    [[nodiscard]] card::ParameterSetBytes set_of(const card::Parameters& parameters) const;
    // `parameters` lie beside the orders that are made from now on.
    void bring(const card::Parameters& parameters);
    // The meter's key of `version` lies beside the order; what the card had of the one before the
    // newest is gone. The home must have a roll-over key.
    void bring_keys(card::KeyVersion version);
    [[nodiscard]] card::Key128 key_of(card::KeyVersion version) const;
    // The office's keys of the customer's card.
    [[nodiscard]] card::testing::IssuerKeys issuer() const {
        return card::testing::issuer_keys(master_key, card.memory().id.serial);
    }
    // The newest order that was made.
    [[nodiscard]] const card::Order& newest() const { return newest_; }

    // The card, put in without anybody between.
    meter::InsertionResult insert() { return meter.insert(card); }

    [[nodiscard]] base::WattHours credited() const;
    // Fails the test where the meter holds another total than that of a genuine order, where it
    // commits less than it shows, or where the card carries a report that no meter made.
    void expect_nothing_gained() const;
    // Fails the test unless the card still brings its newest order in.
    void expect_still_served();

    const meter::Keying keying;
    meter::testing::MeterBench meter;
    card::SoftwareCard card;

 private:
    card::OrderBytes write();

    [[nodiscard]] bool is_report_of_this_meter(const card::ReportBytes& report) const;

    card::Order newest_;
    std::map<card::Sequence, base::WattHours> sold_;
};

// `card` with another order on it, whoever could have put it there.
[[nodiscard]] card::SoftwareCard with_order(const card::SoftwareCard& card,
                                            const card::OrderBytes& order);

}  // namespace attacks
