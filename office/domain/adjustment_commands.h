// Commands that change what a meter may use without selling: money back, free issues, the end of an
// account; and who is sold nothing.
#pragma once

#include <cstdint>
#include <string>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "office/domain/identifiers.h"
#include "office/domain/shift_commands.h"

namespace office {

// The numbers are stable.
enum class AdjustmentKind : std::uint8_t {
    reversal = 1,    // the newest sale, whose order the card proves unloaded: undone whole
    correction = 2,  // a sale that was wrong: its energy and the price of that go back
    refund = 3,      // energy that is left goes back at what the newest sales took for it
    free_issue = 4,  // energy without money
    closing = 5,     // the meter opens its supply and writes its final report
    exchange = 6,    // what is left goes over to another meter
};

// The numbers are stable.
enum class AdjustmentReason : std::uint8_t {
    wrong_amount = 1,
    wrong_customer = 2,
    not_wanted = 3,
    moved_out = 4,
    meter_failed = 5,
    goodwill = 6,
};

// Undoes the meter's newest sale, whose order its card has not carried to the meter: no meter
// session was counted since it was made, and this session of the card overwrites it.
struct ReverseSale {
    card::MeterId meter{};
    ReceiptNumber receipt{};
    AdjustmentReason reason{};
};

// Asks for an adjustment that a second person must approve.
struct AskAdjustment {
    card::MeterId meter{};
    AdjustmentKind kind{};     // any but a reversal and an exchange
    ReceiptNumber receipt{};   // of a correction: the sale that was wrong; otherwise 0
    base::WattHours energy{};  // of a refund or a free issue, above 0; otherwise 0
    AdjustmentReason reason{};
};

// By another person than the one who asked: the order is made.
struct ApproveAdjustment {
    card::MeterId meter{};
    AdjustmentId adjustment{};
};

// What was asked for will not be. Whoever asked may take it back.
struct DeclineAdjustment {
    card::MeterId meter{};
    AdjustmentId adjustment{};
};

// The money leaves the desk: only when no meter can use the energy any more.
struct PayBack {
    card::MeterId meter{};
    AdjustmentId adjustment{};
    std::string desk;
    Means means = Means::cash;
};

// Sells nothing to this customer, or sells again.
struct SetBlocked {
    card::MeterId meter{};
    bool is_blocked = false;
};

}  // namespace office
