#include "office/web/pages/customer_text.h"

namespace office {
namespace {

constexpr CustomerText english{
    .use = "Energy used",
    .use_by_day = "kWh by day",
    .use_by_month = "kWh by month",
    .month = "Month",
    .spread_evenly = "Days of UTC. Between two reports of the meter the use is taken as even.",
    .two_reports_needed = "This needs two reports of the meter.",
};

constexpr CustomerText chinese{
    .use = "用电量",
    .use_by_day = "每日用电 (kWh)",
    .use_by_month = "每月用电 (kWh)",
    .month = "月份",
    .spread_evenly = "按 UTC 日期；两次回写之间的用电按平均计算。",
    .two_reports_needed = "需要电表的两次回写。",
};

}  // namespace

const CustomerText& customer_text(Language language) {
    return language == Language::english ? english : chinese;
}

}  // namespace office
