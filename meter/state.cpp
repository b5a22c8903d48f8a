#include "meter/state.h"

namespace meter {

void note(State& state, EventKind kind, std::int64_t detail) {
    state.events.add({.kind = kind,
                      .reasons = state.reasons,
                      .time = state.seconds(),
                      .ordered_total = state.account.ordered().ordered_total,
                      .consumed_total = state.account.consumed_total(),
                      .detail = detail});
}

}  // namespace meter
