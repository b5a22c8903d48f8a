#include "office/web/pages/account_text.h"

namespace office {
namespace {

constexpr AccountText english{
    .account = "Account",
    .exchange = "Exchange the meter",
    .exchange_note =
        "Close the account first where the meter still works: its final report says what is left. "
        "Of "
        "a dead meter, estimate what was used since its last report; it serves nobody again.",
    .new_meter = "Number of the new meter",
    .used_since = "kWh used since the last report, of a dead meter",
    .ask_exchange = "Ask for the exchange",
    .carried_in = "Carried over, for the first card: ",
};

constexpr AccountText chinese{
    .account = "账户",
    .exchange = "换表",
    .exchange_note =
        "电表仍能工作时请先销户，以最终回写为准；电表损坏时请估计上次回写后的用电，该表不再使用。",
    .new_meter = "新表号",
    .used_since = "上次回写后用电千瓦时（仅限损坏电表）",
    .ask_exchange = "提交换表",
    .carried_in = "结转电量，待首张电卡写入：",
};

}  // namespace

const AccountText& account_text(Language language) {
    return language == Language::english ? english : chinese;
}

}  // namespace office
