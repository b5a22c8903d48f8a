// A software card's image in a file of two slots, and behind them the places of a card that can be
// a field card: whatever stops the program at whatever byte, the file holds the card before or the
// card after, never anything else.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "card/card_memory.h"
#include "card/card_slots.h"
#include "card/host/field_slots.h"
#include "card/host/file_descriptor.h"

namespace card {

enum class CardFileError : std::uint8_t {
    exists,       // a new card never takes the place of another
    cannot_open,  // the system says why
    in_use,       // a card is in one place at a time
    not_a_card,   // the image is refused
    cannot_write,
};

struct CardFileFault {
    CardFileError error;
    std::string reason;  // for people, one line, what to do where that helps
};

enum class Durability : std::uint8_t {
    through_power_cuts,  // each change waits for the disk
    through_kills,       // each change is with the operating system only: a kill is the tear
};

// Whether a card has room to be a field card: 100 places of a meter each.
enum class FieldRoom : std::uint8_t { none, places };

class CardFile {
 public:
    // Refused: exists, cannot_write. The file is readable by its owner only: it holds keys.
    [[nodiscard]] static std::expected<void, CardFileFault> create(
        const std::filesystem::path& path, const CardImage& image,
        FieldRoom room = FieldRoom::none);

    // Nobody else may open the file as long as this lives. A file of the form before the slots, one
    // bare image, is brought into this one. Refused: cannot_open, in_use, not_a_card, cannot_write.
    [[nodiscard]] static std::expected<CardFile, CardFileFault> open(
        const std::filesystem::path& path, Durability durability);

    // As the file stood when it was opened.
    [[nodiscard]] const CardMemory& memory() const { return memory_; }

    // Its places as they stand in the file; none on a card without room.
    [[nodiscard]] std::unique_ptr<FieldMemory> field() const;

    // The image and, of a card with room, the places, as one change.
    // Refused: cannot_write; the file holds what it held before.
    [[nodiscard]] std::expected<void, CardFileFault> replace(const CardImage& image,
                                                             const FieldMemory* field = nullptr);

 private:
    CardFile(std::filesystem::path path, Durability durability, FileDescriptor locked,
             const CardSlots& slots, const CardMemory& memory, std::optional<FieldSlots> places);
    // The places that differ from those in the file; nothing where the system refuses, else those
    // written.
    [[nodiscard]] std::optional<std::vector<std::size_t>> write_places(const FieldMemory& field);

    std::filesystem::path path_;
    Durability durability_;
    FileDescriptor locked_;
    CardSlots slots_;
    CardMemory memory_;
    std::optional<FieldSlots> places_;
};

// The image of a file that others may be using: to look at, not to change.
// Refused: cannot_open, not_a_card.
[[nodiscard]] std::expected<CardMemory, CardFileFault> look_at_card(
    const std::filesystem::path& path);

}  // namespace card
