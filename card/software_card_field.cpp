// What a software card does as a field card: places for the meters of its round.
#include <algorithm>

#include "base/byte_reader.h"
#include "card/instructions.h"
#include "card/software_card.h"

namespace card {
namespace {

constexpr std::size_t meter_id_size = 8;

Response done_with(std::span<const std::uint8_t> data) {
    return {ResponseData{data}, StatusWord::done};
}

}  // namespace

Response SoftwareCard::answer_place(const Command& command) const {
    if (command.data.size() != meter_id_size) {
        return {{}, StatusWord::wrong_length};
    }
    if (!is_in_field()) {
        return {{}, StatusWord::data_not_found};
    }
    const auto place = place_of(*field_, MeterId{base::ByteReader{command.data}.u64()});
    if (!place) {
        return {{}, StatusWord::data_not_found};
    }
    const std::array<std::uint8_t, 2> answer{*place,
                                             std::to_underlying((*field_)[*place].key_version)};
    return done_with(answer);
}

FieldPlace* SoftwareCard::place_of_channel(std::uint8_t named) {
    const bool is_issuer = channel_.key_set() == KeySet::issuer;
    if (!is_in_field() || (!is_issuer && named != 0)) {
        return nullptr;
    }
    const std::uint8_t place = is_issuer ? named : place_;
    return place < field_->size() ? &(*field_)[place] : nullptr;
}

Response SoftwareCard::read_place(File file, const FieldPlace& place) const {
    if (is_event_file(file)) {
        return done_with(place.events[event_index(file)]);
    }
    if (file == File::parameters) {
        return done_with(place.parameters);
    }
    return file == File::report ? done_with(place.report)
                                : Response{{}, StatusWord::file_not_found};
}

// Parameters are the issuer's to write, on a parameter card; the report and, on an inspection card,
// the events are the meter's.
std::optional<SoftwareCard::Place> SoftwareCard::place_to_write(File file,
                                                                FieldPlace& place) const {
    const bool is_issuer = channel_.key_set() == KeySet::issuer;
    if (file == File::parameters && is_issuer && memory_.id.kind == CardKind::parameter) {
        return Place{place.parameters, CardOperation::parameters_written};
    }
    if (file == File::report && !is_issuer) {
        return Place{place.report, CardOperation::report_written};
    }
    if (is_event_file(file) && !is_issuer && memory_.id.kind == CardKind::inspection) {
        return Place{place.events[event_index(file)], CardOperation::event_written};
    }
    return std::nullopt;
}

// Unlike the keys of a customer's card these hold at once: a place is whole or not there.
StatusWord SoftwareCard::put_place(const Command& command) {
    if (command.data.size() != place_keys_size) {
        return StatusWord::wrong_length;
    }
    if (!is_in_field() || memory_.id.life_cycle != LifeCycle::personalised) {
        return StatusWord::conditions_not_met;
    }
    if (command.p2 >= field_->size()) {
        return StatusWord::wrong_parameters;
    }
    base::ByteReader reader{command.data};
    FieldPlace place;
    place.meter = MeterId{reader.u64()};
    place.key_version = KeyVersion{reader.u8()};
    const auto enc = unwrap_key(memory_.issuer_dek, reader.array<sizeof(WrappedKey)>());
    const auto mac = unwrap_key(memory_.issuer_dek, reader.array<sizeof(WrappedKey)>());
    const auto elsewhere = place_of(*field_, place.meter);
    if (!enc || !mac || !is_valid(place.meter) || place.key_version == KeyVersion{0} ||
        (elsewhere && *elsewhere != command.p2)) {
        return StatusWord::wrong_data;
    }
    place.keys = {*enc, *mac};
    place.tries = most_tries;
    (*field_)[command.p2] = place;
    note(CardOperation::place_given);
    return StatusWord::done;
}

}  // namespace card
