#include "card/id_record.h"

#include <optional>
#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/ensure.h"

namespace card {
namespace {

bool is_assigned(const IdRecord& id) {
    const bool names_its_meter =
        is_field_card(id.kind) ? id.meter == MeterId{0} && id.next_key_version == KeyVersion{0}
                               : is_valid(id.meter);
    return names_its_meter && is_valid(id.customer) && id.generation != Generation{0} &&
           id.key_version != KeyVersion{0} &&
           (id.next_key_version == KeyVersion{0} || id.next_key_version > id.key_version);
}

bool is_unassigned(const IdRecord& id) {
    return !is_field_card(id.kind) && id.meter == MeterId{0} && id.customer == CustomerNumber{0} &&
           id.generation == Generation{0} && id.key_version == KeyVersion{0} &&
           id.next_key_version == KeyVersion{0};
}

// A card can be blocked before and after it is given to a meter.
bool is_in_range(const IdRecord& id) {
    switch (id.life_cycle) {
        case LifeCycle::blank:
            return is_unassigned(id);
        case LifeCycle::personalised:
        case LifeCycle::retired:
            return is_assigned(id);
        case LifeCycle::blocked:
            return is_assigned(id) || is_unassigned(id);
    }
    return false;
}

}  // namespace

bool may_become(LifeCycle from, LifeCycle to) {
    switch (to) {
        case LifeCycle::blank:
            return false;
        case LifeCycle::personalised:
            return true;
        case LifeCycle::blocked:
            return from == LifeCycle::personalised || from == LifeCycle::blocked;
        case LifeCycle::retired:
            return from != LifeCycle::blank;
    }
    return false;
}

IdBytes encode(const IdRecord& id) {
    base::ensure(is_in_range(id));
    IdBytes bytes{};
    base::ByteWriter writer{bytes};
    writer.u8(record_version)
        .u8(suite_aes128)
        .u8(std::to_underlying(id.kind))
        .u8(std::to_underlying(id.life_cycle))
        .u64(std::to_underlying(id.serial))
        .u16(std::to_underlying(id.generation))
        .u64(std::to_underlying(id.meter))
        .u64(std::to_underlying(id.customer))
        .u8(std::to_underlying(id.key_version))
        .u8(std::to_underlying(id.next_key_version));
    base::ensure(writer.size() == id_size);
    return bytes;
}

std::expected<IdRecord, RecordError> decode_id(std::span<const std::uint8_t> bytes) {
    const auto opened = open_record(bytes, id_size);
    if (!opened) {
        return std::unexpected{opened.error()};
    }
    base::ByteReader reader{*opened};
    IdRecord id;
    id.kind = CardKind{reader.u8()};
    id.life_cycle = LifeCycle{reader.u8()};
    id.serial = CardSerial{reader.u64()};
    id.generation = Generation{reader.u16()};
    id.meter = MeterId{reader.u64()};
    id.customer = CustomerNumber{reader.u64()};
    id.key_version = KeyVersion{reader.u8()};
    id.next_key_version = KeyVersion{reader.u8()};
    if (id.kind < CardKind::customer || id.kind > CardKind::maintenance ||
        id.life_cycle > LifeCycle::retired) {
        return std::unexpected{RecordError::unknown_kind};
    }
    if (!is_in_range(id)) {
        return std::unexpected{RecordError::out_of_range};
    }
    return id;
}

}  // namespace card
