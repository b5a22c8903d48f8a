#include "meter/storage/returned_state.h"

#include <cstdint>

#include "meter/credit/supply_rules.h"
#include "meter/events/event_log.h"

namespace meter {
namespace {

// More challenges than a meter can use in its life: none that the lost state used comes again.
constexpr std::uint64_t challenges_skipped = std::uint64_t{1} << 32;

}  // namespace

void ReturnedState::hear(const Event& event) {
    knows_later_ = true;
    took_order_ = took_order_ || takes_a_genuine_order(event.kind) ||
                  event.ordered_total != state_.account.ordered().ordered_total;
    reasons_ = event.reasons;
    state_.events.take_over(event);
}

void ReturnedState::hear(const Reading& report) {
    if (report.report_counter <= state_.reports.counter) {
        return;
    }
    knows_later_ = true;
    took_order_ = took_order_ || report.order_sequence != state_.account.ordered().sequence ||
                  report.ordered_total != state_.account.ordered().ordered_total;
    state_.reports = {.counter = report.report_counter, .last_digest = report.report_digest};
}

void ReturnedState::settle() {
    state_.challenge_counter += challenges_skipped;
    if (knows_later_ && !took_order_) {
        state_.reasons = reasons_.value_or(state_.reasons);
        return;
    }
    for (const ReasonRule& rule : reason_rules) {
        if (reasons_ && reasons_->contains(rule.reason)) {
            state_.reasons.set(rule.reason);
        }
    }
    if (state_.opened) {
        set_reason(state_, Reason::credit_unproven);
    }
}

}  // namespace meter
