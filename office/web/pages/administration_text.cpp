#include "office/web/pages/administration_text.h"

#include <utility>

namespace office {
namespace {

constexpr AdministrationText english{
    .people = "People",
    .role = "Role",
    .add_person = "Add a person",
    .new_password = "Password for the beginning",
    .password_rule = "A password has 8 to 200 bytes.",
    .role_rule = "Choose a role.",
    .tokens = "API tokens",
    .tokens_note =
        "A token lets a program act as you, with your role. It is shown once; the office keeps "
        "only its digest.",
    .label = "What it is for",
    .make_token = "Make a token",
    .token_made = "Copy the token now, it is not shown again:",
    .token_shown_before = "This token was made and shown before. Make another one if it is lost.",
    .tariffs = "Tariffs",
    .propose = "Propose a tariff",
    .propose_note =
        "The same name makes a new version. It waits for a second person and never touches past "
        "sales.",
    .tax_percent = "Tax, %",
    .step_from = "Above kWh a month, step ",
    .step_price = "Price per kWh, step ",
    .monthly_charge = "Monthly charge before tax",
    .customer_class = "Customers",
    .not_a_tax = "Write a percentage like 20 or 7.75.",
    .not_a_date = "Write a date like 2026-11-22.",
    .step_without_price = "A step has both: from how many kWh on, and a price.",
    .waits = "waits for a second person",
    .in_force = "approved",
    .what_it_costs = "What it costs",
    .what_it_costs_note =
        "A month's energy with the monthly charge and tax, beside the version that is in force.",
    .energy_a_month = "kWh a month",
    .costs_now = "Now",
    .would_cost = "Then",
    .difference = "Difference",
    .show_costs = "Show what it costs",
    .new_account = "Open an account",
    .new_account_note = "The meter must be registered. The card is given out on the next page.",
    .tariff = "Tariff",
    .open_account = "Open the account",
    .not_a_meter = "A meter has 1 to 12 digits.",
    .not_readable = "This holds bytes that are no characters. Type it again.",
    .no_tariff_approved = "Choose a tariff; one that is proposed must be approved first.",
    .register_meter = "Register a meter",
    .meter_is_registered = "The meter is registered.",
    .give_card = "Give a card",
    .give_card_note = "Put a blank card on the reader. What was sold waits and is written to it.",
    .replace_card_note =
        "For a lost or broken card put a blank one on the reader: the credit goes over, and the "
        "meter refuses the old card from its first sight of the new one.",
    .card_is_given = "Card of the meter",
    .desks = "Desks",
    .connected = "Connected",
    .yes = "yes",
    .no = "no",
    .limit = "Limit on unsigned cash",
    .no_limit = "none",
    .unsigned_cash = "Unsigned cash",
    .open_shift_of = "Shift of",
    .set_desk = "Set up a desk",
    .set_desk_note =
        "Where a desk is set up money is taken in shifts. Beyond its limit it takes no cash until "
        "a shift is signed. Leave the limit empty for none.",
    .desk_rule = "1 to 40 letters, digits, '-', '_' or '.'.",
};

constexpr AdministrationText chinese{
    .people = "人员",
    .role = "角色",
    .add_person = "添加人员",
    .new_password = "初始密码",
    .password_rule = "密码为 8 至 200 字节。",
    .role_rule = "请选择角色。",
    .tokens = "API 令牌",
    .tokens_note = "程序凭令牌以您的身份和角色工作。令牌只显示一次，本局只保存其摘要。",
    .label = "用途",
    .make_token = "生成令牌",
    .token_made = "请立即复制令牌，以后不再显示：",
    .token_shown_before = "该令牌已生成并显示过。如已遗失，请另行生成。",
    .tariffs = "电价",
    .propose = "提出电价",
    .propose_note = "同名即为新版本。须由另一人批准，不影响以往的售电。",
    .tax_percent = "税率 (%)",
    .step_from = "每月超过 (kWh)，阶梯 ",
    .step_price = "每千瓦时价格，阶梯 ",
    .monthly_charge = "月基本费（税前）",
    .customer_class = "客户类别",
    .not_a_tax = "请输入百分数，例如 20 或 7.75。",
    .not_a_date = "请输入日期，例如 2026-11-22。",
    .step_without_price = "阶梯须同时填写起点电量和价格。",
    .waits = "待另一人批准",
    .in_force = "已批准",
    .what_it_costs = "对客户的影响",
    .what_it_costs_note = "一个月的用电费用，含月基本费和税，与现行版本对比。",
    .energy_a_month = "每月 kWh",
    .costs_now = "现行",
    .would_cost = "拟行",
    .difference = "差额",
    .show_costs = "查看费用",
    .new_account = "开户",
    .new_account_note = "电表须已登记。电卡在下一页发放。",
    .tariff = "电价",
    .open_account = "确认开户",
    .not_a_meter = "表号为 1 至 12 位数字。",
    .not_readable = "内容含有无法识别的字符，请重新输入。",
    .no_tariff_approved = "请选择电价；拟行的电价须先批准。",
    .register_meter = "登记电表",
    .meter_is_registered = "电表已登记。",
    .give_card = "发卡",
    .give_card_note = "请将空白卡放在读卡器上。已售电量将写入此卡。",
    .replace_card_note =
        "电卡遗失或损坏时，请将空白卡放在读卡器上：余额转入新卡，电表见到新卡后即拒绝旧卡。",
    .card_is_given = "该表电卡",
    .desks = "柜台",
    .connected = "已连接",
    .yes = "是",
    .no = "否",
    .limit = "未签字现金限额",
    .no_limit = "无",
    .unsigned_cash = "未签字现金",
    .open_shift_of = "当班",
    .set_desk = "设置柜台",
    .set_desk_note = "设置后的柜台按班次收款。超过限额后须先签字才能再收现金。不限额请留空。",
    .desk_rule = "1 至 40 个字母、数字、“-”、“_”或“.”。",
};

}  // namespace

const AdministrationText& administration_text(Language language) {
    return language == Language::english ? english : chinese;
}

std::string_view role_text(Language language, Role role) {
    const bool is_english = language == Language::english;
    switch (role) {
        case Role::office:
            return is_english ? "the office itself" : "系统";
        case Role::clerk:
            return is_english ? "clerk" : "营业员";
        case Role::supervisor:
            return is_english ? "supervisor" : "主管";
        case Role::administrator:
            return is_english ? "administrator" : "管理员";
        case Role::auditor:
            return is_english ? "auditor" : "审计员";
        case Role::inspector:
            return is_english ? "inspector" : "用电检查员";
    }
    std::unreachable();
}

std::string_view class_text(Language language, CustomerClass customer) {
    const bool is_english = language == Language::english;
    switch (customer) {
        case CustomerClass::any:
            return is_english ? "all" : "全部";
        case CustomerClass::household:
            return is_english ? "household" : "居民";
        case CustomerClass::business:
            return is_english ? "business" : "商业";
        case CustomerClass::industry:
            return is_english ? "industry" : "工业";
        case CustomerClass::public_service:
            return is_english ? "public service" : "公共事业";
    }
    std::unreachable();
}

}  // namespace office
