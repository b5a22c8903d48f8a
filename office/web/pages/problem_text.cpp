#include "office/web/pages/problem_text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "office/web/pages/html.h"

namespace office {
namespace {

using CodeAndWords = std::pair<std::string_view, std::string_view>;

constexpr auto chinese = std::to_array<CodeAndWords>({
    {"account_closing", "该账户正在销户。"},
    {"adjustment_kind_out_of_range", "调整类型无效。"},
    {"already_decided", "该申请已处理。"},
    {"already_paid", "该款已退。"},
    {"already_taken_back", "该笔售电已退回。"},
    {"books_unavailable", "账册无法读写。"},
    {"card_blank", "此卡为空白卡，请先发卡。"},
    {"card_blocked", "此卡已停用或已收回。"},
    {"card_not_confirmed", "该表最新的电卡未完成发卡，请重新发卡。"},
    {"card_not_genuine", "电卡未能证明是本局的卡。"},
    {"card_of_another_meter", "此卡属于另一只电表。"},
    {"card_pulled", "电卡被拔出。"},
    {"card_refused", "电卡拒绝了命令。"},
    {"cash_out_of_range", "现金数额超出范围。"},
    {"customer_blocked", "该客户已被停止售电。"},
    {"desk_busy", "柜台正在处理电卡。"},
    {"desk_gone", "柜台未及时响应。"},
    {"desk_limit_reached", "该柜台未交接的现金将超过限额，请先交接班次。"},
    {"desk_not_connected", "没有该名称的柜台连接。"},
    {"desk_not_set_up", "只能在已设置的柜台收款。"},
    {"energy_above_largest_sale", "一次最多售 1,000,000 千瓦时。"},
    {"energy_not_positive", "售电量必须大于零。"},
    {"energy_not_proven_back", "尚未证明该电量不能再用：请先将卡插入电表后再来。"},
    {"energy_not_sold", "退电量超过已售剩余。"},
    {"energy_was_used", "电表剩余电量少于应退电量。"},
    {"id_already_used", "此表单已用于其他操作，请重新开始。"},
    {"keys_unavailable", "密钥库不可用。"},
    {"meter_has_no_card", "该电表还没有电卡，请先发卡。"},
    {"money_above_largest_sale", "金额超过 1,000,000 千瓦时的价格。"},
    {"money_below_charges", "该金额不足以支付应扣费用和欠费。"},
    {"money_buys_nothing", "该金额不足一瓦时。"},
    {"money_not_positive", "金额必须大于零。"},
    {"no_account", "该电表尚无客户。"},
    {"no_card", "读卡器上没有电卡。"},
    {"no_report_yet", "尚无回写证明电表已开户，请插表后再读卡。"},
    {"no_shift_open", "该柜台尚未开班。"},
    {"no_tariff_in_force", "客户的电价今天未生效。"},
    {"not_a_customers_card", "这是现场卡，不是用户卡。"},
    {"not_a_field_card", "这是用户卡，不是现场卡。"},
    {"not_enough_cash", "钱箱现金不足。"},
    {"not_found", "此地址没有内容。"},
    {"not_our_card", "这不是本局的电卡。"},
    {"not_permitted", "您的角色不能执行此操作。"},
    {"not_the_newest_order", "只能撤销最新一笔售电，请申请更正。"},
    {"nothing_to_pay", "无款可退，或尚未批准。"},
    {"office_superseded", "另一个进程已接管本局。"},
    {"order_may_be_loaded", "该购电单可能已输入电表，请申请更正。"},
    {"quote_expired", "报价已过期，请重新报价。"},
    {"quote_stale", "报价与现价不符，请重新报价。"},
    {"reader_gone", "柜台没有可用的读卡器。"},
    {"reason_out_of_range", "调整原因无效。"},
    {"report_not_genuine", "卡上的回写数据不是本局电表写的。"},
    {"report_of_another_meter", "卡上带有另一只电表的数据。"},
    {"second_person_needed", "此操作需要另一人批准。"},
    {"sequence_used_up", "该电表的购电单序号已用尽。"},
    {"shift_already_closed", "该班次已结束。"},
    {"shift_already_open", "该柜台已开班。"},
    {"shift_of_another", "该班次由另一位营业员负责。"},
    {"supervisor_needed", "连续三次读卡无新回写，须由主管售电。"},
    {"tendered_not_cash", "只有现金才能找零。"},
    {"tendered_too_little", "收到的现金少于应付金额。"},
    {"too_busy", "系统繁忙，请稍后再试。"},
    {"total_above_largest", "该电表累计购电将超过上限。"},
    {"unknown_adjustment", "没有该调整。"},
    {"unknown_card", "这不是该电表的最新电卡。"},
    {"unknown_meter", "没有该电表。"},
    {"unknown_order", "该电表没有此购电单。"},
    {"unknown_receipt", "没有该收据。"},
});

static_assert(std::ranges::is_sorted(chinese));

}  // namespace

std::string problem_text(Language language, const Problem& problem) {
    if (language == Language::chinese) {
        const auto found =
            std::ranges::lower_bound(chinese, problem.code, {}, &CodeAndWords::first);
        if (found != chinese.end() && found->first == problem.code) {
            return std::string{found->second};
        }
    }
    return escaped(problem.title);
}

}  // namespace office
