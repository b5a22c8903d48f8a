// What the office does with a card that lies in a desk's reader. The counter asks for it; the card
// adapter does it.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <variant>
#include <vector>

#include "card/identifiers.h"
#include "office/domain/card_link.h"
#include "office/domain/commands.h"
#include "office/domain/outcomes.h"
#include "office/domain/store.h"

namespace office {

// "Not done because ...". Whatever the card said without authentication decided nothing else.
enum class CardProblem : std::uint8_t {
    no_card,
    card_pulled,
    reader_gone,
    desk_gone,
    not_our_card,      // no application of ours on it
    card_blank,        // not issued yet
    card_not_blank,    // issued already, to whatever meter
    card_blocked,      // or taken back
    card_not_genuine,  // the secure channel did not stand, or broke
    card_of_left_key,  // it works with a key or a round that the books know it has left
    card_refused,      // a command of ours, with an error word
    card_of_another_meter,
    not_a_field_card,      // but a customer's
    not_a_customers_card,  // but an inspector's or a fitter's
    report_not_genuine,    // a report that no meter of ours made
    keys_unavailable,      // the token failed
};

// Why card work ended: the card, the books' rules, or the books themselves.
using CardFailure = std::variant<CardProblem, Refusal, StoreError>;

// A card was personalised for a meter.
struct CardIssued {
    card::MeterId meter{};
    card::CardSerial serial{};
    NewCard card;
};

// A card was read and its report, if there was one, is in the books.
struct CardRead {
    card::MeterId meter{};
    card::CardSerial serial{};
    card::Generation generation{};
    card::CustomerNumber customer{};
    Reconciliation reconciliation;
};

// The card answered with authentication that it holds this order.
struct OrderWritten {
    card::MeterId meter{};
    card::CardSerial serial{};
    card::Sequence sequence{};
    base::WattHours ordered_total;
};

// A sale made with the card in the reader: read, sold, written. The sale stands even where the
// order did not get onto the card: it is written at the next visit.
struct DeskSale {
    CardRead read;
    Sale sale;
    bool is_repeat = false;
    std::optional<CardFailure> not_written;
};

// A sale undone with its card in the reader. The correction stands even where it did not get onto
// the card: then its money waits for a report.
struct DeskReversal {
    CardRead read;
    NewAdjustment reversal;
    bool is_repeat = false;
    std::optional<CardFailure> not_written;
};

// A field card holds its round: every place, proven by the card.
struct FieldCardIssued {
    card::CardSerial serial{};
    NewFieldRound round;
};

// What a place of a field card brought back.
struct FieldPlaceRead {
    card::MeterId meter{};
    // None where no meter has written there, or what lies there is not the meter's.
    std::optional<Reconciliation> reconciliation;
    bool is_altered = false;
    std::uint32_t events = 0;  // genuine ones with the report
};

struct FieldCardRead {
    card::CardSerial serial{};
    card::Generation round{};
    std::vector<FieldPlaceRead> places;
};

class CardWork {
 public:
    template <typename T>
    using Result = std::expected<T, CardFailure>;

    virtual ~CardWork() = default;

    // Each call is one card session, blocks for as long as the reader needs, and may be repeated
    // with the same id, where it takes one, after any failure.
    //   issue  gives the blank card in the reader to `meter` and personalises it
    //   read   brings the report back; `id` keeps RecordReport
    //   write  puts the meter's newest order onto its card: the same bytes however often
    //   reverse  read, reverse the newest sale and overwrite its order in one session; `id` keeps
    //            ReverseSale
    //   sell   read, sell and write in one session; `id` keeps Sell
    //   issue_field  gives the card in the reader, blank or a field card, its next round; `id`
    //                keeps IssueFieldCard, so that the same again writes the same round
    //   read_field   brings back what each of its meters wrote
    [[nodiscard]] virtual Result<FieldCardIssued> issue_field(CardLink& link,
                                                              const IssueFieldCard& field,
                                                              CommandId id, UserId user) = 0;
    [[nodiscard]] virtual Result<FieldCardRead> read_field(CardLink& link, UserId user) = 0;
    [[nodiscard]] virtual Result<CardIssued> issue(CardLink& link, card::MeterId meter,
                                                   CommandId id, UserId user) = 0;
    [[nodiscard]] virtual Result<CardRead> read(CardLink& link, CommandId id, UserId user) = 0;
    [[nodiscard]] virtual Result<OrderWritten> write(CardLink& link, card::MeterId meter,
                                                     UserId user) = 0;
    [[nodiscard]] virtual Result<DeskReversal> reverse(CardLink& link, const ReverseSale& reverse,
                                                       CommandId id, UserId user) = 0;
    [[nodiscard]] virtual Result<DeskSale> sell(CardLink& link, const Sell& sell, CommandId id,
                                                UserId user) = 0;
};

}  // namespace office
