// A card as a state machine: a command and a fresh random number in, an answer out, nothing else
// touched. Whoever drives it keeps image() after receive() and again before passing an answer on,
// whenever changes() rose: then counters, tries and records are as durable as a chip's.
// Commands, files and rights are in docs/formats/card.md.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "card/apdu.h"
#include "card/card_memory.h"
#include "card/command_assembly.h"
#include "card/commands.h"
#include "card/field_memory.h"
#include "card/key_staging.h"
#include "card/scp03/card_channel.h"

namespace card {

class SoftwareCard {
 public:
    // Fresh from the factory: its serial, the published test key, nothing else.
    [[nodiscard]] static SoftwareCard blank(CardSerial serial);
    // Powered on with this memory.
    explicit SoftwareCard(const CardMemory& memory) : memory_{memory} {}
    // The same with room to be a field card. `field` must live as long.
    SoftwareCard(const CardMemory& memory, FieldMemory& field) : memory_{memory}, field_{&field} {}

    // The answer to any bytes at all. `fresh` must be unpredictable and new each time; it becomes
    // the card's challenge where the command asks for one.
    [[nodiscard]] ResponseBytes process(std::span<const std::uint8_t> command,
                                        const Challenge& fresh);

    // The two halves of process(). The first compares nothing, but takes the try that the second
    // may need: no cut of the power between a guess and its answer gives it back.
    void receive(std::span<const std::uint8_t> command);
    [[nodiscard]] ResponseBytes respond(const Challenge& fresh);

    // Power off and on, or a reset: what was selected, opened or half done is gone.
    void reset();

    [[nodiscard]] const CardMemory& memory() const { return memory_; }
    [[nodiscard]] CardImage image() const { return encode(memory_); }
    // Rises with each change of image(); says nothing else.
    [[nodiscard]] std::uint32_t changes() const { return changes_; }

 private:
    SoftwareCard() = default;
    [[nodiscard]] bool is_to_be_compared(const Command& command) const;
    [[nodiscard]] Response answer(const Command& command, const Challenge& fresh);
    [[nodiscard]] Response select(const Command& command);
    [[nodiscard]] Response answer_free(const Command& command) const;
    [[nodiscard]] Response initialize_update(const Command& command, const Challenge& fresh);
    [[nodiscard]] Response external_authenticate(const Command& command);
    [[nodiscard]] Response answer_secured(const Command& secured);

    // Inside the channel; data only where the status is `done`.
    [[nodiscard]] Response execute(const Command& command);
    [[nodiscard]] Response read_file(const Command& command);
    [[nodiscard]] Response read_place(File file, const FieldPlace& place) const;
    [[nodiscard]] Response read_history(File file, std::uint8_t place);
    [[nodiscard]] Response get_data(const Command& command) const;
    struct Place {
        std::span<std::uint8_t> content;
        CardOperation operation;
    };
    [[nodiscard]] std::optional<Place> place_to_write(File file);
    [[nodiscard]] std::optional<Place> place_to_write(File file, FieldPlace& place) const;
    [[nodiscard]] StatusWord update_file(const Command& command);
    [[nodiscard]] StatusWord update_history(File file, const Command& command);
    [[nodiscard]] std::span<std::uint8_t> history_place(File file, std::uint8_t place);
    [[nodiscard]] StatusWord put_key(const Command& command);
    [[nodiscard]] StatusWord put_place(const Command& command);
    // The place that a command means: the meter's own, or the one that the issuer names.
    [[nodiscard]] FieldPlace* place_of_channel(std::uint8_t named);
    [[nodiscard]] Response answer_place(const Command& command) const;
    [[nodiscard]] StatusWord store_identity(const Command& command);
    [[nodiscard]] StatusWord fault_of_identity(const IdRecord& id) const;

    // The keys of a set with what guards them, wherever each lies.
    struct Guard {
        const ChannelKeys& keys;
        std::uint8_t& tries;
        std::uint32_t& sessions;
    };
    [[nodiscard]] Guard guard_of(KeySet set);
    [[nodiscard]] StatusWord fault_of_opening(KeySet set);
    void drop_channel();
    void note(CardOperation operation);

    [[nodiscard]] bool is_in_field() const {
        return field_ != nullptr && is_field_card(memory_.id.kind);
    }

    CardMemory memory_;
    FieldMemory* field_ = nullptr;
    std::uint32_t changes_ = 0;
    // Gone with the power.
    CommandAssembly assembly_;
    std::expected<std::optional<Command>, StatusWord> received_;  // nothing: a part of a chain
    bool selected_ = false;
    CardChannel channel_;
    std::uint8_t place_ = 0;  // that key set 33 was opened for
    KeyStaging staged_;       // empty unless an issuer's channel is open
};

}  // namespace card
