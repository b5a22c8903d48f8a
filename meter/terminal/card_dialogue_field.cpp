// The conversation with a field card, as far as it differs from that with a customer's.
#include "card/commands.h"
#include "meter/terminal/card_dialogue.h"

namespace meter {

DialogueMove CardDialogue::take_place(State& state, const card::Response& response) {
    if (response.status == card::StatusWord::data_not_found) {
        return refuse(state, InsertionResult::wrong_meter);
    }
    const auto found = card::decode_place(response.data);
    if (response.status != card::StatusWord::done || !found) {
        return try_again(state, InsertionResult::card_error);
    }
    return open_channel(state, card::KeySet::field, found->place);
}

// What a card said of its kind and of who carries it before the channel stood, anybody could say.
DialogueMove CardDialogue::take_name(State& state, const card::Response& response) {
    const auto data = channel_.unwrap(response);
    if (!data) {
        return try_again(state, InsertionResult::card_error);
    }
    const auto id = card::decode_id(*data);
    if (!id || !is_the_card_of_before(*id)) {
        return refuse(state, InsertionResult::card_not_genuine);
    }
    if (kind_ == card::CardKind::parameter) {
        return send_protected(state, Phase::setting, card::read(card::File::parameters));
    }
    return decide_on_field_card(state,
                                {.kind = kind_, .round = card_.generation, .fitter = id->customer});
}

DialogueMove CardDialogue::decide_on_field_card(State& state, const ProvenFieldCard& card) {
    note_guessing(state);
    if (!committed_) {
        accept_field_card(state, card);
    }
    events_told_ = 0;
    last_event_ = state.events.last_number();
    return report(state, keys_,
                  card.kind == card::CardKind::maintenance ? InsertionResult::maintained
                                                           : InsertionResult::field_card_served);
}

DialogueMove CardDialogue::tell_next_event(State& state) {
    const auto event = event_for_card(state, keys_, last_event_, events_told_);
    if (!event) {
        return end(*committed_);
    }
    const card::File file = card::event_file(events_told_++);
    return send_protected(state, Phase::telling, card::update(file, *event));
}

}  // namespace meter
