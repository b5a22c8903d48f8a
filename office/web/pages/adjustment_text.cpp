#include "office/web/pages/adjustment_text.h"

#include <utility>

namespace office {
namespace {

constexpr AdjustmentText english{
    .adjustments = "Money back and free energy",
    .kind = "What",
    .reason = "Reason",
    .state = "State",
    .money_back = "Money back",
    .ask = "Ask for approval",
    .ask_note = "A second person approves; the order then goes onto the card.",
    .kilowatt_hours = "kWh, of a refund or free energy",
    .approve = "Approve",
    .decline = "Decline",
    .pay_back = "Pay back in cash",
    .block = "Block",
    .unblock = "Unblock",
    .is_blocked = "Nothing is sold to this customer now.",
    .reverse = "Reverse this sale",
    .approvals = "Approvals",
    .approvals_note = "What waits for a second person.",
    .tariffs = "Tariffs proposed",
    .price = "Price of a kWh",
    .valid_from = "Valid from",
    .shifts = "Shifts to take over",
    .counted = "Counted",
    .sign = "Sign",
    .waiting_orders = "Orders that wait for their card",
};

constexpr AdjustmentText chinese{
    .adjustments = "退款与免费电量",
    .kind = "类型",
    .reason = "原因",
    .state = "状态",
    .money_back = "退款",
    .ask = "提交审批",
    .ask_note = "须由另一人批准，然后将购电单写入电卡。",
    .kilowatt_hours = "千瓦时（退电或免费电量）",
    .approve = "批准",
    .decline = "拒绝",
    .pay_back = "退还现金",
    .block = "停止售电",
    .unblock = "恢复售电",
    .is_blocked = "该客户已被停止售电。",
    .reverse = "撤销此笔售电",
    .approvals = "待审批",
    .approvals_note = "等待另一人处理的事项。",
    .tariffs = "待批电价",
    .price = "每千瓦时价格",
    .valid_from = "生效日期",
    .shifts = "待交接班次",
    .counted = "清点金额",
    .sign = "签收",
    .waiting_orders = "待写卡的购电单",
};

}  // namespace

const AdjustmentText& adjustment_text(Language language) {
    return language == Language::english ? english : chinese;
}

std::string_view kind_text(Language language, AdjustmentKind kind) {
    const bool is_english = language == Language::english;
    switch (kind) {
        case AdjustmentKind::reversal:
            return is_english ? "Reversal" : "撤销";
        case AdjustmentKind::correction:
            return is_english ? "Correction of a sale" : "更正售电";
        case AdjustmentKind::refund:
            return is_english ? "Refund of energy" : "退电";
        case AdjustmentKind::free_issue:
            return is_english ? "Free energy" : "免费电量";
        case AdjustmentKind::closing:
            return is_english ? "Closing of the account" : "销户";
        case AdjustmentKind::exchange:
            return is_english ? "Exchange of the meter" : "换表";
    }
    std::unreachable();
}

std::string_view reason_text(Language language, AdjustmentReason reason) {
    const bool is_english = language == Language::english;
    switch (reason) {
        case AdjustmentReason::wrong_amount:
            return is_english ? "Wrong amount" : "金额有误";
        case AdjustmentReason::wrong_customer:
            return is_english ? "Wrong customer" : "客户有误";
        case AdjustmentReason::not_wanted:
            return is_english ? "Not wanted" : "客户不需要";
        case AdjustmentReason::moved_out:
            return is_english ? "Moved out" : "迁出";
        case AdjustmentReason::meter_failed:
            return is_english ? "Meter failed" : "电表故障";
        case AdjustmentReason::goodwill:
            return is_english ? "Goodwill" : "优惠照顾";
    }
    std::unreachable();
}

std::string_view adjustment_state_text(Language language, AdjustmentState state) {
    const bool is_english = language == Language::english;
    switch (state) {
        case AdjustmentState::asked:
            return is_english ? "waits for a second person" : "等待另一人批准";
        case AdjustmentState::declined:
            return is_english ? "declined" : "已拒绝";
        case AdjustmentState::approved:
            return is_english ? "approved" : "已批准";
        case AdjustmentState::paid:
            return is_english ? "paid back" : "已退款";
    }
    std::unreachable();
}

}  // namespace office
