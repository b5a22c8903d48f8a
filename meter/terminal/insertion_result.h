// How an insertion ended. A failure's number is what the display shows as Err-NN; the texts stand
// in docs/formats/meter.md and, for faces with room for them, at the edge.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace meter {

// Numbers never change their meaning; 1 to 63 are failures.
enum class InsertionResult : std::uint8_t {
    card_pulled = 1,
    card_error = 2,  // no understandable answer, in four sessions
    voltage_too_low = 3,
    card_not_genuine = 4,  // the card does not hold the key that this meter expects of it
    unknown_card = 5,      // of no kind that a meter serves, or not in use
    wrong_meter = 6,
    bad_order = 7,  // not made by this meter's office, altered, or a value out of range
    not_opened = 8,
    card_replaced = 9,  // also a field card of a round that is over
    wrong_card = 10,
    card_copied = 11,
    old_order = 12,
    above_hoarding_limit = 13,
    report_not_written = 14,  // all else was done; the next insertion writes the report
    storage_failed = 15,      // nothing was changed
    credited = 64,
    already_loaded = 65,
    account_closed = 66,
    field_card_served = 67,  // its report is on it, and its parameters are taken or refused
    maintained = 68,         // by a maintenance card: display and switch are tested now
};

struct InsertionResultName {
    InsertionResult result;
    std::string_view name;  // in JSON and logs
};

inline constexpr std::array<InsertionResultName, 20> insertion_result_names{
    InsertionResultName{InsertionResult::card_pulled, "card_pulled"},
    InsertionResultName{InsertionResult::card_error, "card_error"},
    InsertionResultName{InsertionResult::voltage_too_low, "voltage_too_low"},
    InsertionResultName{InsertionResult::card_not_genuine, "card_not_genuine"},
    InsertionResultName{InsertionResult::unknown_card, "unknown_card"},
    InsertionResultName{InsertionResult::wrong_meter, "wrong_meter"},
    InsertionResultName{InsertionResult::bad_order, "bad_order"},
    InsertionResultName{InsertionResult::not_opened, "not_opened"},
    InsertionResultName{InsertionResult::card_replaced, "card_replaced"},
    InsertionResultName{InsertionResult::wrong_card, "wrong_card"},
    InsertionResultName{InsertionResult::card_copied, "card_copied"},
    InsertionResultName{InsertionResult::old_order, "old_order"},
    InsertionResultName{InsertionResult::above_hoarding_limit, "above_hoarding_limit"},
    InsertionResultName{InsertionResult::report_not_written, "report_not_written"},
    InsertionResultName{InsertionResult::storage_failed, "storage_failed"},
    InsertionResultName{InsertionResult::credited, "credited"},
    InsertionResultName{InsertionResult::already_loaded, "already_loaded"},
    InsertionResultName{InsertionResult::account_closed, "account_closed"},
    InsertionResultName{InsertionResult::field_card_served, "field_card_served"},
    InsertionResultName{InsertionResult::maintained, "maintained"},
};

[[nodiscard]] constexpr std::string_view name_of(InsertionResult result) {
    for (const auto& row : insertion_result_names) {
        if (row.result == result) {
            return row.name;
        }
    }
    return {};
}

[[nodiscard]] constexpr bool is_failure(InsertionResult result) {
    return result < InsertionResult::credited;
}

}  // namespace meter
