#include "boards/host/face/meanings.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace boards {
namespace {

template <typename Key>
struct Meaning {
    Key key;
    std::string_view english;
    std::string_view chinese;
};

template <typename Key, std::size_t Count>
std::string_view find_meaning(const std::array<Meaning<Key>, Count>& table, Key key,
                              meter::Language language) {
    const auto found = std::ranges::find(table, key, &Meaning<Key>::key);
    if (found == table.end()) {
        return {};
    }
    return language == meter::Language::chinese ? found->chinese : found->english;
}

using meter::Page;
constexpr auto pages = std::to_array<Meaning<Page>>({
    {Page::card_at_work, "The meter is working with your card: do not pull it yet",
     "电表正在读写您的卡，此时请勿拔卡"},
    {Page::insertion_result,
     "How the insertion ended: Good, or Err- and a number that says why not",
     "插卡的结果：Good 表示成功，Err- 加编号表示未成功的原因"},
    {Page::ordered_total, "All the energy that you have ever bought for this meter",
     "您为本表购买的全部电量"},
    {Page::purchases, "How many times you have bought energy", "您一共购电的次数"},
    {Page::last_purchase, "How much you bought the last time", "您最近一次购买的电量"},
    {Page::consumed_total, "All the energy that this meter has ever counted",
     "本表计量的全部用电量"},
    {Page::remaining, "What you can still use; with a minus sign, what you owe",
     "还可以使用的电量；带负号时为已透支的电量"},
    {Page::power, "What all that is switched on takes at this moment", "此刻全部电器的用电功率"},
    {Page::voltage, "What the street gives you; 230 V is normal", "电网供给的电压，正常为230 V"},
    {Page::current, "What flows through the meter at this moment", "此刻流过电表的电流"},
    {Page::frequency,
     "How often the voltage swings each second; 50 Hz is normal, in some countries 60",
     "电网电压每秒变化的次数，正常为50 Hz，有的国家为60 Hz"},
    {Page::exported_total,
     "What your own solar panels have given to the street; it is not added to what is left",
     "您自家太阳能等送往电网的电量，不计入剩余电量"},
    {Page::without_voltage,
     "What the meter counted while it saw current but no voltage; it stands apart and is not taken "
     "from what is left",
     "电表在有电流而测不到电压时计量的电量，单独累计，不从剩余电量中扣除"},
    {Page::calibration,
     "For the inspector: whether the meter still measures as it was set when it was made",
     "供检查人员核对：计量校准是否仍与出厂时相同"},
    {Page::program, "For the inspector: which program runs in the meter",
     "供检查人员核对：电表中运行的程序版本"},
    {Page::open_reason, "Why you have no electricity: OFF- and a number for each reason",
     "没电的原因：每个原因显示为 OFF- 加编号"},
    {Page::fault,
     "The meter has found something wrong with itself: tell the office FAIL- and its number",
     "电表发现自身有故障：请把 FAIL- 后的编号告诉售电处"},
    {Page::segment_test, "All signs are lit for two seconds, so that you see that none is broken",
     "全部点亮两秒钟，便于查看有无缺划"},
});

using meter::Sign;
constexpr auto signs = std::to_array<Meaning<Sign>>({
    {Sign::supply_open, "The meter has switched your electricity off; the display says why",
     "电表已断开您的供电，显示屏说明原因"},
    {Sign::alarm, "Little is left: buy energy soon", "剩余电量不多，请尽快购电"},
    {Sign::overdrawn, "You have used more than you bought: the next purchase pays for it first",
     "用电已超过所购电量，下次购电先行抵扣"},
    {Sign::card, "The meter is working with your card: do not pull it yet",
     "电表正在读写您的卡，此时请勿拔卡"},
    {Sign::clock_not_trusted,
     "The meter is not sure of the time: tell the office, which can set it with a card",
     "电表的时间不可靠：请告知售电处，可用卡校准"},
    {Sign::reversed, "Electricity flows out of your home, not into it",
     "电能正从您家流向电网，而不是流入"},
    {Sign::tampering,
     "A magnet, an open cover or a wire past the meter: tell the office if it was not you",
     "发现磁铁、开盖或绕表接线；若非您所为，请告知售电处"},
    {Sign::leakage, "Current leaked to earth, so the supply is off: unplug what is faulty",
     "因漏电已断电，请拔掉故障电器"},
    {Sign::overload, "Too much was switched on at once, so the supply is off",
     "同时使用的电器过多，已断电"},
    {Sign::voltage, "The street gives too much or too little voltage, so the supply is off",
     "电网电压过高或过低，已断电"},
    {Sign::battery_low, "The battery of the meter's clock must be changed: tell the office",
     "电表的时钟电池需要更换，请告知售电处"},
    {Sign::fault, "The meter has found something wrong with itself: tell the office",
     "电表发现自身有故障，请告知售电处"},
});

}  // namespace

std::string_view meaning_of(Page page, meter::Language language) {
    return find_meaning(pages, page, language);
}

std::string_view meaning_of(Sign sign, meter::Language language) {
    return find_meaning(signs, sign, language);
}

}  // namespace boards
