#include "meter/terminal/card_dialogue.h"

#include <utility>

#include "card/commands.h"
#include "card/order.h"
#include "meter/tamper/tamper_rules.h"
#include "meter/terminal/report_writer.h"

namespace meter {
DialogueMove CardDialogue::begin() {
    forget();
    restarts_ = 0;
    line_bytes_ = 0;
    has_begun_history_ = false;
    wrong_cryptograms_ = 0;
    is_identified_ = false;
    return start_session();
}

DialogueMove CardDialogue::answer(State& state, std::span<const std::uint8_t> response_bytes) {
    settle();
    line_bytes_ += line_bytes_of(response_bytes.size());
    const auto response = card::decode_response(response_bytes);
    if (!response && phase_ == Phase::handing_over) {
        return leave_history();
    }
    if (!response) {
        return try_again(state, InsertionResult::card_error);
    }
    switch (phase_) {
        case Phase::ended:
            return {};
        case Phase::selecting:
            return response->status == card::StatusWord::done
                       ? send(Phase::identifying, card::read_identity())
                       : try_again(state, InsertionResult::card_error);
        case Phase::identifying:
            return take_identity(state, *response);
        case Phase::locating:
            return take_place(state, *response);
        case Phase::opening:
            return take_challenge(state, *response);
        case Phase::proving:
            return take_proof(state, *response);
        case Phase::counting:
            return take_counters(state, *response);
        case Phase::renewing:
            return take_keys(state, *response);
        case Phase::ordering:
            return take_order(state, *response);
        case Phase::setting:
            return take_parameters(state, *response);
        case Phase::naming:
            return take_name(state, *response);
        case Phase::reporting:
            return take_report_answer(state, *response);
        case Phase::telling:
            return channel_.unwrap(*response)
                       ? tell_next_event(state)
                       : try_again(state, InsertionResult::report_not_written);
        case Phase::handing_over:
            return take_history_answer(*response);
    }
    std::unreachable();
}

DialogueMove CardDialogue::silence(State& state) {
    settle();
    return phase_ == Phase::handing_over ? leave_history()
                                         : try_again(state, InsertionResult::card_error);
}

DialogueMove CardDialogue::abandon(State& state, InsertionResult because) {
    if (phase_ == Phase::handing_over) {
        return leave_history();
    }
    if (!is_running()) {
        forget();
    }
    settle();
    return refuse(state, because);
}

DialogueMove CardDialogue::storage_failed() {
    challenges_left_ = 0;
    return end(unless_committed(InsertionResult::storage_failed));
}

// No failure is told where the credit was committed before it: only the report can still be
// missing.
InsertionResult CardDialogue::unless_committed(InsertionResult failure) const {
    return committed_ ? InsertionResult::report_not_written : failure;
}

// What was decided belongs to one insertion.
void CardDialogue::forget() {
    undecided_.reset();
    committed_.reset();
}

// The next call after a decision shows that its commit was made.
void CardDialogue::settle() {
    if (undecided_ && !committed_) {
        committed_ = undecided_;
    }
    undecided_.reset();
}

DialogueMove CardDialogue::start_session() {
    channel_.close();
    brought_keys_ = {};
    DialogueMove move = send(Phase::selecting, card::select_application());
    move.resets_card = restarts_ > 0;
    return move;
}

DialogueMove CardDialogue::try_again(State& state, InsertionResult because) {
    if (restarts_ == restarts_allowed) {
        return refuse(state, because);
    }
    ++restarts_;
    return start_session();
}

DialogueMove CardDialogue::refuse(State& state, InsertionResult because) {
    const InsertionResult result = unless_committed(because);
    note_refusal(state, result);
    note_guessing(state);
    DialogueMove move = end(result);
    move.commits = move.may_be_put_off = true;
    return move;
}

// The event says what came, also where the credit of the card before it stays committed.
DialogueMove CardDialogue::refuse_other_card(State& state) {
    if (committed_) {
        note_refusal(state, InsertionResult::card_error);
    }
    return refuse(state, InsertionResult::card_error);
}

bool CardDialogue::is_the_card_of_before(const card::IdRecord& id) const {
    return id.kind == kind_ && id.serial == card_.serial && id.generation == card_.generation;
}

// Also where a right cryptogram follows the wrong ones.
void CardDialogue::note_guessing(State& state) {
    if (wrong_cryptograms_ >= wrong_cryptograms_until_tampering) {
        note_tampering(state, TamperKind::wrong_cryptograms, wrong_cryptograms_);
        wrong_cryptograms_ = 0;
    }
}

DialogueMove CardDialogue::end(InsertionResult result) {
    channel_.close();
    phase_ = Phase::ended;
    undecided_.reset();
    result_ = result;
    return {.tells_result = true};
}

DialogueMove CardDialogue::send(Phase phase, const card::Command& command) {
    phase_ = phase;
    DialogueMove move;
    move.command = card::encode(command);
    line_bytes_ += line_bytes_of(move.command->size());
    return move;
}

DialogueMove CardDialogue::send_protected(State& state, Phase phase, const card::Command& command) {
    const auto wrapped = channel_.wrap(command);
    if (!wrapped) {
        return try_again(state, InsertionResult::card_error);
    }
    return send(phase, *wrapped);
}

DialogueMove CardDialogue::take_identity(State& state, const card::Response& response) {
    const auto id = card::decode_id(response.data);
    if (response.status == card::StatusWord::done && !id &&
        id.error() == card::RecordError::unknown_kind) {
        return is_identified_ ? refuse_other_card(state)
                              : refuse(state, InsertionResult::unknown_card);
    }
    if (response.status != card::StatusWord::done || !id) {
        return try_again(state, InsertionResult::card_error);
    }
    if (is_identified_ && !is_the_card_of_before(*id)) {
        return refuse_other_card(state);
    }
    if (id->life_cycle != card::LifeCycle::personalised) {
        return refuse(state, InsertionResult::unknown_card);
    }
    is_identified_ = true;
    card_ = {.serial = id->serial, .generation = id->generation, .meter_sessions = 0};
    kind_ = id->kind;
    brings_keys_ = id->next_key_version > keys_.key_version();
    if (card::is_field_card(kind_)) {
        return is_round_over(state, id->generation)
                   ? refuse(state, InsertionResult::card_replaced)
                   : send(Phase::locating, card::find_place(keys_.meter()));
    }
    if (id->meter != keys_.meter()) {
        return refuse(state, InsertionResult::wrong_meter);
    }
    const bool has_next_keys = id->next_key_version == keys_.key_version();
    return open_channel(state, has_next_keys ? card::KeySet::next_meter : card::KeySet::meter, 0);
}

DialogueMove CardDialogue::open_channel(State& state, card::KeySet set, std::uint8_t place) {
    const bool has_none = challenges_left_ == 0;
    if (has_none) {
        state.challenge_counter += challenges_stored_ahead;
        challenges_left_ = challenges_stored_ahead;
    }
    const card::Challenge fresh = keys_.challenge(state.challenge_counter - --challenges_left_);
    card::Command command = channel_.initialize_update(set, fresh);
    command.p2 = place;
    DialogueMove move = send(Phase::opening, command);
    move.commits = has_none;  // the counter is stored before its challenges are used
    return move;
}

DialogueMove CardDialogue::take_challenge(State& state, const card::Response& response) {
    const auto challenges = channel_.accept_challenge(response);
    if (!challenges) {
        return try_again(state, InsertionResult::card_error);
    }
    const auto keys = card::is_field_card(kind_) ? keys_.field(card_.serial, card_.generation)
                                                 : keys_.card(card_.serial, card_.generation);
    const auto session = card::session_keys(keys, *challenges);
    const auto authenticate = channel_.authenticate(session);
    if (!authenticate) {
        ++wrong_cryptograms_;
        return try_again(state, InsertionResult::card_not_genuine);
    }
    return send(Phase::proving, *authenticate);
}

DialogueMove CardDialogue::take_proof(State& state, const card::Response& response) {
    if (!channel_.accept_authentication(response)) {
        return try_again(state, InsertionResult::card_error);
    }
    return send_protected(state, Phase::counting, card::get_counters());
}

DialogueMove CardDialogue::take_counters(State& state, const card::Response& response) {
    const auto data = channel_.unwrap(response);
    if (!data) {
        return try_again(state, InsertionResult::card_error);
    }
    const auto counters = card::decode_counters(*data);
    if (!counters) {
        return try_again(state, InsertionResult::card_error);
    }
    card_.meter_sessions = counters->meter_sessions;
    if (card::is_field_card(kind_)) {
        return send_protected(state, Phase::naming, card::read(card::File::id));
    }
    if (brings_keys_) {
        return send_protected(state, Phase::renewing, card::read(card::File::keys));
    }
    return read_order(state);
}

DialogueMove CardDialogue::take_keys(State& state, const card::Response& response) {
    const auto data = channel_.unwrap(response);
    if (!data) {
        return try_again(state, InsertionResult::card_error);
    }
    brought_keys_ = check_keys(*data, keys_);
    return read_order(state);
}

DialogueMove CardDialogue::read_order(State& state) {
    return send_protected(state, Phase::ordering, card::read(card::File::order));
}

DialogueMove CardDialogue::take_order(State& state, const card::Response& response) {
    const auto data = channel_.unwrap(response);
    if (!data) {
        return try_again(state, InsertionResult::card_error);
    }
    const auto order = card::decode_order(*data);
    if (order && order->meter != keys_.meter()) {
        return refuse(state, InsertionResult::wrong_meter);  // its code is of that meter's key
    }
    if (order && is_left_from_before(*order, keys_, state)) {
        order_ = *order;
        // Nothing proves these: the clock stays and no parameters are read.
        order_.issue_time = {};
        order_.parameter_version = 0;
        return decide(state, {});
    }
    if (order && owes_a_report(*order, card_, keys_, state)) {
        state.binding.meter_sessions = card_.meter_sessions;
        note_refusal(state, InsertionResult::bad_order);
        return report(state, keys_, InsertionResult::bad_order);
    }
    if (!order ||
        !card::is_genuine(*data, keys_of(order->key_version, keys_, brought_keys_).order())) {
        return refuse(state, InsertionResult::bad_order);
    }
    order_ = *order;
    if (order->parameter_version != 0) {
        return send_protected(state, Phase::setting, card::read(card::File::parameters));
    }
    return decide(state, {});
}

DialogueMove CardDialogue::take_parameters(State& state, const card::Response& response) {
    const auto data = channel_.unwrap(response);
    if (!data) {
        return try_again(state, InsertionResult::card_error);
    }
    const auto brought = check_parameters(*data, keys_, brought_keys_);
    if (!card::is_field_card(kind_)) {
        return decide(state, brought);
    }
    return decide_on_field_card(state,
                                {.kind = kind_, .round = card_.generation, .brought = brought});
}

DialogueMove CardDialogue::decide(State& state, const BroughtParameters& brought) {
    note_guessing(state);
    const auto clearance = committed_ ? CardClearance::used : CardClearance::allowed;
    const InsertionResult result =
        accept_order(state, keys_.meter(), order_, card_, clearance, brought);
    if (!is_reported(result)) {
        DialogueMove move = end(unless_committed(result));
        move.commits = move.may_be_put_off = true;
        return move;
    }
    const auto keys = accept_keys(state, brought_keys_, result, order_)
                          ? keys_.renewed(state.renewed_key)
                          : keys_;
    return report(state, keys, result);
}

DialogueMove CardDialogue::report(State& state, const MeterKeys& keys, InsertionResult result) {
    const auto report = next_report(state, keys, own_, card_);
    DialogueMove move =
        send_protected(state, Phase::reporting, card::update(card::File::report, report));
    move.commits = true;  // everything that this insertion changes, before the report leaves
    move.may_be_put_off = kind_ == card::CardKind::customer;
    undecided_ = result;
    return move;
}

DialogueMove CardDialogue::take_report_answer(State& state, const card::Response& response) {
    if (!channel_.unwrap(response)) {
        return try_again(state, InsertionResult::report_not_written);
    }
    if (kind_ == card::CardKind::inspection) {
        return tell_next_event(state);
    }
    if (kind_ != card::CardKind::customer) {
        return end(*committed_);
    }
    result_ = committed_;
    phase_ = Phase::handing_over;
    return {.tells_result = true, .tells_history = true};
}

}  // namespace meter
