// What pages say about adjustments and what waits for a second person, in each language.
#pragma once

#include <string_view>

#include "office/domain/adjustment.h"
#include "office/web/pages/page_text.h"

namespace office {

struct AdjustmentText {
    std::string_view adjustments;
    std::string_view kind;
    std::string_view reason;
    std::string_view state;
    std::string_view money_back;
    std::string_view ask;
    std::string_view ask_note;
    std::string_view kilowatt_hours;
    std::string_view approve;
    std::string_view decline;
    std::string_view pay_back;
    std::string_view block;
    std::string_view unblock;
    std::string_view is_blocked;
    std::string_view reverse;
    std::string_view approvals;
    std::string_view approvals_note;
    std::string_view tariffs;
    std::string_view price;
    std::string_view valid_from;
    std::string_view shifts;
    std::string_view counted;
    std::string_view sign;
    std::string_view waiting_orders;
};

[[nodiscard]] const AdjustmentText& adjustment_text(Language language);
[[nodiscard]] std::string_view kind_text(Language language, AdjustmentKind kind);
[[nodiscard]] std::string_view reason_text(Language language, AdjustmentReason reason);
[[nodiscard]] std::string_view adjustment_state_text(Language language, AdjustmentState state);

}  // namespace office
