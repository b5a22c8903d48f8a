// One share of a master key, as it leaves the office on paper or in a file. The key itself lies in
// every share, wrapped (RFC 3394) under a share key; the shares hold the parts of that share key.
//
// Record, 62 bytes, big endian:
//   version 1 (01) | kind 1 | office 4 | key version 1 | needed 1 | count 1 | number 1 | set 4 |
//   fingerprint 4 | wrapped key 24 | part 16 | CRC-32C of all before 4
// Text: lines for people, then the record in eight rows of eight bytes (the last has six):
//   ROW XXXX XXXX XXXX XXXX = CCCC
// where CCCC are the low 16 bits of the CRC-32C of the row's number and its bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "card/crypto/key128.h"
#include "card/crypto/key_wrap.h"
#include "card/identifiers.h"
#include "office/domain/key_commands.h"

namespace office {

inline constexpr std::size_t key_share_size = 62;

struct KeyShare {
    card::OfficeId office{};
    MasterName master;
    ShareCounts shares;
    std::uint8_t number = 0;  // 1 to shares.count
    ShareSet set{};           // the same in all shares of one split
    Fingerprint fingerprint{};
    card::WrappedKey wrapped{};
    card::Block part{};

    bool operator==(const KeyShare&) const = default;
};

enum class ShareProblem : std::uint8_t {
    no_rows,         // no share in it
    row_missing,     // or out of order
    row_damaged,     // its check differs
    share_damaged,   // all rows are right, the whole is not
    unknown_format,  // a later version, or fields out of range
};

struct ShareFault {
    ShareProblem problem{};
    std::uint8_t row = 0;  // 1 to 8 of row_missing and row_damaged, else 0

    bool operator==(const ShareFault&) const = default;
};

[[nodiscard]] std::string to_text(const KeyShare& share);

// Lines that do not begin with a digit are for people and are passed over; digits may be of either
// case and blanks lie anywhere. Refused: the first fault.
[[nodiscard]] std::expected<KeyShare, ShareFault> parse_key_share(std::string_view text);

// Eight hexadecimal digits in capitals.
[[nodiscard]] std::string to_text(Fingerprint fingerprint);

// What shares of one split come to.
struct JoinedShares {
    card::OfficeId office{};
    MasterName master;
    ShareCounts shares;
    Fingerprint fingerprint{};
    card::WrappedKey wrapped{};
    card::Key128 share_key;
};

enum class JoinProblem : std::uint8_t {
    too_few,        // than are needed, or none
    another_split,  // of another key, version, office or ceremony
    twice_the_same,
};

[[nodiscard]] std::expected<JoinedShares, JoinProblem> join(std::span<const KeyShare> shares);

}  // namespace office
