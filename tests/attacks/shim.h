// A thin circuit between the slot and the card's contacts: it sees every command and every answer
// and may do with them what it likes, again in each session that the meter begins.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "meter/testing/meter_bench.h"

namespace attacks {

using Bytes = meter::testing::MeterBench::Bytes;

// What a dialogue without trouble takes: select, identity, two to open, counters, order, report.
inline constexpr int commands_of_a_dialogue = 7;

struct Exchange {
    Bytes command;
    Bytes answer;
};

// Gives the answer to the command at `position` of its session, from 0; an empty one is silence.
using Interference =
    std::function<Bytes(int position, const Bytes& command, card::SoftwareCard& in_the_slot)>;
[[nodiscard]] meter::testing::MeterBench::Line through(Interference shim);

// What passes in an insertion that nobody disturbs; every exchange of its one session.
[[nodiscard]] std::vector<Exchange> recorded(meter::testing::MeterBench& meter,
                                             card::SoftwareCard& card);

}  // namespace attacks
