#include "meter/self_test/fault_rules.h"

#include <utility>

namespace meter {

void note_faults(State& state, Faults found) {
    if (found == state.faults) {
        return;
    }
    for (const FaultName& row : fault_names) {
        const bool is_found = found.contains(row.fault);
        if (is_found != state.faults.contains(row.fault)) {
            state.faults.set(row.fault, is_found);
            note(state, is_found ? EventKind::fault_found : EventKind::fault_gone,
                 std::to_underlying(row.fault));
        }
    }
}

}  // namespace meter
