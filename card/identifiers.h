// What names a meter, a card, a customer, an order. Distinct types without arithmetic: none can be
// taken for another, and the only way forward is `next`.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace card {

enum class MeterId : std::uint64_t {};         // 1 to 12 decimal digits, never 0
enum class CardSerial : std::uint64_t {};      // of the chip; written as 16 upper-case hex digits
enum class CustomerNumber : std::uint64_t {};  // 1 to 10 decimal digits, never 0
enum class OfficeId : std::uint32_t {};
enum class Generation : std::uint16_t {};  // the how-many-eth card of a meter; the first is 1
enum class Sequence : std::uint32_t {};    // of a meter's orders; the first is 1, 0 is before it
enum class KeyVersion : std::uint8_t {};   // of the master key; the first is 1

inline constexpr MeterId largest_meter_id{999'999'999'999};
inline constexpr CustomerNumber largest_customer_number{9'999'999'999};

[[nodiscard]] constexpr bool is_valid(MeterId id) {
    return id != MeterId{0} && id <= largest_meter_id;
}
[[nodiscard]] constexpr bool is_valid(CustomerNumber number) {
    return number != CustomerNumber{0} && number <= largest_customer_number;
}

// The one that follows, or nothing after the last: generations and sequences never restart.
[[nodiscard]] constexpr std::optional<Generation> next(Generation generation) {
    if (std::to_underlying(generation) == std::numeric_limits<std::uint16_t>::max()) {
        return std::nullopt;
    }
    return static_cast<Generation>(std::to_underlying(generation) + 1);
}
[[nodiscard]] constexpr std::optional<Sequence> next(Sequence sequence) {
    if (std::to_underlying(sequence) == std::numeric_limits<std::uint32_t>::max()) {
        return std::nullopt;
    }
    return static_cast<Sequence>(std::to_underlying(sequence) + 1);
}

}  // namespace card
