#include "card/card_memory.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "base/ensure.h"

namespace card {
namespace {

constexpr std::array<std::uint8_t, 6> image_start{'T', 'W', 'C', 'A', 'R', 'D'};
constexpr std::uint8_t image_version = 4;
constexpr std::size_t checksum_size = 4;
constexpr std::size_t log_spare_size = 2;

void write(base::ByteWriter& writer, const GuardedKeys& guarded) {
    writer.bytes(guarded.keys.enc.bytes())
        .bytes(guarded.keys.mac.bytes())
        .u8(guarded.tries)
        .u32(guarded.sessions);
}

// The version that an image of `size` bytes is of.
std::optional<std::uint8_t> version_of(std::size_t size) {
    switch (size) {
        case image_size:
            return image_version;
        case image_size_of_version_3:
            return std::uint8_t{3};
        case image_size_of_version_2:
            return std::uint8_t{2};
        default:
            return std::nullopt;
    }
}

void write(base::ByteWriter& writer, const HistoryMemory& history) {
    const auto write_all = [&](const auto& records) {
        for (const auto& record : records) {
            writer.bytes(record);
        }
    };
    write_all(history.day_ends);
    write_all(history.month_ends);
    write_all(history.events);
}

void read(base::ByteReader& reader, HistoryMemory& history) {
    const auto read_all = [&](auto& records) {
        for (auto& record : records) {
            std::ranges::copy(reader.bytes(record.size()), record.begin());
        }
    };
    read_all(history.day_ends);
    read_all(history.month_ends);
    read_all(history.events);
}

GuardedKeys read_guarded_keys(base::ByteReader& reader) {
    GuardedKeys guarded;
    guarded.keys.enc = Key128{reader.array<16>()};
    guarded.keys.mac = Key128{reader.array<16>()};
    guarded.tries = reader.u8();
    guarded.sessions = reader.u32();
    return guarded;
}

}  // namespace

Key128 blank_card_key() {
    return Key128{{0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x4B, 0x4C,
                   0x4D, 0x4E, 0x4F}};
}

std::array<std::uint8_t, log_size> encode(const CardLog& log) {
    std::array<std::uint8_t, log_size> bytes{};
    base::ByteWriter writer{bytes};
    for (const CardLogRecord& record : log) {
        writer.u8(std::to_underlying(record.operation))
            .u8(record.key_set)
            .zeros(log_spare_size)
            .u32(record.sessions);
    }
    return bytes;
}

std::expected<CardLog, RecordError> decode_log(std::span<const std::uint8_t> bytes) {
    if (bytes.size() != log_size) {
        return std::unexpected{RecordError::wrong_length};
    }
    base::ByteReader reader{bytes};
    CardLog log{};
    for (CardLogRecord& record : log) {
        record.operation = CardOperation{reader.u8()};
        record.key_set = reader.u8();
        if (record.operation > CardOperation::event_written) {
            return std::unexpected{RecordError::unknown_kind};
        }
        if (!is_blank(reader.bytes(log_spare_size))) {
            return std::unexpected{RecordError::spare_not_zero};
        }
        record.sessions = reader.u32();
    }
    return log;
}

CardImage encode(const CardMemory& memory) {
    CardImage image{};
    base::ByteWriter writer{image};
    writer.bytes(image_start).u8(image_version).bytes(encode(memory.id));
    write(writer, memory.issuer);
    writer.bytes(memory.issuer_dek.bytes());
    write(writer, memory.meter);
    writer.bytes(memory.next_meter.enc.bytes())
        .bytes(memory.next_meter.mac.bytes())
        .u8(memory.next_meter_tries);
    writer.bytes(memory.order)
        .bytes(memory.parameters)
        .bytes(memory.report)
        .bytes(memory.keys)
        .bytes(encode(memory.log));
    write(writer, memory.history);
    writer.u32(base::crc32c(writer.written()));
    base::ensure(writer.size() == image_size);
    return image;
}

namespace {

// The version of an image that is whole.
std::expected<std::uint8_t, ImageError> version_of_whole(std::span<const std::uint8_t> bytes) {
    const auto version = version_of(bytes.size());
    if (!version || !std::ranges::equal(bytes.first(image_start.size()), image_start)) {
        return std::unexpected{ImageError::not_an_image};
    }
    if (bytes[image_start.size()] != *version) {
        return std::unexpected{ImageError::unknown_version};
    }
    const auto covered = bytes.first(bytes.size() - checksum_size);
    if (base::crc32c(covered) != base::ByteReader{bytes.subspan(covered.size())}.u32()) {
        return std::unexpected{ImageError::damaged};
    }
    return *version;
}

}  // namespace

std::expected<CardMemory, ImageError> decode_image(std::span<const std::uint8_t> bytes) {
    // The one thing returned, and made where it is: a card's memory is too large for a stack that
    // holds it twice.
    std::expected<CardMemory, ImageError> result;
    const auto version = version_of_whole(bytes);
    if (!version) {
        result = std::unexpected{version.error()};
        return result;
    }
    base::ByteReader reader{bytes.subspan(image_start.size() + 1)};
    const auto id = decode_id(reader.bytes(id_size));
    CardMemory& memory = *result;
    memory.issuer = read_guarded_keys(reader);
    memory.issuer_dek = Key128{reader.array<16>()};
    memory.meter = read_guarded_keys(reader);
    const bool has_next_key = *version > 2;
    if (has_next_key) {
        memory.next_meter.enc = Key128{reader.array<16>()};
        memory.next_meter.mac = Key128{reader.array<16>()};
        memory.next_meter_tries = reader.u8();
    }
    memory.order = reader.array<order_size>();
    memory.parameters = reader.array<parameter_set_size>();
    memory.report = reader.array<report_size>();
    if (has_next_key) {
        memory.keys = reader.array<keys_record_size>();
    }
    const auto log = decode_log(reader.bytes(log_size));
    if (*version > 3) {
        read(reader, memory.history);
    }
    if (!id || !log || memory.issuer.tries > most_tries || memory.meter.tries > most_tries ||
        memory.next_meter_tries > most_tries) {
        result = std::unexpected{ImageError::impossible};
        return result;
    }
    memory.id = *id;
    memory.log = *log;
    return result;
}

}  // namespace card
