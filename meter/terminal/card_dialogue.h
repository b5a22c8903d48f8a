// The conversation with a card in the slot, one answer at a time. It never waits and never acts:
// each call says what to do next, and the meter does it.
//
//   select -> identity -> [commit counter] open channel -> prove -> counters
//          -> keys, where the card says that it brings newer ones -> order
//          -> parameters, where the order names any -> decide [commit everything at once] -> write
//          report -> authenticated answer: here the insertion has its result
//          -> as much of the history as there is time for
//
// A field card: identity -> place -> open, prove, counters -> the identity once more, which now is
//          proven -> its parameters, on a parameter card
//          -> [commit] report -> the last events, on an inspection card
//
// A session that goes wrong is begun again, up to three times, with the same card: one insertion is
// one card, and another one that answers in its place ends it. Whatever was decided is committed
// before anything of it leaves the meter, so a card pulled at any moment finds nothing half done.
// Whatever happens while the history is written changes neither result nor state.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "card/apdu.h"
#include "card/id_record.h"
#include "card/scp03/host_channel.h"
#include "meter/ports/kept_history.h"
#include "meter/self_test/own_digests.h"
#include "meter/state.h"
#include "meter/terminal/field_card.h"
#include "meter/terminal/history_on_card.h"
#include "meter/terminal/history_record.h"
#include "meter/terminal/insertion_result.h"
#include "meter/terminal/key_change.h"
#include "meter/terminal/meter_keys.h"
#include "meter/terminal/order_acceptance.h"

namespace meter {

// What the meter does next, in this order. Where the commit fails it asks storage_failed() instead.
struct DialogueMove {
    bool commits = false;                      // the state that was handed in, as it now is
    bool may_be_put_off = false;               // that commit; see put_off()
    bool resets_card = false;                  // before the command
    bool tells_result = false;                 // see result()
    bool tells_history = false;                // ask tell_history() for what comes next
    std::optional<card::ApduBytes> command{};  // none, nor history: the insertion has ended
};

class CardDialogue {
 public:
    // How often a session is begun again within one insertion.
    static constexpr int restarts_allowed = 3;
    // What commands and answers may come to, in bytes on the contacts, for another record to be
    // written: at 9,600 baud the insertion then stays under three seconds.
    static constexpr std::uint32_t line_bytes_with_history = 2'250;
    // The counter is stored that many challenges ahead, so that few of them take a commit. A power
    // cut loses the rest of them; there are enough for 2^48 starts.
    static constexpr std::uint32_t challenges_stored_ahead = 65'536;

    // Both must live as long.
    CardDialogue(const MeterKeys& keys, const OwnDigests& own) : keys_{keys}, own_{own} {}

    // Each of these may change `state`; the change counts only once it is committed.
    [[nodiscard]] DialogueMove begin();
    [[nodiscard]] DialogueMove answer(State& state, std::span<const std::uint8_t> response);
    // The card did not answer in time.
    [[nodiscard]] DialogueMove silence(State& state);
    // Ends it now, because of card_pulled or voltage_too_low.
    [[nodiscard]] DialogueMove abandon(State& state, InsertionResult because);
    // The commit asked for could not be made: nothing of it may happen.
    [[nodiscard]] DialogueMove storage_failed();
    // The commit asked for is put off, because commits as this one come too often: nothing of it
    // may happen now. What the card brings is taken at a later insertion.
    [[nodiscard]] DialogueMove put_off() { return end(InsertionResult::report_not_written); }
    // The next record for the card out of `history`.
    template <KeptHistory History>
    [[nodiscard]] DialogueMove tell_history(const State& state, History& history);

    [[nodiscard]] bool is_running() const { return phase_ != Phase::ended; }
    // Of the insertion that ended last; nothing before the first.
    [[nodiscard]] std::optional<InsertionResult> result() const { return result_; }

 private:
    enum class Phase : std::uint8_t {
        ended,
        selecting,
        identifying,
        locating,  // asking a field card for this meter's place
        opening,
        proving,
        counting,
        renewing,  // reading the next keys that lie beside the order
        ordering,
        setting,  // reading the parameters that lie beside the order
        naming,   // reading in the channel what a field card is and who carries it
        reporting,
        telling,       // writing events onto an inspection card
        handing_over,  // writing the history onto the customer's card
    };

    [[nodiscard]] DialogueMove start_session();
    [[nodiscard]] DialogueMove try_again(State& state, InsertionResult because);
    [[nodiscard]] DialogueMove refuse(State& state, InsertionResult because);
    [[nodiscard]] DialogueMove refuse_other_card(State& state);
    [[nodiscard]] DialogueMove end(InsertionResult result);
    [[nodiscard]] DialogueMove send(Phase phase, const card::Command& command);
    [[nodiscard]] DialogueMove send_protected(State& state, Phase phase,
                                              const card::Command& command);

    [[nodiscard]] DialogueMove take_identity(State& state, const card::Response& response);
    [[nodiscard]] DialogueMove take_place(State& state, const card::Response& response);
    [[nodiscard]] DialogueMove open_channel(State& state, card::KeySet set, std::uint8_t place);
    [[nodiscard]] DialogueMove take_challenge(State& state, const card::Response& response);
    [[nodiscard]] DialogueMove take_proof(State& state, const card::Response& response);
    [[nodiscard]] DialogueMove take_counters(State& state, const card::Response& response);
    [[nodiscard]] DialogueMove take_keys(State& state, const card::Response& response);
    [[nodiscard]] DialogueMove read_order(State& state);
    [[nodiscard]] DialogueMove take_order(State& state, const card::Response& response);
    [[nodiscard]] DialogueMove take_parameters(State& state, const card::Response& response);
    [[nodiscard]] DialogueMove decide(State& state, const BroughtParameters& brought);
    [[nodiscard]] DialogueMove take_name(State& state, const card::Response& response);
    [[nodiscard]] DialogueMove decide_on_field_card(State& state, const ProvenFieldCard& card);
    [[nodiscard]] DialogueMove report(State& state, const MeterKeys& keys, InsertionResult result);
    [[nodiscard]] DialogueMove tell_next_event(State& state);
    [[nodiscard]] DialogueMove take_report_answer(State& state, const card::Response& response);
    // Nothing where the part is on the card or nothing of it can be written.
    [[nodiscard]] std::optional<DialogueMove> hand_over(const State& state, const HistoryPart& part,
                                                        const HistoryPayloads& payloads);
    [[nodiscard]] std::optional<HistoryPart> next_part(const NewestNumbers& newest);
    [[nodiscard]] DialogueMove take_history_answer(const card::Response& response);
    [[nodiscard]] DialogueMove leave_history();
    // With the block of T=1 around it.
    [[nodiscard]] static constexpr std::uint32_t line_bytes_of(std::size_t message) {
        return static_cast<std::uint32_t>(message) + 4;
    }
    [[nodiscard]] static std::uint32_t line_bytes_of_writing(const HistoryPart& part);

    void note_guessing(State& state);
    void settle();
    void forget();
    [[nodiscard]] InsertionResult unless_committed(InsertionResult failure) const;
    [[nodiscard]] bool is_the_card_of_before(const card::IdRecord& id) const;

    const MeterKeys& keys_;
    const OwnDigests& own_;
    card::HostChannel channel_;
    std::uint32_t challenges_left_ = 0;  // of those up to the stored counter
    Phase phase_ = Phase::ended;
    int restarts_ = 0;
    int wrong_cryptograms_ = 0;   // in this insertion, that no event tells of yet
    bool is_identified_ = false;  // in this insertion: card_ and kind_ stay what they are
    ProvenCard card_;
    card::CardKind kind_ = card::CardKind::customer;
    HistoryOnCard on_card_;
    HistoryPart part_;                // that the card is given now
    bool has_begun_history_ = false;  // in this insertion
    std::uint32_t line_bytes_ = 0;    // in this insertion
    std::uint8_t events_told_ = 0;
    std::uint32_t last_event_ = 0;  // that is told: the newest when the report was made
    bool brings_keys_ = false;      // as the card says of itself
    BroughtKeys brought_keys_;
    card::Order order_;                         // genuine, waiting for its parameters
    std::optional<InsertionResult> undecided_;  // decided in this session, its commit asked for
    std::optional<InsertionResult> committed_;  // by the first session that got so far
    std::optional<InsertionResult> result_;
};

template <KeptHistory History>
DialogueMove CardDialogue::tell_history(const State& state, History& history) {
    const NewestNumbers newest{history.newest(HistoryKind::day_ends),
                               history.newest(HistoryKind::month_ends),
                               history.newest(HistoryKind::events)};
    while (const auto part = next_part(newest)) {
        if (const auto move = hand_over(state, *part, read_part(history, *part))) {
            return *move;
        }
    }
    return leave_history();
}

}  // namespace meter
