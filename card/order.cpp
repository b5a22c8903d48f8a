#include "card/order.h"

#include <optional>
#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/ensure.h"

namespace card {
namespace {

constexpr std::size_t spare_size = 32;

std::optional<RecordError> fault_of(const Order& order) {
    if (order.kind < OrderKind::opening || order.kind > OrderKind::closing) {
        return RecordError::unknown_kind;
    }
    const bool in_range = is_valid(order.meter) && is_valid(order.customer) &&
                          order.key_version != KeyVersion{0} && order.generation != Generation{0} &&
                          order.sequence != Sequence{0} && is_difference(order.energy) &&
                          is_total(order.ordered_total) &&
                          is_difference(order.last_purchase_energy) &&
                          is_time(order.last_purchase_time) && is_time(order.issue_time);
    if (!in_range) {
        return RecordError::out_of_range;
    }
    return std::nullopt;
}

std::chrono::sys_seconds time_of(base::ByteReader& reader) {
    return std::chrono::sys_seconds{std::chrono::seconds{reader.signed_of(8)}};
}

}  // namespace

OrderBytes encode(const Order& order) {
    base::ensure(!fault_of(order));
    OrderBytes bytes{};
    base::ByteWriter writer{bytes};
    writer.u8(record_version)
        .u8(suite_aes128)
        .u8(std::to_underlying(order.key_version))
        .u8(std::to_underlying(order.kind))
        .u64(std::to_underlying(order.meter))
        .u64(std::to_underlying(order.card))
        .u16(std::to_underlying(order.generation))
        .u32(std::to_underlying(order.sequence))
        .signed_of(order.energy.count(), 6)
        .signed_of(order.ordered_total.count(), 6)
        .u32(order.purchases)
        .signed_of(order.last_purchase_energy.count(), 6)
        .signed_of(order.last_purchase_time.time_since_epoch().count(), 8)
        .u64(std::to_underlying(order.customer))
        .u32(order.parameter_version)
        .signed_of(order.issue_time.time_since_epoch().count(), 8)
        .u32(std::to_underlying(order.office))
        .zeros(spare_size + mac_size);
    base::ensure(writer.size() == order_size);
    return bytes;
}

std::expected<Order, RecordError> decode_order(std::span<const std::uint8_t> bytes) {
    const auto opened = open_record(bytes, order_size);
    if (!opened) {
        return std::unexpected{opened.error()};
    }
    base::ByteReader reader{*opened};
    Order order;
    order.key_version = KeyVersion{reader.u8()};
    order.kind = OrderKind{reader.u8()};
    order.meter = MeterId{reader.u64()};
    order.card = CardSerial{reader.u64()};
    order.generation = Generation{reader.u16()};
    order.sequence = Sequence{reader.u32()};
    order.energy = base::WattHours{reader.signed_of(6)};
    order.ordered_total = base::WattHours{reader.signed_of(6)};
    order.purchases = reader.u32();
    order.last_purchase_energy = base::WattHours{reader.signed_of(6)};
    order.last_purchase_time = time_of(reader);
    order.customer = CustomerNumber{reader.u64()};
    order.parameter_version = reader.u32();
    order.issue_time = time_of(reader);
    order.office = OfficeId{reader.u32()};
    if (const auto fault = fault_of(order)) {
        return std::unexpected{*fault};
    }
    if (!is_blank(reader.bytes(spare_size))) {
        return std::unexpected{RecordError::spare_not_zero};
    }
    return order;
}

}  // namespace card
