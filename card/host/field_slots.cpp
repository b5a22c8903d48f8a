#include "card/host/field_slots.h"

#include <algorithm>
#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "base/ensure.h"

namespace card {
namespace {

std::size_t offset_of(std::size_t place, unsigned copy) {
    return (2 * place + copy) * place_page;
}

}  // namespace

FieldPlaceBytes encode(const FieldPlace& place) {
    FieldPlaceBytes bytes{};
    base::ByteWriter writer{bytes};
    writer.u64(std::to_underlying(place.meter))
        .u8(std::to_underlying(place.key_version))
        .bytes(place.keys.enc.bytes())
        .bytes(place.keys.mac.bytes())
        .u8(place.tries)
        .bytes(place.parameters)
        .bytes(place.report);
    for (const EventRecordBytes& event : place.events) {
        writer.bytes(event);
    }
    base::ensure(writer.size() == field_place_size);
    return bytes;
}

FieldPlace decode_field_place(std::span<const std::uint8_t, field_place_size> bytes) {
    base::ByteReader reader{bytes};
    FieldPlace place;
    place.meter = MeterId{reader.u64()};
    place.key_version = KeyVersion{reader.u8()};
    place.keys.enc = Key128{reader.array<16>()};
    place.keys.mac = Key128{reader.array<16>()};
    place.tries = reader.u8();
    place.parameters = reader.array<parameter_set_size>();
    place.report = reader.array<report_size>();
    for (EventRecordBytes& event : place.events) {
        event = reader.array<event_record_size>();
    }
    return place;
}

FieldSlots::FieldSlots(std::span<const std::uint8_t, places_size> bytes, std::uint64_t sequence)
    : places_(most_places) {
    for (std::size_t place = 0; place < most_places; ++place) {
        std::uint64_t newest = 0;
        for (unsigned copy = 0; copy < 2; ++copy) {
            const std::size_t offset = offset_of(place, copy);
            const auto record = bytes.subspan(offset, place_record_size);
            base::ByteReader reader{record};
            const std::uint64_t number = reader.u64();
            const auto content = reader.array<field_place_size>();
            if (number > sequence) {
                unfinished_.push_back(offset);
                continue;
            }
            const auto covered = record.first(place_record_size - 4);
            if (number > newest && base::crc32c(covered) == reader.u32()) {
                newest = number;
                places_[place] = {.content = content, .holding = copy};
            }
        }
    }
}

PlaceWrite FieldSlots::write_of(std::size_t index, const FieldPlaceBytes& content,
                                std::uint64_t sequence) const {
    PlaceWrite write{.offset = offset_of(index, 1U - places_[index].holding)};
    base::ByteWriter writer{write.bytes};
    writer.u64(sequence).bytes(content);
    writer.u32(base::crc32c(writer.written()));
    return write;
}

void FieldSlots::written(std::size_t index, const FieldPlaceBytes& content) {
    places_[index] = {.content = content, .holding = 1U - places_[index].holding};
}

}  // namespace card
