// The office's card work: plain blocking code over a desk's link, the keys and the books.
#pragma once

#include <optional>

#include "card/commands.h"
#include "office/domain/books.h"
#include "office/domain/card_work.h"
#include "office/domain/key_store.h"
#include "office/domain/store.h"
#include "office/reader/card_visit.h"
#include "office/reader/posting.h"

namespace office {

class OfficeCardWork final : public CardWork {
 public:
    // All outlive the card work.
    OfficeCardWork(KeyStore& keys, Books& books, const Store& store)
        : keys_{keys}, books_{books}, store_{store} {}

    Result<FieldCardIssued> issue_field(CardLink& link, const IssueFieldCard& field, CommandId id,
                                        UserId user) override;
    Result<FieldCardRead> read_field(CardLink& link, UserId user) override;
    Result<CardIssued> issue(CardLink& link, card::MeterId meter, CommandId id,
                             UserId user) override;
    Result<CardRead> read(CardLink& link, CommandId id, UserId user) override;
    Result<OrderWritten> write(CardLink& link, card::MeterId meter, UserId user) override;
    Result<DeskReversal> reverse(CardLink& link, const ReverseSale& reverse, CommandId id,
                                 UserId user) override;
    Result<DeskSale> sell(CardLink& link, const Sell& sell, CommandId id, UserId user) override;

 private:
    // Begins with a card that is personalised, and proves it.
    [[nodiscard]] Result<CardVisit> open_customer_card(CardLink& link);
    [[nodiscard]] Result<CardRead> take_report(CardVisit& visit, const Asker& asker);
    [[nodiscard]] Result<std::optional<CardReport>> read_report(CardVisit& visit);
    [[nodiscard]] Result<void> take_new_history(CardVisit& visit, RecordReport& record);
    // What is due on the card itself, which a visit before this one may have left undone.
    [[nodiscard]] Result<void> put_right(CardVisit& visit, const card::CardCounters& counters,
                                         UserId user);
    // Confirms a pending order that the card turns out to hold: it was written, and only the
    // answer was lost.
    [[nodiscard]] Result<void> confirm_what_is_held(CardVisit& visit, UserId user);
    // Gives the tries for its meter back, where wrong keys have used some up, and takes the card a
    // step towards the version of the master key that meters go over to.
    [[nodiscard]] Result<void> renew_keys(CardVisit& visit, std::uint8_t meter_tries, UserId user);
    [[nodiscard]] Result<OrderWritten> write_order(CardVisit& visit, UserId user);
    [[nodiscard]] Result<card::OrderBytes> bytes_of(const card::Order& order);
    [[nodiscard]] Result<void> load_keys(CardVisit& visit, card::MeterId meter,
                                         const NewCard& card);

    KeyStore& keys_;
    Books& books_;
    const Store& store_;
};

}  // namespace office
