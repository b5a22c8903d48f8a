// What a software card does for its issuer: new keys, and the identity that they hold from.
#include <algorithm>
#include <utility>

#include "card/software_card.h"

namespace card {
namespace {

bool is_same_assignment(const IdRecord& a, const IdRecord& b) {
    return a.kind == b.kind && a.meter == b.meter && a.generation == b.generation &&
           a.customer == b.customer;
}

}  // namespace

StatusWord SoftwareCard::put_key(const Command& command) {
    if (channel_.key_set() != KeySet::issuer) {
        return StatusWord::not_allowed;
    }
    const auto set = key_set_of(command.p1);
    if (!set) {
        return StatusWord::data_not_found;
    }
    if (*set == KeySet::field) {
        return put_place(command);
    }
    if (command.data.size() != sizeof(WrappedKey)) {
        return StatusWord::wrong_length;
    }
    const auto wrapped = std::span<const std::uint8_t>{command.data}.first<sizeof(WrappedKey)>();
    return staged_.put(*set, KeyPurpose{command.p2}, wrapped, memory_.issuer_dek)
               ? StatusWord::done
               : StatusWord::wrong_data;
}

StatusWord SoftwareCard::store_identity(const Command& command) {
    if (channel_.key_set() != KeySet::issuer) {
        return StatusWord::not_allowed;
    }
    if (command.p1 != 0 || command.p2 != 0) {
        return StatusWord::wrong_parameters;
    }
    if (command.data.size() != id_size) {
        return StatusWord::wrong_length;
    }
    const auto id = decode_id(command.data);
    if (!id) {
        return StatusWord::wrong_data;
    }
    if (const StatusWord fault = fault_of_identity(*id); fault != StatusWord::done) {
        return fault;
    }
    if (staged_.has_issuer()) {
        memory_.issuer.keys = staged_.issuer();
        memory_.issuer_dek = staged_.issuer_dek();
    }
    if (staged_.has_meter()) {
        memory_.meter.keys = staged_.meter();
        memory_.meter.tries = most_tries;
    }
    if (id->next_key_version == KeyVersion{0}) {
        memory_.next_meter = {};
        memory_.keys = {};
    }
    if (id->next_key_version == KeyVersion{0} || staged_.has_next_meter()) {
        memory_.next_meter_tries = most_tries;
    }
    if (staged_.has_next_meter()) {
        memory_.next_meter = staged_.next_meter();
    }
    if (!is_same_assignment(*id, memory_.id)) {
        memory_.order = {};
        memory_.parameters = {};
        memory_.report = {};
        memory_.history = {};
        memory_.keys = {};
        if (field_ != nullptr) {
            std::ranges::fill(*field_, FieldPlace{});
        }
    }
    memory_.id = *id;
    staged_.clear();
    note(CardOperation::identity_stored);
    return StatusWord::done;
}

// Whether `id` may be stored with the keys that wait.
StatusWord SoftwareCard::fault_of_identity(const IdRecord& id) const {
    const LifeCycle now = memory_.id.life_cycle;
    if (id.serial != memory_.id.serial || !may_become(now, id.life_cycle)) {
        return StatusWord::wrong_data;
    }
    if (now == LifeCycle::retired && id.life_cycle == LifeCycle::personalised &&
        is_same_assignment(id, memory_.id)) {
        return StatusWord::conditions_not_met;
    }
    const bool was_blank = now == LifeCycle::blank;
    const bool is_same = is_same_assignment(id, memory_.id);
    if (is_field_card(id.kind) && field_ == nullptr) {
        return StatusWord::conditions_not_met;
    }
    const bool is_for_one_meter = !is_field_card(id.kind);
    const bool needs_meter_keys =
        is_for_one_meter && (!is_same || id.key_version != memory_.id.key_version);
    const bool has_next = id.next_key_version != KeyVersion{0};
    const bool needs_next_keys =
        has_next && (!is_same || id.next_key_version != memory_.id.next_key_version);
    const bool is_complete = !staged_.has_part_of_a_set() && (!was_blank || staged_.has_issuer()) &&
                             (!needs_meter_keys || staged_.has_meter()) &&
                             (!needs_next_keys || staged_.has_next_meter()) &&
                             (has_next || !staged_.has_next_meter());
    return is_complete ? StatusWord::done : StatusWord::conditions_not_met;
}

}  // namespace card
