#include "office/web/pages/statistics_text.h"

#include <array>
#include <utility>

namespace office {
namespace {

struct Words {
    std::string_view english;
    std::string_view chinese;
};

std::string_view chosen(Language language, const Words& words) {
    return language == Language::english ? words.english : words.chinese;
}

constexpr StatisticsText english{
    .statistics = "Statistics",
    .by = "By",
    .from = "From",
    .to = "To",
    .low = "At most (kWh)",
    .show = "Show",
    .as_csv = "As CSV",
    .no_link = "(no link)",
    .never_bought = "never",
    .used_up = "used up",
    .and_more = "and more",
    .unknown = "not known",
};

constexpr StatisticsText chinese{
    .statistics = "统计",
    .by = "分组",
    .from = "从",
    .to = "到",
    .low = "不超过 (千瓦时)",
    .show = "显示",
    .as_csv = "CSV 文件",
    .no_link = "（未关联）",
    .never_bought = "从未",
    .used_up = "已用完",
    .and_more = "以上",
    .unknown = "未知",
};

}  // namespace

const StatisticsText& statistics_text(Language language) {
    return language == Language::english ? english : chinese;
}

std::string_view title_text(Language language, Statistic statistic) {
    // In the order of the enum.
    static constexpr auto titles = std::to_array<Words>({
        {"Sales", "售电"},
        {"Energy used", "用电量"},
        {"Losses", "线损"},
        {"Low purchase", "低购电"},
        {"No purchase", "未购电"},
        {"Overdrawn", "过零用电"},
        {"Tampering", "窃电状态"},
        {"Days of credit", "剩余天数"},
    });
    return chosen(language, titles.at(std::to_underlying(statistic)));
}

std::string_view note_text(Language language, Statistic statistic) {
    static constexpr auto notes = std::to_array<Words>({
        {"Of closed business days.", "仅含已日结的营业日。"},
        {"Days of UTC, as reports until the last day close tell; between two reports the use is "
         "taken as even.",
         "按 UTC 日期，截至上次日结的回写；两次回写之间按平均计算。"},
        {"Between the first and the last feeder reading of the time. Covered: the share of the "
         "meters' time that reports tell about; below all of it the loss is too high by that.",
         "取期间内馈线的首末读数。覆盖率：回写所覆盖的电表时间；不足时线损偏高。"},
        {"Customers who bought in the month of the last day, but little.",
         "当月购过电但购电量低的客户。"},
        {"Customers who have not bought since the first day.", "自起始日起未购电的客户。"},
        {"By the newest report of each meter.", "按每只电表的最新回写。"},
        {"What the newest report of each meter shows; newest first.",
         "按每只电表的最新回写，新的在前。"},
        {"By the newest report and order of each meter, and what it used in a day over the last "
         "90 days.",
         "按最新回写、购电单及最近 90 天的日均用电估算。"},
    });
    return chosen(language, notes.at(std::to_underlying(statistic)));
}

std::string_view group_text(Language language, GroupBy by) {
    static constexpr auto names = std::to_array<Words>({
        {"day", "日"},
        {"month", "月"},
        {"district", "区域"},
        {"tariff", "电价"},
        {"desk", "柜台"},
        {"transformer area", "台区"},
    });
    return chosen(language, names.at(std::to_underlying(by)));
}

std::string_view column_text(Language language, StatisticColumn column) {
    static constexpr auto names = std::to_array<Words>({
        {"Date", "日期"},
        {"Month", "月份"},
        {"District", "区域"},
        {"Transformer area", "台区"},
        {"Tariff", "电价"},
        {"Desk", "柜台"},
        {"Meter", "电表"},
        {"Customer", "客户"},
        {"Sales", "售电笔数"},
        {"Energy (kWh)", "电量 (千瓦时)"},
        {"Before tax", "税前"},
        {"Monthly charges", "月固定费"},
        {"Tax", "税"},
        {"Arrears", "欠费"},
        {"Total", "合计"},
        {"Fed (kWh)", "供电量 (千瓦时)"},
        {"Used (kWh)", "用电量 (千瓦时)"},
        {"Loss (kWh)", "损失 (千瓦时)"},
        {"Loss (%)", "线损率 (%)"},
        {"Covered (%)", "覆盖率 (%)"},
        {"First reading", "首次读数"},
        {"Last reading", "末次读数"},
        {"Remaining (kWh)", "剩余 (千瓦时)"},
        {"Overdrawn (kWh)", "过零 (千瓦时)"},
        {"Reported", "回写日期"},
        {"States", "状态"},
        {"Findings", "发现"},
        {"Last purchase", "最近购电"},
        {"Days of credit", "剩余天数"},
        {"to", "至"},
        {"Customers", "客户数"},
    });
    static_assert(names.size() == std::to_underlying(StatisticColumn::customers) + 1U);
    return chosen(language, names.at(std::to_underlying(column)));
}

std::string_view state_text(Language language, TamperState state) {
    static constexpr auto names = std::to_array<Words>({
        {"supply open for tampering", "因窃电断开"},
        {"credit unproven", "余额待证"},
        {"clock not trusted", "时钟不可信"},
    });
    static_assert(names.size() == tamper_state_count);
    return chosen(language, names.at(std::to_underlying(state)));
}

}  // namespace office
