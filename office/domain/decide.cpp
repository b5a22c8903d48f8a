#include "office/domain/decide.h"

#include <variant>

#include "office/domain/roles.h"

namespace office {

std::expected<Decision, Refusal> decide(const Envelope& envelope, const Rows& rows) {
    if (!rows.role || !is_permitted(*rows.role, envelope.command)) {
        return std::unexpected{Refusal::not_permitted};
    }
    return std::visit([&](const auto& given) { return decide_on(given, envelope.context, rows); },
                      envelope.command);
}

}  // namespace office
