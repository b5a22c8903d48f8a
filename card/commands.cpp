#include "card/commands.h"

#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/ensure.h"
#include "card/instructions.h"

namespace card {
namespace {

std::uint8_t short_file(File file) {
    return static_cast<std::uint8_t>(short_file_bit | std::to_underlying(file));
}

Command with_data(std::uint8_t ins, std::uint8_t p1, std::uint8_t p2,
                  std::span<const std::uint8_t> data) {
    return {proprietary_class, ins, p1, p2, CommandData{data}, {}};
}

}  // namespace

std::optional<KeySet> key_set_of(std::uint8_t number) {
    const KeySet set{number};
    const bool is_known = set == KeySet::issuer || set == KeySet::meter ||
                          set == KeySet::next_meter || set == KeySet::field;
    return is_known ? std::optional{set} : std::nullopt;
}

Command select_application() {
    return {interindustry_class, instructions::select, 0x04, 0x00, CommandData{application_id}, {}};
}

Command read_identity() {
    return {interindustry_class, instructions::read_binary, short_file(File::id), 0, {}, 0};
}

Command get_life_cycle() {
    return {proprietary_class, instructions::get_data, 0, life_cycle_tag, {}, 0};
}

Command find_place(MeterId meter) {
    std::array<std::uint8_t, 8> bytes{};
    base::ByteWriter{bytes}.u64(std::to_underlying(meter));
    return {proprietary_class, instructions::get_data, 0, place_tag, CommandData{bytes}, 0};
}

std::expected<PlaceFound, RecordError> decode_place(std::span<const std::uint8_t> bytes) {
    base::ByteReader reader{bytes};
    PlaceFound found;
    found.place = reader.u8();
    found.key_version = KeyVersion{reader.u8()};
    if (!reader.is_used_up()) {
        return std::unexpected{RecordError::wrong_length};
    }
    return found;
}

Command read_place(File file, std::uint8_t place) {
    Command command = read(file);
    command.p2 = place;
    return command;
}

Command update_place(File file, std::uint8_t place, std::span<const std::uint8_t> content) {
    Command command = update(file, content);
    command.p2 = place;
    return command;
}

Command put_place(std::uint8_t place, const PlaceKeys& keys) {
    std::array<std::uint8_t, place_keys_size> bytes{};
    base::ByteWriter{bytes}
        .u64(std::to_underlying(keys.meter))
        .u8(std::to_underlying(keys.key_version))
        .bytes(keys.enc)
        .bytes(keys.mac);
    return with_data(instructions::put_key, std::to_underlying(KeySet::field), place, bytes);
}

Command read(File file) {
    return {proprietary_class, instructions::read_binary, short_file(file), 0, {}, 0};
}

Command get_counters() {
    return {proprietary_class, instructions::get_data, 0, counters_tag, {}, 0};
}

Command get_history_counters() {
    return {proprietary_class, instructions::get_data, 0, history_tag, {}, 0};
}

Command update(File file, std::span<const std::uint8_t> content) {
    base::ensure(content.size() == size_of(file));
    return with_data(instructions::update_binary, short_file(file), 0, content);
}

Command put_key(KeySet set, KeyPurpose purpose, const WrappedKey& wrapped) {
    return with_data(instructions::put_key, std::to_underlying(set), std::to_underlying(purpose),
                     wrapped);
}

Command store_identity(const IdBytes& id) {
    return with_data(instructions::store_data, 0, 0, id);
}

std::expected<CardCounters, RecordError> decode_counters(std::span<const std::uint8_t> bytes) {
    base::ByteReader reader{bytes};
    CardCounters counters;
    counters.meter_sessions = reader.u32();
    counters.office_sessions = reader.u32();
    counters.issuer_tries = reader.u8();
    counters.meter_tries = reader.u8();
    if (!reader.is_used_up()) {
        return std::unexpected{RecordError::wrong_length};
    }
    return counters;
}

std::expected<HistoryCounters, RecordError> decode_history_counters(
    std::span<const std::uint8_t> bytes) {
    base::ByteReader reader{bytes};
    HistoryCounters counters{};
    for (std::uint32_t& counter : counters) {
        counter = reader.u32();
    }
    if (!reader.is_used_up()) {
        return std::unexpected{RecordError::wrong_length};
    }
    return counters;
}

std::array<std::uint8_t, 10> encode(const CardCounters& counters) {
    std::array<std::uint8_t, 10> bytes{};
    base::ByteWriter{bytes}
        .u32(counters.meter_sessions)
        .u32(counters.office_sessions)
        .u8(counters.issuer_tries)
        .u8(counters.meter_tries);
    return bytes;
}

}  // namespace card
