#include "office/web/pages/rounds_text.h"

namespace office {
namespace {

constexpr RoundsText english{
    .inspections = "Whom to inspect",
    .inspections_note =
        "Customers whose newest report or purchases give a reason, those with most reasons first.",
    .why = "Why",
    .overdrawn_by = "below zero, kWh: ",
    .no_purchase_since = "no purchase since ",
    .never_bought = "has never bought",
    .on_a_round = "on a round",
    .take_on_round = "Take on a round",
    .make_round = "Make a round of these",
    .rounds = "Rounds",
    .round = "Round",
    .new_round = "New round",
    .new_round_note =
        "Put the field card on the reader. The round holds from the moment that its card is "
        "written; what an earlier round of these meters brought must be read back before.",
    .field_card = "Field card",
    .kind = "Kind",
    .carrier = "Carried by",
    .meters = "Meters",
    .meters_hint = "Numbers with blanks or commas between",
    .not_meters = "Meters have 1 to 12 digits; write blanks or commas between them.",
    .write_card = "Write the field card",
    .state = "State",
    .is_lost = "lost",
    .is_not_written = "not written: issue it again",
    .is_out = "out",
    .read_back = "read back",
    .not_read_back = "not visited yet",
    .is_over = "a later round was served",
    .report_loss = "Report this card lost",
    .loss_note = "Its meters refuse it as soon as they have seen their next round.",
    .read_card = "Read a field card back",
    .read_card_note = "Put the field card on the reader. Reading it twice is safe.",
    .brought = "What the field card brought",
    .events = "Events",
    .not_visited = "not visited",
    .altered = "not what its meter wrote",
    .is_newer = "newer report",
    .is_older = "known already",
};

constexpr RoundsText chinese{
    .inspections = "待检查客户",
    .inspections_note = "最新回写数据或购电情况有异常的客户，原因最多的在前。",
    .why = "原因",
    .overdrawn_by = "过零电量 (kWh)：",
    .no_purchase_since = "未再购电，上次：",
    .never_bought = "从未购电",
    .on_a_round = "已列入检查轮次",
    .take_on_round = "列入检查轮次",
    .make_round = "为所选电表建立轮次",
    .rounds = "检查轮次",
    .round = "轮次",
    .new_round = "新轮次",
    .new_round_note =
        "请将现场卡放在读卡器上。写卡后新轮次立即生效；这些电表上一轮次带回的数据须先读回。",
    .field_card = "现场卡",
    .kind = "种类",
    .carrier = "携带人",
    .meters = "电表",
    .meters_hint = "表号之间用空格或逗号分隔",
    .not_meters = "表号为 1 至 12 位数字，之间用空格或逗号分隔。",
    .write_card = "写现场卡",
    .state = "状态",
    .is_lost = "已挂失",
    .is_not_written = "未写完，请重新发卡",
    .is_out = "在外",
    .read_back = "已读回",
    .not_read_back = "尚未到访",
    .is_over = "已执行更新的轮次",
    .report_loss = "挂失此卡",
    .loss_note = "电表执行下一轮次后即拒绝此卡。",
    .read_card = "读回现场卡",
    .read_card_note = "请将现场卡放在读卡器上。重复读卡是安全的。",
    .brought = "现场卡带回的数据",
    .events = "事件",
    .not_visited = "未到访",
    .altered = "不是该电表所写",
    .is_newer = "新的回写数据",
    .is_older = "已知",
};

}  // namespace

const RoundsText& rounds_text(Language language) {
    return language == Language::english ? english : chinese;
}

std::string_view field_kind_text(Language language, card::CardKind kind) {
    const bool is_english = language == Language::english;
    if (kind == card::CardKind::parameter) {
        return is_english ? "parameter card" : "参数卡";
    }
    if (kind == card::CardKind::maintenance) {
        return is_english ? "maintenance card" : "维护卡";
    }
    return is_english ? "inspection card" : "检查卡";
}

}  // namespace office
