// What a meter has kept of its past, to be read again.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>

namespace meter {

enum class HistoryKind : std::uint8_t { day_ends, month_ends, events };

// The records of each kind have numbers that rise by one from 1.
//   newest  of the newest record; 0 where there is none
//   read    fills 56 bytes, as encode_reading() or encode_event() made them (history_records.h);
//           false where there is no such record any more, or none can be read now
template <typename H>
concept KeptHistory =
    requires(H history, HistoryKind kind, std::uint32_t number, std::span<std::uint8_t> payload) {
        { history.newest(kind) } -> std::same_as<std::uint32_t>;
        { history.read(kind, number, payload) } -> std::same_as<bool>;
    };

// Of a board that keeps none.
struct NoHistory {
    [[nodiscard]] std::uint32_t newest(HistoryKind) { return 0; }
    [[nodiscard]] bool read(HistoryKind, std::uint32_t, std::span<std::uint8_t>) { return false; }
};

}  // namespace meter
