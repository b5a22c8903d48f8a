#include "boards/host/face/texts.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace boards {
namespace {

template <typename Key>
struct Text {
    Key key;
    std::string_view english;
    std::string_view chinese;
};

template <typename Key, std::size_t Count>
std::string_view find_text(const std::array<Text<Key>, Count>& table, Key key,
                           meter::Language language) {
    const auto found = std::ranges::find(table, key, &Text<Key>::key);
    if (found == table.end()) {
        return {};
    }
    return language == meter::Language::chinese ? found->chinese : found->english;
}

using meter::Advice;
constexpr auto advices = std::to_array<Text<Advice>>({
    // Read only where the supply is off without a reason: a fitter tests the switch, or the voltage
    // does not yet do to drive it.
    {Advice::none, "Wait: the supply comes back by itself", "请稍候，将自动恢复供电"},
    {Advice::contact_office, "Please see the office", "请联系售电处"},
    {Advice::insert_card, "Insert your card", "请插卡"},
    {Advice::buy_energy, "Buy energy and insert your card", "请购电后插卡"},
    {Advice::reduce_load_and_insert_card, "Switch something off, then insert your card",
     "请减少负荷后插卡"},
    {Advice::wait_and_insert_card, "Wait up to 30 minutes, then insert your card",
     "请等待（最多30分钟）后插卡"},
    {Advice::press_reset_button, "Unplug what is faulty, then press reset",
     "请拔掉故障电器后按复位键"},
    {Advice::wait_and_press_reset_button, "Wait up to 30 minutes, then press reset",
     "请等待（最多30分钟）后按复位键"},
    {Advice::press_on_button, "Press on", "请按合闸键"},
    {Advice::wait_for_voltage, "Wait: the voltage is not right", "电压异常，请等待"},
});

using meter::InsertionResult;
constexpr auto results = std::to_array<Text<InsertionResult>>({
    {InsertionResult::card_pulled, "The card was pulled out too early", "卡拔出过早"},
    {InsertionResult::card_error, "The card cannot be read", "无法读卡"},
    {InsertionResult::voltage_too_low, "The voltage is too low for a card", "电压过低，不能读卡"},
    {InsertionResult::card_not_genuine, "The card is not genuine", "卡认证失败"},
    {InsertionResult::unknown_card, "This is no customer's card in use", "非有效用户卡"},
    {InsertionResult::wrong_meter, "The card belongs to another meter", "表号不符"},
    {InsertionResult::bad_order, "The order on the card is not valid", "购电数据无效"},
    {InsertionResult::not_opened, "No account is open at this meter", "电表未开户"},
    {InsertionResult::card_replaced, "The card has been replaced by a newer one",
     "此卡已被补卡替换"},
    {InsertionResult::wrong_card, "The card is not the one of this meter", "非本表用户卡"},
    {InsertionResult::card_copied, "The card is a copy", "复制卡"},
    {InsertionResult::old_order, "The order on the card is an old one", "购电数据已过期"},
    {InsertionResult::above_hoarding_limit, "Too much credit: use some of it first",
     "超过囤积限额，请先用电"},
    {InsertionResult::report_not_written, "Done, but insert the card once more for its report",
     "已处理，请再次插卡以回写数据"},
    {InsertionResult::storage_failed, "The meter cannot store: nothing was changed",
     "电表存储故障，未作更改"},
    {InsertionResult::credited, "Energy credited", "购电成功"},
    {InsertionResult::already_loaded, "Card accepted; its order was loaded before",
     "卡有效，购电数据此前已读入"},
    {InsertionResult::account_closed, "The account is closed", "已销户"},
    {InsertionResult::field_card_served, "The field card is done", "现场卡处理完成"},
    {InsertionResult::maintained, "Maintained: display and switch are tested",
     "维护完成，正在试验显示和开关"},
});

constexpr auto next_steps = std::to_array<Text<InsertionResult>>({
    {InsertionResult::card_pulled, "Insert it again and leave it in until the result shows",
     "重新插卡，显示结果后再拔"},
    {InsertionResult::card_error,
     "Wipe the chip, insert it again; else ask the office for a new card",
     "擦净芯片再插；仍不行则到售电处换卡"},
    {InsertionResult::voltage_too_low, "Wait until the voltage is right, then insert it again",
     "电压正常后再插卡"},
    {InsertionResult::card_not_genuine, "Use the card you got from the office for this meter",
     "请使用本表的用户卡"},
    {InsertionResult::unknown_card, "Use the card you got from the office for this meter",
     "请使用本表的用户卡"},
    {InsertionResult::wrong_meter, "Use the card you got from the office for this meter",
     "请使用本表的用户卡"},
    {InsertionResult::bad_order, "Take the card to the office", "持卡到售电处"},
    {InsertionResult::not_opened, "Open an account at the office", "到售电处开户"},
    {InsertionResult::card_replaced, "Use your newest card", "请使用新卡"},
    {InsertionResult::wrong_card, "Use the card you got from the office for this meter",
     "请使用本表的用户卡"},
    {InsertionResult::card_copied, "Take the card to the office", "持卡到售电处"},
    {InsertionResult::old_order, "Take the card to the office", "持卡到售电处"},
    {InsertionResult::above_hoarding_limit,
     "Use some energy, then insert it again: the order stays on the card",
     "用掉部分电量后再插卡，购电量仍在卡上"},
    {InsertionResult::report_not_written, "Insert it again", "再插一次卡"},
    {InsertionResult::storage_failed, "Tell the office: the meter must be looked at",
     "通知售电处检修电表"},
    {InsertionResult::credited, "Pull the card out", "请拔卡"},
    {InsertionResult::already_loaded, "Pull the card out", "请拔卡"},
    {InsertionResult::account_closed, "Take the card back to the office", "把卡交回售电处"},
    {InsertionResult::field_card_served, "Go on to the next meter", "可到下一块表"},
    {InsertionResult::maintained, "Wait until the supply is back, then pull the card out",
     "恢复供电后拔卡"},
});

using meter::Page;
constexpr auto pages = std::to_array<Text<Page>>({
    {Page::card_at_work, "leave the card in", "请勿拔卡"},
    {Page::insertion_result, "result of the card", "插卡结果"},
    {Page::ordered_total, "total ordered", "累计购电量"},
    {Page::purchases, "purchases", "购电次数"},
    {Page::last_purchase, "last purchase", "上次购电量"},
    {Page::consumed_total, "total consumed", "累计用电量"},
    {Page::remaining, "remaining", "剩余电量"},
    {Page::power, "power now", "当前功率"},
    {Page::voltage, "voltage", "电压"},
    {Page::current, "current", "电流"},
    {Page::frequency, "frequency", "频率"},
    {Page::exported_total, "given to the grid", "上网电量"},
    {Page::without_voltage, "counted without voltage", "失压计量电量"},
    {Page::calibration, "calibration", "校准摘要"},
    {Page::program, "program", "程序摘要"},
    {Page::open_reason, "why the supply is off", "断电原因"},
    {Page::fault, "fault of the meter", "电表故障"},
    {Page::segment_test, "test of the display", "显示自检"},
});

using meter::Sign;
constexpr auto signs = std::to_array<Text<Sign>>({
    {Sign::supply_open, "supply off", "已断电"},
    {Sign::alarm, "low credit", "电量不足"},
    {Sign::overdrawn, "overdrawn", "透支"},
    {Sign::card, "card being read", "读卡中"},
    {Sign::clock_not_trusted, "clock not set", "时钟异常"},
    {Sign::reversed, "energy flows backwards", "反向"},
    {Sign::tampering, "tampering noticed", "异常用电"},
    {Sign::leakage, "leakage", "漏电"},
    {Sign::overload, "too much power", "过载"},
    {Sign::voltage, "voltage outside its limits", "电压异常"},
    {Sign::battery_low, "clock battery low", "时钟电池欠压"},
    {Sign::fault, "meter fault", "电表故障"},
});

using meter::Action;
constexpr auto actions = std::to_array<Text<Action>>({
    {Action::insert_card, "insert the card", "插卡"},
    {Action::buy, "buy energy", "购电"},
    {Action::see_office, "see the office", "到售电处"},
    {Action::wait, "wait", "等待"},
    {Action::use_less, "use less", "减少用电"},
    {Action::press_reset, "press reset (R)", "按复位键(R)"},
    {Action::press_on, "press on (I)", "按合闸键(I)"},
});

// By the names of meter/credit/reason.h.
constexpr auto reasons = std::to_array<Text<std::string_view>>({
    {"not_opened", "No account is open at this meter", "电表未开户"},
    {"account_closed", "The account is closed", "已销户"},
    {"reminder", "Reminder: your energy is running low", "提醒：剩余电量不足"},
    {"zero", "Your energy is used up", "电量已用完"},
    {"overdraft_limit", "Your overdraft is used up", "透支额度已用完"},
    {"power_limit", "Too much was switched on at once", "用电功率过大"},
    {"metering_failed", "The meter cannot measure", "电表计量故障"},
    {"leakage", "Current leaked to earth", "漏电"},
    {"switched_off_by_hand", "Switched off by hand at the meter", "手动断开"},
    {"over_voltage", "The voltage of the grid is too high", "电网电压过高"},
    {"under_voltage", "The voltage of the grid is too low", "电网电压过低"},
    {"tampering", "The meter noticed tampering", "电表发现异常用电"},
    {"credit_unproven", "The meter lost part of its memory", "电表部分数据丢失"},
});

constexpr auto ways_back = std::to_array<Text<std::string_view>>({
    {"not_opened", "Open an account at the office and insert the card you get",
     "到售电处开户，插入所发的卡即送电"},
    {"account_closed", "Open a new account at the office", "到售电处重新开户"},
    {"reminder", "Insert your card once; then buy energy soon", "插卡一次即恢复，请尽快购电"},
    {"zero",
     "Buy energy and insert your card; where an overdraft is agreed, the card alone will do",
     "购电后插卡；有透支额度时插卡即可"},
    {"overdraft_limit", "Buy energy and insert your card", "购电后插卡"},
    {"power_limit",
     "Switch something off and insert your card; after five times in an hour wait 30 minutes first",
     "关掉部分电器后插卡；一小时内五次则须先等30分钟"},
    {"metering_failed",
     "By itself, a minute after it measures again; if it does not, see the office",
     "计量正常一分钟后自动恢复；若未恢复请联系售电处"},
    {"leakage",
     "Unplug what is faulty and press the reset button; after five times in an hour wait 30 "
     "minutes "
     "first",
     "拔掉故障电器，按复位键；一小时内五次则须先等30分钟"},
    {"switched_off_by_hand", "Press the on button", "按合闸键"},
    {"over_voltage", "By itself, once the voltage has been right for a minute",
     "电压正常一分钟后自动恢复"},
    {"under_voltage", "By itself, once the voltage has been right for a minute",
     "电压正常一分钟后自动恢复"},
    {"tampering", "See the office; once the tampering is over, insert your card",
     "联系售电处；异常消除后插卡"},
    {"credit_unproven", "Insert your card; if that does not help, buy energy and insert it again",
     "插卡；若未恢复，购电后再插卡"},
});

// By the names of meter/self_test/fault.h.
constexpr auto faults = std::to_array<Text<std::string_view>>({
    {"memory", "The memory of the processor is damaged", "处理器存储器损坏"},
    {"committed_state", "The figures in the processor were altered", "处理器中的数据被改动"},
    {"image", "The program of the meter is altered", "电表程序被改动"},
    {"stack_guard", "The processor ran out of memory", "处理器内存不足"},
    {"front_end", "The measuring part gives no good readings", "计量部分读数异常"},
    {"switch_worn", "The switch has reached the end of its life", "负荷开关寿命已到"},
    {"clock_battery", "The battery of the clock is low", "时钟电池欠压"},
    {"calibration", "The calibration is damaged", "校准数据损坏"},
    {"own_consumption", "The meter itself takes too much power", "电表自身功耗过大"},
});

// By the names of meter/events/event.h.
constexpr auto events = std::to_array<Text<std::string_view>>({
    {"started", "The meter started", "电表上电"},
    {"supply_opened", "The supply went off", "断电"},
    {"supply_closed", "The supply came back", "恢复供电"},
    {"reason_added", "Another reason to stay off", "增加断电原因"},
    {"reason_cleared", "A reason to stay off is gone", "断电原因之一消除"},
    {"below_alarm_level", "Remaining energy fell below the alarm level", "剩余电量低于报警值"},
    {"account_opened", "An account was opened", "开户"},
    {"account_closed", "The account was closed", "销户"},
    {"card_bound", "A card became the card of this meter", "绑定用户卡"},
    {"credited", "Energy was credited", "购电量已计入"},
    {"order_skipped", "An order in between was never seen", "有购电单未经本表"},
    {"card_refused", "A card was refused", "拒绝插卡"},
    {"card_copied", "A copied card was inserted", "插入复制卡"},
    {"old_order", "An old order was inserted", "插入过期购电数据"},
    {"above_hoarding_limit", "An order was above the hoarding limit", "超过囤积限额"},
    {"energy_while_open", "Energy flows although the supply is off", "断电后仍有用电"},
    {"energy_while_open_ended", "Energy no longer flows past the open switch", "断电后用电结束"},
    {"power_limit_wait", "Five overloads in an hour: a wait of 30 minutes",
     "一小时内五次过载，等待30分钟"},
    {"storage_repaired", "A damaged copy in the memory was repaired", "存储副本已修复"},
    {"storage_lost", "Records of the history were lost", "部分历史记录丢失"},
    {"history_not_usable", "The history could not be kept", "历史记录存储不可用"},
    {"parameters_taken", "New settings came from the office", "参数已更新"},
    {"parameters_refused", "Settings were refused", "拒绝参数"},
    {"clock_set_back", "The clock was set back", "时钟被调回"},
    {"clock_stopped", "The clock had stopped", "时钟曾停走"},
    {"clock_too_far_ahead", "The clock was far ahead", "时钟超前过多"},
    {"clock_moved_forward", "The clock was moved forward", "时钟已调快"},
    {"clock_trusted_again", "The clock is right again", "时钟恢复正常"},
    {"switch_stuck", "The switch did not open", "负荷开关拒动"},
    {"switch_worn", "The switch has made all operations it is rated for", "负荷开关达到寿命次数"},
    {"impossible_measurement", "A measurement was impossible", "计量数据不合理"},
    {"leakage_test", "The leakage protection was tested", "漏电保护试验"},
    {"leakage_wait", "Five leakage trips in an hour: a wait of 30 minutes",
     "一小时内五次漏电跳闸，等待30分钟"},
    {"leakage_or_bypass", "Leakage, or a load past the meter", "漏电或绕表用电"},
    {"reversed_current", "Energy flows backwards", "电流反向"},
    {"reversed_current_ended", "Energy no longer flows backwards", "电流反向结束"},
    {"currents_differ", "Phase and neutral current differ", "火线零线电流不一致"},
    {"currents_differ_ended", "Phase and neutral current are alike again", "火线零线电流恢复一致"},
    {"current_without_voltage", "Current without voltage", "失压有流"},
    {"current_without_voltage_ended", "Current without voltage is over", "失压有流结束"},
    {"metering_gap", "A time without metering", "计量中断"},
    {"cover_opened", "The cover was opened", "开盖"},
    {"cover_closed", "The cover was closed", "合盖"},
    {"strong_magnet", "A strong magnet is near", "强磁场"},
    {"strong_magnet_ended", "The strong magnet is gone", "强磁场消失"},
    {"wrong_cryptograms", "A card tried to guess the key", "电卡多次认证失败"},
    {"frequent_starts", "The meter was started unusually often", "频繁上电"},
    {"fault_found", "The self-test found a fault", "自检发现故障"},
    {"fault_gone", "A fault is gone", "故障消除"},
    {"keys_taken", "The office's new keys were taken", "已更换密钥"},
    {"keys_refused", "New keys were refused", "密钥更换被拒绝"},
    {"field_card_served", "A field card was served", "现场卡已处理"},
    {"maintained", "A fitter maintained the meter", "维护人员已维护电表"},
    {"switch_tested", "The switch was tested", "负荷开关试验"},
    {"clock_apart_from_office", "The clock is far from the office's time",
     "时钟与营业系统时间相差过大"},
    {"storage_hold", "The supply is off: the meter cannot store what is used",
     "存储故障，停止供电"},
    {"storage_hold_ended", "The meter can store again", "存储恢复正常"},
});

constexpr auto hand_errors = std::to_array<Text<HandError>>({
    {HandError::not_understood, "The meter does not know what to do with this",
     "电表无法执行此操作"},
    {HandError::no_folder, "The meter was started without a folder of cards",
     "电表启动时未指定电卡文件夹"},
    {HandError::slot_taken, "A card is in: pull it first", "插卡处已有卡，请先拔卡"},
    {HandError::no_such_card, "This card is no longer in the folder", "文件夹中没有此卡"},
    {HandError::card_elsewhere, "This card is in another place: pull it there first",
     "此卡正在别处使用，请先在那里拔卡"},
    {HandError::card_not_readable, "The file of this card cannot be read", "无法读取此卡的文件"},
    {HandError::no_contact, "The card does not reach the slot: try again", "卡未接通，请重试"},
});

}  // namespace

std::string_view text_of(Action action, meter::Language language) {
    return find_text(actions, action, language);
}

std::string_view what_next(InsertionResult result, meter::Language language) {
    return find_text(next_steps, result, language);
}

std::string_view text_of(const meter::ReasonRule& rule, meter::Language language) {
    return find_text(reasons, rule.name, language);
}

std::string_view way_back(const meter::ReasonRule& rule, meter::Language language) {
    return find_text(ways_back, rule.name, language);
}

std::string_view text_of(const meter::FaultName& fault, meter::Language language) {
    return find_text(faults, fault.name, language);
}

std::string_view text_of(const meter::EventName& event, meter::Language language) {
    return find_text(events, event.name, language);
}

std::string_view text_of(Advice advice, meter::Language language) {
    return find_text(advices, advice, language);
}

std::string_view text_of(InsertionResult result, meter::Language language) {
    return find_text(results, result, language);
}

std::string_view text_of(Page page, meter::Language language) {
    return find_text(pages, page, language);
}

std::string_view text_of(Sign sign, meter::Language language) {
    return find_text(signs, sign, language);
}

std::string_view text_of(HandError error, meter::Language language) {
    return find_text(hand_errors, error, language);
}

std::string_view text_of(MeterPower power, meter::Language language) {
    const bool chinese = language == meter::Language::chinese;
    switch (power) {
        case MeterPower::mains:
            return "";
        case MeterPower::reserve:
            return chinese ? "停电：电表由后备电源继续计量"
                           : "No mains: the meter counts on from its reserve";
        case MeterPower::nothing:
            return chinese ? "停电：电表不工作，来电后自动恢复"
                           : "No mains: the meter is dark until they return";
    }
    return {};
}

std::string_view supply_text(bool is_closed, meter::Language language) {
    if (language == meter::Language::chinese) {
        return is_closed ? "供电" : "断电";
    }
    return is_closed ? "supply on" : "supply off";
}

std::string pace_text(const Pace& pace, meter::Language language) {
    const bool chinese = language == meter::Language::chinese;
    if (pace.is_paused) {
        return chinese ? "暂停" : "paused";
    }
    if (pace.speed == 0) {
        return chinese ? "全速" : "as fast as it goes";
    }
    return "× " + std::to_string(pace.speed);
}

std::string insertion_text(InsertionResult result, meter::Language language) {
    std::string text{language == meter::Language::chinese ? "电卡：" : "Card: "};
    if (meter::is_failure(result)) {
        const meter::FrameText code = meter::result_text(result);
        text.append(code.begin(), code.end());
        text += ' ';
    }
    return text.append(text_of(result, language));
}

}  // namespace boards
