// Which records of the meter's history its card has, and which it gets next: of each kind the
// newest first, a record of each kind in turn. It outlives no power cut; then the card gets again
// what it has.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "card/commands.h"
#include "card/identifiers.h"
#include "meter/ports/kept_history.h"

namespace meter {

inline constexpr std::size_t history_kinds = 3;
// The newest number of each kind, by HistoryKind; 0 where there is none.
using NewestNumbers = std::array<std::uint32_t, history_kinds>;

// Records `first` to `last`, at most six, that share one place of the card.
struct HistoryPart {
    HistoryKind kind{};
    std::uint32_t first = 0;
    std::uint32_t last = 0;

    [[nodiscard]] card::File file() const;
    [[nodiscard]] std::uint8_t place() const;

    bool operator==(const HistoryPart&) const = default;
};

class HistoryOnCard {
 public:
    // An insertion of the card that was given `generation`. Of another card nothing is known.
    void begin(card::CardSerial serial, card::Generation generation, const NewestNumbers& newest);

    // What the card gets now; nothing where it has all that it should have.
    [[nodiscard]] std::optional<HistoryPart> next() const;
    // The card has taken it, or there is nothing of it left to be read.
    void note_told(const HistoryPart& part);

 private:
    // Numbers `from` to `to`; none where `to` is 0.
    struct Run {
        std::uint32_t from = 0;
        std::uint32_t to = 0;
    };
    struct Progress {
        Run before;  // told in earlier insertions
        Run now;     // told since begin(), down from the newest; empty while from is to + 1
    };

    [[nodiscard]] static std::optional<HistoryPart> next_of(HistoryKind kind,
                                                            const Progress& progress);

    card::CardSerial serial_{};
    card::Generation generation_{};  // 0: no card yet
    std::array<Progress, history_kinds> progress_{};
    std::size_t turn_ = 0;  // of the kinds
};

}  // namespace meter
