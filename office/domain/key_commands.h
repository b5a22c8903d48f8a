// Commands about master keys: ceremonies of two people, and the count of what keys were used for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "card/identifiers.h"
#include "office/domain/identifiers.h"

namespace office {

// The numbers are stable: they are in shares and in the books.
enum class MasterKind : std::uint8_t {
    master = 1,     // everything but K_roll comes from it
    roll_over = 2,  // K_roll comes from it: in the token for production and for a roll-over only
    audit = 3,      // signs audit heads, derives nothing
};

struct MasterName {
    MasterKind kind = MasterKind::master;
    card::KeyVersion version{1};

    auto operator<=>(const MasterName&) const = default;
};

[[nodiscard]] constexpr bool is_valid(const MasterName& name) {
    return name.kind >= MasterKind::master && name.kind <= MasterKind::audit &&
           name.version != card::KeyVersion{0};
}
[[nodiscard]] constexpr std::string_view name_of(MasterKind kind) {
    constexpr std::string_view names[]{"", "master", "roll-over", "audit"};
    return names[std::to_underlying(kind)];
}

// The key check value: the first four bytes of the CMAC of sixteen zeros under the key's check key,
// or under the audit key itself. It tells keys apart and says nothing about them.
enum class Fingerprint : std::uint32_t {};
// Drawn at random for each split.
enum class ShareSet : std::uint32_t {};

// Any `needed` of `count` shares give the key; nobody alone ever holds enough.
struct ShareCounts {
    std::uint8_t needed = 2;
    std::uint8_t count = 3;

    bool operator==(const ShareCounts&) const = default;
};
inline constexpr std::uint8_t most_shares = 16;
[[nodiscard]] constexpr bool is_valid(const ShareCounts& shares) {
    return shares.needed >= 2 && shares.needed <= shares.count && shares.count <= most_shares;
}

// The numbers are stable.
enum class Ceremony : std::uint8_t {
    create = 1,    // a new key was made and left as shares
    import = 2,    // a key came back into the token from shares
    reshare = 3,   // shares came together and new ones were made
    roll = 4,      // meters are to go over to this version from now on
    retire = 5,    // no meter has this version any more: it left the token for good
    put_away = 6,  // the roll-over key left the token until it is brought in again
};

// Two administrators, whose passwords were checked, hold a ceremony. It is in the books before
// anything leaves the token.
struct HoldCeremony {
    Ceremony ceremony{};
    MasterName master;
    Fingerprint fingerprint{};
    std::optional<ShareCounts> shares;  // create, reshare: of the shares made
    UserId second{};                    // beside the one who gives the command
};

// Somebody gave a wrong password for `user` at a ceremony. Five within a quarter of an hour keep
// this user from ceremonies until the quarter is over.
struct RecordFailedProof {
    UserId user{};
};
inline constexpr std::uint32_t failed_proofs_until_locked = 5;
inline constexpr std::int64_t failed_proof_seconds = 900;

// The card answered with authentication that it works with this version of the keys alone.
struct ConfirmCardKeys {
    card::MeterId meter{};
    card::CardSerial serial{};
    card::KeyVersion key_version{};
};

// What a master's descendants did. The numbers are stable.
enum class MasterUse : std::uint8_t {
    order_mac = 1,
    report_check = 2,  // one for its code, one for its digest, one for each event with it
    card_session = 3,  // session keys of a card's issuer channel
    card_keys = 4,     // a card's keys left wrapped
    meter_key = 5,     // a meter's keys left for production
    keys_record = 6,   // a KEYS record for a roll-over
    parameter_mac = 7,
};
inline constexpr std::uint8_t master_use_count = 7;

struct MasterUses {
    MasterName master;
    MasterUse use{};
    std::uint64_t times = 0;  // 1 and above

    bool operator==(const MasterUses&) const = default;
};

// What the keys were used for since the commit before.
struct RecordKeyUses {
    std::vector<MasterUses> uses;
};

}  // namespace office
