// The test of the test: built from sources with one protection taken out, it succeeds when the
// runner notices.
#include <cstdio>
#include <tuple>

#include "tests/power_loss/damage.h"
#include "tests/power_loss/lost_state.h"
#include "tests/power_loss/runner.h"
#include "tests/power_loss/scenario.h"

namespace {

void run_all() {
    power_loss::take_memory_of_another_meter();
    power_loss::lose_newest_state();
    power_loss::lose_all_energy();
    std::ignore = power_loss::flip_flash_bits(10'007);
    std::ignore = power_loss::destroy_pages_and_sectors(23);
    for (const power_loss::Scenario& scenario : power_loss::scenarios()) {
        std::ignore = run(scenario, power_loss::Effort{});
    }
}

}  // namespace

int main() {
    try {
        run_all();
    } catch (const power_loss::Violation& violation) {
        std::printf("found: %s\n", violation.what());
        return 0;
    }
    std::fputs("no scenario has noticed what is missing\n", stderr);
    return 1;
}
