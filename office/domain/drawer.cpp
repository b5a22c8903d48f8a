#include "office/domain/drawer.h"

namespace office {

std::optional<Refusal> refused_desk(const Context& context, const Rows& rows) {
    if (!rows.desks_are_set_up) {
        return std::nullopt;
    }
    if (!rows.desk) {
        return Refusal::desk_not_set_up;
    }
    if (!rows.desk->shift) {
        return Refusal::no_shift_open;
    }
    if (rows.role == Role::clerk && rows.desk->shift_opened_by != context.user) {
        return Refusal::shift_of_another;
    }
    return std::nullopt;
}

}  // namespace office
