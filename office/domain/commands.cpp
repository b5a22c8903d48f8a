#include "office/domain/commands.h"

#include <utility>

namespace office {
namespace {

template <typename T>
concept AboutAMeter = requires(const T& command) { command.meter; };

}  // namespace

LedgerGroup group_of(const Command& command) {
    return std::visit(
        [](const auto& given) {
            if constexpr (AboutAMeter<decltype(given)>) {
                return LedgerGroup{std::to_underlying(given.meter)};
            } else {
                return LedgerGroup::office;
            }
        },
        command);
}

}  // namespace office
