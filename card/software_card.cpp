#include "card/software_card.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/byte_writer.h"
#include "card/instructions.h"

namespace card {
namespace {

Response only(StatusWord status) {
    return {{}, status};
}

Response done_with(std::span<const std::uint8_t> data) {
    return {ResponseData{data}, StatusWord::done};
}

// The file that P1 names; files are addressed by short identifier, from their beginning.
std::expected<File, StatusWord> file_of(const Command& command) {
    if ((command.p1 & short_file_bit) == 0) {
        return std::unexpected{StatusWord::wrong_parameters};
    }
    const File file{static_cast<std::uint8_t>(command.p1 & ~short_file_bit)};
    if (size_of(file) == 0) {
        return std::unexpected{StatusWord::file_not_found};
    }
    return file;
}

bool is_wish_for_everything(const Command& command) {
    return command.data.empty() && command.expected_length == 0;
}

Response life_cycle_of(const IdRecord& id) {
    std::array<std::uint8_t, 9> bytes{};
    base::ByteWriter{bytes}
        .u64(std::to_underlying(id.serial))
        .u8(std::to_underlying(id.life_cycle));
    return done_with(bytes);
}

}  // namespace

SoftwareCard SoftwareCard::blank(CardSerial serial) {
    const Key128 key = blank_card_key();
    SoftwareCard card;
    card.memory_.id.serial = serial;
    card.memory_.issuer.keys = {key, key};
    card.memory_.issuer_dek = key;
    return card;
}

ResponseBytes SoftwareCard::process(std::span<const std::uint8_t> command, const Challenge& fresh) {
    receive(command);
    return respond(fresh);
}

void SoftwareCard::receive(std::span<const std::uint8_t> command) {
    received_ = assembly_.take(command);
    if (received_ && *received_ && is_to_be_compared(**received_)) {
        --guard_of(channel_.key_set()).tries;
        ++changes_;
    }
}

ResponseBytes SoftwareCard::respond(const Challenge& fresh) {
    if (!received_) {
        drop_channel();
        return encode(only(received_.error()));
    }
    return encode(*received_ ? answer(**received_, fresh) : only(StatusWord::done));
}

void SoftwareCard::reset() {
    assembly_.forget();
    selected_ = false;
    drop_channel();
}

Response SoftwareCard::answer(const Command& command, const Challenge& fresh) {
    if (command.cla == interindustry_class && command.ins == instructions::select) {
        return select(command);
    }
    if (!selected_) {
        return only(StatusWord::conditions_not_met);
    }
    if (command.cla == proprietary_class && command.ins == instructions::initialize_update) {
        return initialize_update(command, fresh);
    }
    if (command.cla == (proprietary_class | secured_bit)) {
        return command.ins == instructions::external_authenticate ? external_authenticate(command)
                                                                  : answer_secured(command);
    }
    if (channel_.is_open()) {
        // Somebody else is talking: inside a channel every command carries a code.
        drop_channel();
        return only(StatusWord::secure_messaging_wrong);
    }
    return answer_free(command);
}

Response SoftwareCard::select(const Command& command) {
    reset();
    if (command.p1 != 0x04 || command.p2 != 0) {
        return only(StatusWord::wrong_parameters);
    }
    if (!std::ranges::equal(command.data, application_id)) {
        return only(StatusWord::file_not_found);
    }
    selected_ = true;
    return only(StatusWord::done);
}

Response SoftwareCard::answer_free(const Command& command) const {
    if (command.cla == proprietary_class) {
        if (command.ins != instructions::get_data) {
            return only(StatusWord::unknown_instruction);
        }
        if (command.p1 == 0 && command.p2 == place_tag) {
            return answer_place(command);
        }
        return command.p1 == 0 && command.p2 == life_cycle_tag ? life_cycle_of(memory_.id)
                                                               : only(StatusWord::data_not_found);
    }
    if (command.cla != interindustry_class) {
        return only(StatusWord::unknown_class);
    }
    if (command.ins != instructions::read_binary) {
        return only(StatusWord::unknown_instruction);
    }
    const auto file = file_of(command);
    if (!file) {
        return only(file.error());
    }
    if (command.p2 != 0) {
        return only(StatusWord::wrong_parameters);
    }
    if (*file != File::id) {
        return only(StatusWord::not_allowed);
    }
    return is_wish_for_everything(command) ? done_with(encode(memory_.id))
                                           : only(StatusWord::wrong_length);
}

Response SoftwareCard::answer_secured(const Command& secured) {
    if (!channel_.is_open()) {
        drop_channel();
        return only(StatusWord::not_allowed);
    }
    const auto command = channel_.open(secured);
    if (!command) {
        note(CardOperation::refused);
        drop_channel();
        return only(StatusWord::secure_messaging_wrong);
    }
    const Response response = execute(*command);
    if (response.status == StatusWord::not_allowed) {
        note(CardOperation::refused);
    }
    return response.status == StatusWord::done ? channel_.protect(response) : only(response.status);
}

Response SoftwareCard::execute(const Command& command) {
    switch (command.ins) {
        case instructions::read_binary:
            return read_file(command);
        case instructions::get_data:
            return get_data(command);
        case instructions::update_binary:
            return only(update_file(command));
        case instructions::put_key:
            return only(put_key(command));
        case instructions::store_data:
            return only(store_identity(command));
        default:
            return only(StatusWord::unknown_instruction);
    }
}

Response SoftwareCard::read_file(const Command& command) {
    const auto file = file_of(command);
    if (!file) {
        return only(file.error());
    }
    if (!is_wish_for_everything(command)) {
        return only(StatusWord::wrong_length);
    }
    if (is_in_field() && *file != File::id && *file != File::log) {
        const FieldPlace* const place = place_of_channel(command.p2);
        return place == nullptr ? only(StatusWord::wrong_parameters) : read_place(*file, *place);
    }
    if (is_history_file(*file)) {
        return read_history(*file, command.p2);
    }
    if (command.p2 != 0) {
        return only(StatusWord::wrong_parameters);
    }
    switch (*file) {
        case File::id:
            return done_with(encode(memory_.id));
        case File::order:
            return done_with(memory_.order);
        case File::parameters:
            return done_with(memory_.parameters);
        case File::report:
            return done_with(memory_.report);
        case File::keys:
            return done_with(memory_.keys);
        case File::day_ends:
        case File::month_ends:
        case File::first_event:
            break;
        case File::log:
            return channel_.key_set() == KeySet::issuer ? done_with(encode(memory_.log))
                                                        : only(StatusWord::not_allowed);
    }
    return only(StatusWord::file_not_found);
}

Response SoftwareCard::get_data(const Command& command) const {
    if (command.p1 != 0) {
        return only(StatusWord::data_not_found);
    }
    switch (command.p2) {
        case counters_tag:
            return done_with(encode(CardCounters{memory_.meter.sessions, memory_.issuer.sessions,
                                                 memory_.issuer.tries, memory_.meter.tries}));
        case life_cycle_tag:
            return life_cycle_of(memory_.id);
        case history_tag:
            if (is_in_field()) {
                return only(StatusWord::data_not_found);
            }
            return channel_.key_set() == KeySet::issuer
                       ? done_with(history_counters_of(memory_.history))
                       : only(StatusWord::not_allowed);
        default:
            return only(StatusWord::data_not_found);
    }
}

// Orders, parameters and keys are the issuer's to write, reports the meter's.
std::optional<SoftwareCard::Place> SoftwareCard::place_to_write(File file) {
    const bool is_issuer = channel_.key_set() == KeySet::issuer;
    if (file == File::order && is_issuer) {
        return Place{memory_.order, CardOperation::order_written};
    }
    if (file == File::parameters && is_issuer) {
        return Place{memory_.parameters, CardOperation::parameters_written};
    }
    if (file == File::keys && is_issuer) {
        return Place{memory_.keys, CardOperation::keys_written};
    }
    if (file == File::report && !is_issuer) {
        return Place{memory_.report, CardOperation::report_written};
    }
    return std::nullopt;
}

StatusWord SoftwareCard::update_file(const Command& command) {
    const auto file = file_of(command);
    if (!file) {
        return file.error();
    }
    if (!is_in_field() && is_history_file(*file)) {
        return update_history(*file, command);
    }
    if (!is_in_field() && command.p2 != 0) {
        return StatusWord::wrong_parameters;
    }
    FieldPlace* const field_place = is_in_field() ? place_of_channel(command.p2) : nullptr;
    if (is_in_field() && field_place == nullptr) {
        return StatusWord::wrong_parameters;
    }
    const auto place =
        field_place != nullptr ? place_to_write(*file, *field_place) : place_to_write(*file);
    if (!place) {
        return StatusWord::not_allowed;
    }
    if (command.data.size() != size_of(*file)) {
        return StatusWord::wrong_length;
    }
    if (memory_.id.life_cycle != LifeCycle::personalised) {
        return StatusWord::conditions_not_met;
    }
    std::ranges::copy(command.data, place->content.begin());
    note(place->operation);
    return StatusWord::done;
}

void SoftwareCard::drop_channel() {
    channel_.close();
    staged_.clear();
}

// The newest first; the oldest falls out.
void SoftwareCard::note(CardOperation operation) {
    std::ranges::copy_backward(memory_.log.begin(), memory_.log.end() - 1, memory_.log.end());
    const KeySet set = channel_.key_set();
    memory_.log.front() = {operation, std::to_underlying(set), guard_of(set).sessions};
    ++changes_;
}

}  // namespace card
