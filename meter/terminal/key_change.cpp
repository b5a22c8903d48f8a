#include "meter/terminal/key_change.h"

#include <utility>

#include "card/keys_record.h"
#include "meter/terminal/order_acceptance.h"

namespace meter {
namespace {

BroughtKeys refused(KeysFault fault) {
    return {.key = {}, .fault = fault};
}

}  // namespace

BroughtKeys check_keys(std::span<const std::uint8_t> file, const MeterKeys& keys) {
    const auto record = card::decode_keys_record(file);
    if (!record) {
        return record.error() == card::RecordError::blank ? BroughtKeys{}
                                                          : refused(KeysFault::unreadable);
    }
    if (record->meter != keys.meter()) {
        return refused(KeysFault::wrong_meter);
    }
    const auto roll = keys.roll();
    if (!roll || !card::is_genuine(file, roll->mac)) {
        return refused(KeysFault::not_genuine);
    }
    if (record->key_version <= keys.key_version()) {
        return {};
    }
    const auto meter_key = card::unwrap_key(roll->enc, record->meter_key);
    if (!meter_key) {
        return refused(KeysFault::not_genuine);
    }
    return {.key = RenewedKey{record->key_version, *meter_key}, .fault = {}};
}

MeterKeys keys_of(card::KeyVersion version, const MeterKeys& keys, const BroughtKeys& brought) {
    return brought.key && brought.key->key_version == version ? keys.renewed(*brought.key) : keys;
}

bool is_left_from_before(const card::Order& order, const MeterKeys& keys, const State& state) {
    const OrderedFigures& ordered = state.account.ordered();
    return order.key_version < keys.key_version() && order.meter == keys.meter() &&
           ordered.sequence != card::Sequence{} && order.sequence == ordered.sequence &&
           order.ordered_total == ordered.ordered_total;
}

bool owes_a_report(const card::Order& order, const ProvenCard& card, const MeterKeys& keys,
                   const State& state) {
    return state.opened && order.meter == keys.meter() && order.key_version < keys.key_version() &&
           card.serial == state.binding.serial && card.generation == state.binding.generation &&
           card.meter_sessions > state.binding.meter_sessions;
}

bool accept_keys(State& state, const BroughtKeys& brought, InsertionResult result,
                 const card::Order& order) {
    if (brought.fault) {
        note(state, EventKind::keys_refused, std::to_underlying(*brought.fault));
    }
    // An order that waits for room under the hoarding limit must still be readable then.
    const bool waits = result == InsertionResult::above_hoarding_limit;
    if (!brought.key || (waits && order.key_version != brought.key->key_version)) {
        return false;
    }
    state.renewed_key = *brought.key;
    note(state, EventKind::keys_taken, std::to_underlying(brought.key->key_version));
    return true;
}

}  // namespace meter
