// The end of the conversation with a customer's card: the history, for as long as there is time.
#include "card/commands.h"
#include "meter/terminal/card_dialogue.h"

namespace meter {

// Of an UPDATE BINARY in the channel and its answer.
std::uint32_t CardDialogue::line_bytes_of_writing(const HistoryPart& part) {
    constexpr std::size_t header_and_lengths = 4 + 1 + 1;
    constexpr std::size_t padding = 16;
    constexpr std::size_t code = 8;
    constexpr std::size_t status = 2;
    return line_bytes_of(header_and_lengths + card::size_of(part.file()) + padding + code) +
           line_bytes_of(code + status);
}

std::optional<HistoryPart> CardDialogue::next_part(const NewestNumbers& newest) {
    if (!has_begun_history_) {
        has_begun_history_ = true;
        on_card_.begin(card_.serial, card_.generation, newest);
    }
    const auto part = on_card_.next();
    if (!part || line_bytes_ + line_bytes_of_writing(*part) > line_bytes_with_history) {
        return std::nullopt;
    }
    return part;
}

std::optional<DialogueMove> CardDialogue::hand_over(const State& state, const HistoryPart& part,
                                                    const HistoryPayloads& payloads) {
    const auto record = history_for_card(part.kind, payloads, keys_, state.reports.counter);
    if (!record) {
        on_card_.note_told(part);  // there is nothing of it left
        return std::nullopt;
    }
    const auto command = channel_.wrap(
        card::update_place(part.file(), part.place(), {record->data(), record->size()}));
    if (!command) {
        return leave_history();
    }
    part_ = part;
    return send(Phase::handing_over, *command);
}

DialogueMove CardDialogue::take_history_answer(const card::Response& response) {
    if (!channel_.unwrap(response)) {
        return leave_history();
    }
    on_card_.note_told(part_);
    return {.tells_history = true};
}

DialogueMove CardDialogue::leave_history() {
    channel_.close();
    phase_ = Phase::ended;
    return {};
}

}  // namespace meter
