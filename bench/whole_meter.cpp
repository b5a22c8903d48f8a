#include "bench/whole_meter.h"

#include <chrono>

template class meter::Meter<bench::RigBoard>;

namespace bench {
namespace {

constexpr base::WattHours ample{1'000'000'000};

meter::State opened(const meter::Parameters& parameters) {
    meter::State state;
    state.opened = true;
    state.reasons = {};
    state.parameters = parameters;
    state.account.take({.ordered_total = ample});
    meter::apply_credit_rules(state);
    return state;
}

}  // namespace

WholeMeter::WholeMeter(const meter::Parameters& parameters)
    : meter_{board_, meter::Keying{}, opened(parameters), std::chrono::sys_seconds{}} {}

void WholeMeter::step_second() {
    const meter::CycleReading cycle = feed_.metrology().cycle();
    meter::Measurement measured;
    measured.voltage = base::Millivolts{cycle.voltage.count() / 1000};
    measured.residual_current = base::Milliamperes{cycle.residual_current.count() / 1000};
    meter_.step(measured, std::chrono::seconds{1});
}

}  // namespace bench
