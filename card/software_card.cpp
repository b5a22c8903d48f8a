#include "card/software_card.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "base/byte_writer.h"
#include "card/instructions.h"
#include "card/scp03/initialize_update.h"

namespace card {
namespace {

constexpr std::size_t authentication_size = 16;  // host cryptogram and code

Response only(StatusWord status) {
    return {{}, status};
}

Response done_with(std::span<const std::uint8_t> data) {
    return {ResponseData{data}, StatusWord::done};
}

std::optional<KeySet> key_set_of(std::uint8_t number) {
    const KeySet set{number};
    const bool is_known = set == KeySet::issuer || set == KeySet::meter ||
                          set == KeySet::next_meter || set == KeySet::field;
    return is_known ? std::optional{set} : std::nullopt;
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

bool is_same_assignment(const IdRecord& a, const IdRecord& b) {
    return a.kind == b.kind && a.meter == b.meter && a.generation == b.generation &&
           a.customer == b.customer;
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
    const auto whole = assembly_.take(command);
    if (!whole) {
        drop_channel();
        return encode(only(whole.error()));
    }
    return encode(*whole ? answer(**whole, fresh) : only(StatusWord::done));
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

Response SoftwareCard::initialize_update(const Command& command, const Challenge& fresh) {
    drop_channel();
    const auto set = key_set_of(command.p1);
    if (!set) {
        return only(StatusWord::data_not_found);
    }
    if (*set != KeySet::field && command.p2 != 0) {
        return only(StatusWord::wrong_parameters);
    }
    place_ = command.p2;
    Challenges challenges{{}, fresh};
    if (command.data.size() != challenges.host.size()) {
        return only(StatusWord::wrong_length);
    }
    if (const StatusWord fault = fault_of_opening(*set); fault != StatusWord::done) {
        return only(fault);
    }
    std::ranges::copy(command.data, challenges.host.begin());
    InitializeUpdateAnswer answer;
    base::ByteWriter{answer.diversification}
        .u64(std::to_underlying(memory_.id.serial))
        .u16(std::to_underlying(memory_.id.generation));
    answer.key_set = *set;
    answer.card_challenge = fresh;
    answer.card_cryptogram = channel_.challenge(*set, guard_of(*set).keys, challenges);
    return done_with(encode(answer));
}

Response SoftwareCard::external_authenticate(const Command& command) {
    if (!channel_.is_challenged()) {
        drop_channel();
        return only(StatusWord::conditions_not_met);
    }
    if (command.p1 != security_level_33 || command.p2 != 0) {
        drop_channel();
        return only(StatusWord::wrong_parameters);
    }
    if (command.data.size() != authentication_size) {
        drop_channel();
        return only(StatusWord::wrong_length);
    }
    const Guard guard = guard_of(channel_.key_set());
    --guard.tries;
    if (!channel_.authenticate(command)) {
        note(CardOperation::wrong_cryptogram);
        if (memory_.issuer.tries == 0) {
            memory_.id.life_cycle = LifeCycle::blocked;
        }
        return only(guard.tries == 0 ? StatusWord::blocked : StatusWord::not_allowed);
    }
    guard.tries = most_tries;
    ++guard.sessions;
    note(CardOperation::session_opened);
    return only(StatusWord::done);
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

SoftwareCard::Guard SoftwareCard::guard_of(KeySet set) {
    switch (set) {
        case KeySet::issuer:
            return {memory_.issuer.keys, memory_.issuer.tries, memory_.issuer.sessions};
        case KeySet::meter:
            return {memory_.meter.keys, memory_.meter.tries, memory_.meter.sessions};
        case KeySet::next_meter:
            return {memory_.next_meter, memory_.next_meter_tries, memory_.meter.sessions};
        case KeySet::field: {
            FieldPlace& place = (*field_)[place_];
            return {place.keys, place.tries, memory_.meter.sessions};
        }
    }
    std::unreachable();
}

// Why no channel of `set` can be opened now; `done` where it can.
StatusWord SoftwareCard::fault_of_opening(KeySet set) {
    if (set == KeySet::next_meter && memory_.id.next_key_version == KeyVersion{0}) {
        return StatusWord::data_not_found;
    }
    const bool is_there =
        set == KeySet::issuer || (set == KeySet::field) == is_field_card(memory_.id.kind);
    if (!is_there || (set == KeySet::field && (!is_in_field() || place_ >= field_->size() ||
                                               (*field_)[place_].meter == MeterId{}))) {
        return StatusWord::data_not_found;
    }
    const Guard guard = guard_of(set);
    const bool is_kept_out = set != KeySet::issuer && memory_.id.life_cycle == LifeCycle::blocked;
    if (is_kept_out || guard.tries == 0) {
        return StatusWord::blocked;
    }
    const bool is_for_meters = memory_.id.life_cycle == LifeCycle::personalised;
    if (set != KeySet::issuer && !is_for_meters) {
        return StatusWord::conditions_not_met;
    }
    if (guard.sessions == std::numeric_limits<std::uint32_t>::max()) {
        return StatusWord::conditions_not_met;
    }
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
