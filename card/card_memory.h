// Everything of a software card that outlives a power cut, and its image: one block of bytes with a
// version in front and a checksum at the end. Whoever keeps the image replaces it whole, so that a
// card is always the one before a command or the one after it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "card/files.h"
#include "card/history_memory.h"
#include "card/id_record.h"
#include "card/key_derivation.h"
#include "card/keys_record.h"
#include "card/order.h"
#include "card/parameter_set.h"
#include "card/report.h"

namespace card {

inline constexpr std::uint8_t most_tries = 10;

// What every blank card opens with: the published test key of GlobalPlatform, 40 to 4F. It
// protects nothing; personalisation replaces it.
[[nodiscard]] Key128 blank_card_key();

enum class CardOperation : std::uint8_t {
    none = 0,
    session_opened = 1,
    wrong_cryptogram = 2,
    order_written = 3,
    report_written = 4,
    identity_stored = 5,
    parameters_written = 6,
    keys_written = 7,
    place_given = 9,
    event_written = 10,
    refused = 8,  // in a channel: what its key set may not do, or a command with a wrong code
};

// What the card itself notes: 8 bytes, newest first in file 05.
struct CardLogRecord {
    CardOperation operation = CardOperation::none;
    std::uint8_t key_set = 0;    // 0x30 to 0x33: in whose channel, or at whose keys
    std::uint32_t sessions = 0;  // of that key set, at that time; 31 and 32 count as one

    bool operator==(const CardLogRecord&) const = default;
};
using CardLog = std::array<CardLogRecord, log_length>;

// A set of channel keys with what guards it.
struct GuardedKeys {
    ChannelKeys keys;
    std::uint8_t tries = most_tries;  // left; one less before each comparison, all after a success
    std::uint32_t sessions = 0;       // opened ever, never fewer
};

struct CardMemory {
    IdRecord id;
    GuardedKeys issuer;
    Key128 issuer_dek;  // what new keys come under
    GuardedKeys meter;
    // Key set 32 while the ID names its version, else zeros; its sessions are counted with 31's.
    ChannelKeys next_meter;
    std::uint8_t next_meter_tries = most_tries;
    OrderBytes order{};
    ParameterSetBytes parameters{};
    ReportBytes report{};
    KeysRecordBytes keys{};
    HistoryMemory history;
    CardLog log{};
};

[[nodiscard]] std::array<std::uint8_t, log_size> encode(const CardLog& log);

// Refused: wrong_length; unknown_kind for an operation that there is not; spare_not_zero.
[[nodiscard]] std::expected<CardLog, RecordError> decode_log(std::span<const std::uint8_t> bytes);

enum class ImageError : std::uint8_t {
    not_an_image,     // another length or another beginning
    unknown_version,  // of a later program
    damaged,          // its checksum does not fit
    impossible,       // whole, but no card can be in that state
};

inline constexpr std::size_t image_size = 742 + history_size;
// Of earlier versions: 3 had no history, 2 no next key either.
inline constexpr std::size_t image_size_of_version_3 = 742;
inline constexpr std::size_t image_size_of_version_2 = 645;
using CardImage = std::array<std::uint8_t, image_size>;

[[nodiscard]] CardImage encode(const CardMemory& memory);

// Reads versions 2 and 3 as well. Refused: every ImageError. encode() of the result gives back the
// same bytes where they are of this version.
[[nodiscard]] std::expected<CardMemory, ImageError> decode_image(
    std::span<const std::uint8_t> bytes);

}  // namespace card
