// What is destroyed beyond what two copies can bear, and memory of another meter: nobody gains
// credit by it, wherever the power fails in the start that follows.
#pragma once

namespace power_loss {

// Each throws Violation unless the supply is open with credit_unproven at every start, however the
// starts before it were cut or warned in their first commit, and no challenge comes again.

// Both copies of the newest state, a refund, are destroyed, and there is no history.
void lose_newest_state();
// Every energy record is erased or destroyed.
void lose_all_energy();

// Throws Violation unless a meter refuses the memory of another one.
void take_memory_of_another_meter();

}  // namespace power_loss
