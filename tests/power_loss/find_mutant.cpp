// The test of the test: built from sources with one protection taken out, it succeeds when the
// runner notices.
#include <cstdio>
#include <tuple>

#include "tests/power_loss/runner.h"
#include "tests/power_loss/scenario.h"

int main() {
    for (const power_loss::Scenario& scenario : power_loss::scenarios()) {
        try {
            std::ignore = run(scenario, power_loss::Effort{});
        } catch (const power_loss::Violation& violation) {
            std::printf("found: %s\n", violation.what());
            return 0;
        }
    }
    std::fputs("no scenario has noticed what is missing\n", stderr);
    return 1;
}
