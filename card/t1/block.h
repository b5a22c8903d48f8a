// The blocks of ISO/IEC 7816-3, protocol T=1, as they stand on the line:
//
//   node address | kind | length of the field, 0 to 254 | field | check: all of them exclusive-or
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/fixed_vector.h"

namespace card {

inline constexpr std::size_t t1_largest_field = 254;
inline constexpr std::size_t t1_default_field = 32;  // what every device takes before it is told

using T1Field = base::FixedVector<std::uint8_t, t1_largest_field>;
using T1Wire = base::FixedVector<std::uint8_t, 3 + t1_largest_field + 1>;

enum class T1Kind : std::uint8_t { information, ready, supervisory };

// What a supervisory block is about; its request and its response have the same number.
enum class T1Matter : std::uint8_t {
    resynchronise = 0x00,
    field_size = 0x01,
    abort = 0x02,
    more_time = 0x03,
};

enum class T1Fault : std::uint8_t { none = 0, check = 1, other = 2 };

struct T1Block {
    std::uint8_t control = 0;
    T1Field field;

    [[nodiscard]] static T1Block information(unsigned sequence, bool more,
                                             std::span<const std::uint8_t> field);
    // The next information block that is waited for is `sequence`.
    [[nodiscard]] static T1Block ready(unsigned sequence, T1Fault fault);
    [[nodiscard]] static T1Block request(T1Matter matter, std::span<const std::uint8_t> field);
    [[nodiscard]] static T1Block response(T1Matter matter, std::span<const std::uint8_t> field);

    [[nodiscard]] T1Kind kind() const;
    [[nodiscard]] unsigned sequence() const;  // of an information or ready block: 0 or 1
    [[nodiscard]] bool has_more() const { return (control & 0x20U) != 0; }     // information block
    [[nodiscard]] bool is_response() const { return (control & 0x20U) != 0; }  // supervisory block
    [[nodiscard]] T1Matter matter() const {
        return T1Matter{static_cast<std::uint8_t>(control & 0x1FU)};
    }

    bool operator==(const T1Block&) const = default;
};

[[nodiscard]] T1Wire encode(const T1Block& block);

// Nothing for another node address than 0, a control byte that the standard does not have, a
// length that does not say what follows, or a wrong check.
[[nodiscard]] std::optional<T1Block> decode_t1_block(std::span<const std::uint8_t> bytes);

// Puts a block together from single bytes. Once something is wrong it listens to nothing until
// it is told to begin anew: the rest of a damaged block must not be taken for another.
class T1Receiver {
 public:
    // Not after a whole block.
    void add(std::uint8_t byte);
    void begin_anew();

    // Bytes have come, and no whole block yet.
    [[nodiscard]] bool is_in_the_middle() const { return !bytes_.empty() && !block_; }
    // The block that the bytes so far are, from its last byte on.
    [[nodiscard]] const std::optional<T1Block>& block() const { return block_; }

 private:
    T1Wire bytes_;
    bool is_damaged_ = false;
    std::optional<T1Block> block_;
};

}  // namespace card
