// A software card's image in a file of two slots: whatever stops the program at whatever byte, the
// file holds the image before or the image after, never anything else.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

#include "card/card_memory.h"
#include "card/card_slots.h"
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

class CardFile {
 public:
    // Refused: exists, cannot_write. The file is readable by its owner only: it holds keys.
    [[nodiscard]] static std::expected<void, CardFileFault> create(
        const std::filesystem::path& path, const CardImage& image);

    // Nobody else may open the file as long as this lives. A file of the form before the slots, one
    // bare image, is brought into this one. Refused: cannot_open, in_use, not_a_card, cannot_write.
    [[nodiscard]] static std::expected<CardFile, CardFileFault> open(
        const std::filesystem::path& path, Durability durability);

    // As the file stood when it was opened.
    [[nodiscard]] const CardMemory& memory() const { return memory_; }

    // Refused: cannot_write; the file holds what it held before.
    [[nodiscard]] std::expected<void, CardFileFault> replace(const CardImage& image);

 private:
    CardFile(std::filesystem::path path, Durability durability, FileDescriptor locked,
             const CardSlots& slots, const CardMemory& memory);

    std::filesystem::path path_;
    Durability durability_;
    FileDescriptor locked_;
    CardSlots slots_;
    CardMemory memory_;
};

// The image of a file that others may be using: to look at, not to change.
// Refused: cannot_open, not_a_card.
[[nodiscard]] std::expected<CardMemory, CardFileFault> look_at_card(
    const std::filesystem::path& path);

}  // namespace card
