#include "tests/attacks/shim.h"

#include <utility>

#include "card/instructions.h"

namespace attacks {

using meter::testing::MeterBench;

MeterBench::Line through(Interference shim) {
    return [shim = std::move(shim), position = 0](int, const Bytes& command,
                                                  card::SoftwareCard& card) mutable {
        if (command[1] == card::instructions::select) {
            position = 0;
        }
        return std::optional{shim(position++, command, card)};
    };
}

std::vector<Exchange> recorded(MeterBench& meter, card::SoftwareCard& card) {
    std::vector<Exchange> exchanges;
    (void)meter.insert(card, through([&](int, const Bytes& command, card::SoftwareCard& in_slot) {
                           exchanges.push_back({command, MeterBench::answer_of(in_slot, command)});
                           return exchanges.back().answer;
                       }));
    return exchanges;
}

}  // namespace attacks
