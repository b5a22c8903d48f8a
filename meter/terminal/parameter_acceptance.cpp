#include "meter/terminal/parameter_acceptance.h"

#include <algorithm>
#include <utility>

#include "meter/clock.h"

namespace meter {
namespace {

void refuse(State& state, std::int64_t why) {
    note(state, EventKind::parameters_refused, why);
}

void take(State& state, const card::ParameterSet& set, const card::Block& code) {
    if (set.parameters.demand_period != state.parameters.demand_period) {
        state.demand.begin_period(set.parameters.demand_period, state.seconds());
    }
    state.parameters = set.parameters;
    state.parameters_code = code;
    if (set.office_time) {
        restore_clock(state, *set.office_time);
    }
    note(state, EventKind::parameters_taken, set.parameters.version);
}

}  // namespace

BroughtParameters check_parameters(std::span<const std::uint8_t> file, const MeterKeys& keys,
                                   const BroughtKeys& next) {
    const auto set = card::decode_parameter_set(file);
    if (!set) {
        const bool is_none = set.error() == card::RecordError::blank;
        return {.set = {},
                .code = {},
                .fault = is_none ? std::nullopt : std::optional{ParameterSetFault::unreadable}};
    }
    if (set->meter != keys.meter()) {
        return {.set = {}, .code = {}, .fault = ParameterSetFault::wrong_meter};
    }
    if (set->key_version < keys.key_version()) {
        return {};
    }
    if (!card::is_genuine(file, keys_of(set->key_version, keys, next).parameters())) {
        return {.set = {}, .code = {}, .fault = ParameterSetFault::not_genuine};
    }
    card::Block code{};
    std::ranges::copy(file.last<card::mac_size>(), code.begin());
    return {.set = *set, .code = code, .fault = {}};
}

void accept_parameters(State& state, const BroughtParameters& brought) {
    if (brought.fault) {
        refuse(state, std::to_underlying(*brought.fault));
        return;
    }
    if (!brought.set || brought.set->parameters.version < state.parameters.version) {
        return;
    }
    if (brought.set->parameters.version == state.parameters.version) {
        if (brought.code != state.parameters_code) {
            refuse(state, std::to_underlying(ParameterSetFault::other_content));
        }
        return;
    }
    if (const auto valid = card::validate(brought.set->parameters); !valid) {
        refuse(state, std::to_underlying(valid.error()));
        return;
    }
    take(state, *brought.set, brought.code);
}

}  // namespace meter
