#include "office/web/pages/page_text.h"

#include <utility>

namespace office {
namespace {

constexpr PageText english{
    .code = "en",
    .other_code = "zh",
    .other_language = "中文",
    .sign_in = "Sign in",
    .sign_out = "Sign out",
    .name = "Name",
    .password = "Password",
    .wrong_sign_in = "Name or password is wrong.",
    .too_many_tries = "Too many wrong passwords. Try again in a quarter of an hour.",
    .form_from_elsewhere = "That form was not sent from this page. Please sign in here.",
    .counter = "Counter",
    .overview = "Overview",
    .customers = "Customers",
    .sales = "Sales",
    .brought_back = "What the cards brought back",
    .brought_back_note = "Each line is one reading of a card at a desk, in whole watt-hours.",
    .nothing_yet = "Nothing yet.",
    .customer = "Customer",
    .address = "Address",
    .phone = "Phone",
    .meter = "Meter",
    .card = "Card",
    .receipt = "Receipt",
    .date = "Date",
    .time = "Time (UTC)",
    .desk = "Desk",
    .energy = "Energy, kWh",
    .total = "Paid",
    .order = "Order",
    .ordered = "Ordered, kWh",
    .consumed = "Consumed, kWh",
    .remaining = "Remaining, kWh",
    .overdrawn = "Overdrawn, kWh",
    .supply = "Supply",
    .supply_closed = "on",
    .supply_open = "off",
    .findings = "Findings",
    .no_report = "no report on the card",
};

constexpr PageText chinese{
    .code = "zh",
    .other_code = "en",
    .other_language = "English",
    .sign_in = "登录",
    .sign_out = "退出",
    .name = "姓名",
    .password = "密码",
    .wrong_sign_in = "姓名或密码错误。",
    .too_many_tries = "密码错误次数过多，请一刻钟后再试。",
    .form_from_elsewhere = "该表单并非来自本页面，请在此登录。",
    .counter = "售电柜台",
    .overview = "总览",
    .customers = "客户",
    .sales = "售电记录",
    .brought_back = "电卡带回的数据",
    .brought_back_note = "每行为一次在柜台读卡的结果，精确到瓦时。",
    .nothing_yet = "暂无记录。",
    .customer = "客户号",
    .address = "地址",
    .phone = "电话",
    .meter = "电表号",
    .card = "卡号",
    .receipt = "收据号",
    .date = "日期",
    .time = "时间 (UTC)",
    .desk = "柜台",
    .energy = "电量 (kWh)",
    .total = "金额",
    .order = "购电单",
    .ordered = "累计购电 (kWh)",
    .consumed = "累计用电 (kWh)",
    .remaining = "剩余电量 (kWh)",
    .overdrawn = "累计过零电量 (kWh)",
    .supply = "供电",
    .supply_closed = "合闸",
    .supply_open = "断开",
    .findings = "异常",
    .no_report = "卡中无回写数据",
};

struct Words {
    std::string_view english;
    std::string_view chinese;
};

constexpr Words state_words(OrderState state) {
    switch (state) {
        case OrderState::pending:
            return {"to be written", "待写卡"};
        case OrderState::issued:
            return {"on the card", "已写卡"};
        case OrderState::superseded:
            return {"superseded", "已被取代"};
    }
    std::unreachable();
}

constexpr Words finding_words(Finding finding) {
    switch (finding) {
        case Finding::report_counter_fell:
            return {"report counter fell", "回写计数减小"};
        case Finding::same_counter_other_bytes:
            return {"same report, other content", "同号报告内容不同"};
        case Finding::digest_chain_broken:
            return {"chain of reports broken", "报告链中断"};
        case Finding::order_not_in_books:
            return {"order not in the books", "账上无此购电单"};
        case Finding::ordered_total_differs:
            return {"ordered total differs", "累计购电不符"};
        case Finding::order_sequence_fell:
            return {"order sequence fell", "购电单序号减小"};
        case Finding::consumed_total_fell:
            return {"consumed total fell", "累计用电减小"};
        case Finding::overdrawn_total_fell:
            return {"overdrawn total fell", "累计过零电量减小"};
        case Finding::sessions_fell:
            return {"card sessions fell", "电卡插表次数减小"};
        case Finding::third_without_report:
            return {"third reading without a report", "连续三次无回写"};
        case Finding::report_of_another_card:
            return {"report of another card", "他卡的报告"};
        case Finding::card_not_current:
            return {"not the meter's newest card", "非该表最新电卡"};
        case Finding::calibration_changed:
            return {"calibration changed", "校准已改变"};
        case Finding::code_changed:
            return {"program changed", "程序已改变"};
        case Finding::old_card_at_meter:
            return {"old or copied card at the meter", "电表插入旧卡或复制卡"};
        case Finding::energy_while_open:
            return {"energy while the supply was open", "断电期间仍用电"};
        case Finding::reversed_current:
            return {"reversed current", "电流反向"};
        case Finding::currents_differ:
            return {"phase and neutral current differ", "相线零线电流不平衡"};
        case Finding::current_without_voltage:
            return {"current without voltage", "失压有流"};
        case Finding::cover_opened:
            return {"cover opened", "表盖打开"};
        case Finding::strong_magnet:
            return {"strong magnet", "强磁场干扰"};
        case Finding::clock_set_back:
            return {"clock set back", "时钟被拨回"};
        case Finding::wrong_cryptograms:
            return {"a card guessed at keys", "卡密钥试探"};
        case Finding::frequent_starts:
            return {"started too often", "频繁上电"};
        case Finding::altered_on_field_card:
            return {"altered on a field card", "现场卡上的数据被改动"};
        case Finding::history_altered:
            return {"history altered on the card", "卡上的历史记录被改动"};
        case Finding::used_after_settlement:
            return {"used more than was settled when its customer left", "结清后仍有用电"};
        case Finding::history_contradicts:
            return {"history contradicts what is known", "历史记录与已有数据矛盾"};
        case Finding::report_of_left_key:
            return {"report under a key that the meter has left", "回写用的是电表已弃用的密钥"};
        case Finding::card_locked_out:
            return {"wrong keys were tried on the card until it locked; it works again now",
                    "有人对此卡试错密钥致其锁定；现已恢复可用"};
        case Finding::event_differs:
            return {"event differs from the one known", "事件与已有记录不符"};
    }
    std::unreachable();
}

constexpr std::string_view in(Language language, Words words) {
    return language == Language::english ? words.english : words.chinese;
}

}  // namespace

const PageText& page_text(Language language) {
    return language == Language::english ? english : chinese;
}

std::string_view order_state_text(Language language, OrderState state) {
    return in(language, state_words(state));
}

std::string_view finding_text(Language language, Finding finding) {
    return in(language, finding_words(finding));
}

}  // namespace office
