// The office's work with a field card: its next round written onto it, and what its meters wrote
// taken back.
#pragma once

#include <cstdint>

#include "office/domain/books.h"
#include "office/domain/card_work.h"
#include "office/domain/key_store.h"
#include "office/domain/store.h"
#include "office/reader/card_visit.h"
#include "office/reader/posting.h"

namespace office {

class FieldCardWork {
 public:
    template <typename T>
    using Result = CardWork::Result<T>;

    // All outlive the work.
    FieldCardWork(KeyStore& keys, Books& books, const Store& store)
        : keys_{keys}, books_{books}, store_{store} {}

    // Gives the card in the reader `field`'s next round; its serial is the card's own. Whatever
    // stops it, the same again finishes it: the books keep the round under the asker's id.
    [[nodiscard]] Result<FieldCardIssued> issue(CardLink& link, IssueFieldCard field,
                                                const Asker& asker);

    // Posts what each place holds. A place whose bytes are not its meter's is a finding at that
    // meter and stops nothing.
    [[nodiscard]] Result<FieldCardRead> read(CardLink& link, UserId user);

 private:
    [[nodiscard]] Result<CardVisit> open(CardLink& link, bool may_be_blank);
    [[nodiscard]] Result<void> prepare(CardVisit& visit, const IssueFieldCard& field,
                                       const NewFieldRound& round);
    [[nodiscard]] Result<void> give_place(CardVisit& visit, std::uint8_t place,
                                          const FieldMeter& meter, const NewFieldRound& round,
                                          const IssueFieldCard& field);
    [[nodiscard]] Result<FieldPlaceRead> take_place(CardVisit& visit, std::uint8_t place,
                                                    card::MeterId meter, UserId user);
    [[nodiscard]] Result<void> take_events(CardVisit& visit, std::uint8_t place,
                                           const CardReport& report, RecordFieldReport& record);

    KeyStore& keys_;
    Books& books_;
    const Store& store_;
};

}  // namespace office
