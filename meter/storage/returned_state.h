// A state that a start finds although a newer one was committed and lost: it must not come back
// with more credit, an open account or a card that the lost one did not have any more.
#pragma once

#include <optional>

#include "meter/events/event.h"
#include "meter/state.h"
#include "meter/storage/history_records.h"

namespace meter {

// The history tells what it knows; settle() then makes the state one that is safe to go on from.
class ReturnedState {
 public:
    // `state` must outlive it.
    explicit ReturnedState(State& state) : state_{state} {}

    // Events with numbers above the state's last, in their order.
    void hear(const Event& event);
    // The newest report, whichever it is.
    void hear(const Reading& report);

    // Where the history knows of something later and nothing of it took an order, the account is
    // proven to be as it was and the reasons are those of the newest event. Else no reason is taken
    // away, and an account that is open gets credit_unproven: the supply stays open until the card
    // brings an order that this state does not have, as it does where the lost state had it.
    void settle();

 private:
    State& state_;
    std::optional<Reasons> reasons_;  // by the newest event
    bool knows_later_ = false;
    bool took_order_ = false;
};

}  // namespace meter
