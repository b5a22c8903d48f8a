#include "office/web/pages/counter_text.h"

#include <utility>

namespace office {
namespace {

constexpr CounterText english{
    .desk = "Desk",
    .choose_desk = "Which desk do you work at?",
    .no_desk = "No desk is connected. Start tallywatt-desk where the card reader is.",
    .put_card_in = "Put the customer's card on the reader.",
    .reading_card = "Reading the card. Leave it where it is.",
    .desk_gone = "The desk is not connected. It will be found again by itself.",
    .read_card = "Read the card",
    .read_again = "Read again",
    .without_card = "Without a card: meter number",
    .find = "Find",
    .customer = "Customer",
    .owes = "Owes from before",
    .last_reading = "What the card brought back",
    .never_read = "No meter has written a report on this card yet.",
    .without_report = "Readings in a row without a newer report: ",
    .order_waits = "An order waits to be written. The next sale is written with it.",
    .sell = "Sell",
    .amount = "Amount",
    .in_money = "money",
    .in_energy = "kWh",
    .quote = "Show the price",
    .energy = "Energy, kWh",
    .net = "Energy's price",
    .charge = "Monthly charge",
    .tax = "Tax",
    .arrears = "Paid back of arrears",
    .total = "To pay",
    .means = "Paid with",
    .choose_means = "Choose what is paid with.",
    .tendered = "Cash handed over",
    .exact_where_empty = "Leave it empty where no change is needed.",
    .take_money = "Sell",
    .other_amount = "Another amount",
    .not_money = "Write an amount like 500 or 12.50.",
    .not_energy = "Write kilowatt-hours like 30 or 12.5.",
    .no_such_meter = "No meter has this number.",
    .new_quote = "The price has changed since. This is the new one.",
    .receipt = "Receipt",
    .change = "Change",
    .order_is_written = "The order is on the card. The customer can take it.",
    .order_not_written =
        "The money is taken and the sale stands, but its order is not on the card. Put the "
        "customer's card on the reader and write it; that is safe however often. It can also wait "
        "for the next visit.",
    .write_order = "Write the order",
    .print_pdf = "Receipt as PDF",
    .print_80_mm = "Receipt, 80 mm",
    .print_58_mm = "Receipt, 58 mm",
    .next_customer = "Next customer",
    .next_card = "The next card is found by itself.",
    .shift = "Shift",
    .open_shift = "Open the shift",
    .change_fund = "Change fund in the drawer",
    .close_shift = "Close the shift",
    .counted = "Cash counted in the drawer",
    .cash_taken = "Cash taken in this shift",
    .shift_closed = "The shift is closed.",
    .difference = "Difference",
};

constexpr CounterText chinese{
    .desk = "柜台",
    .choose_desk = "您在哪个柜台？",
    .no_desk = "没有已连接的柜台。请在读卡器所在的电脑上启动 tallywatt-desk。",
    .put_card_in = "请将客户的电卡放在读卡器上。",
    .reading_card = "正在读卡，请勿移动电卡。",
    .desk_gone = "柜台未连接，恢复后会自动继续。",
    .read_card = "读卡",
    .read_again = "重新读卡",
    .without_card = "无卡：电表号",
    .find = "查找",
    .customer = "客户",
    .owes = "历史欠费",
    .last_reading = "电卡带回的数据",
    .never_read = "电表尚未在此卡上回写数据。",
    .without_report = "连续无新回写的读卡次数：",
    .order_waits = "有一张购电单待写卡，将与下一次售电一并写入。",
    .sell = "售电",
    .amount = "数额",
    .in_money = "金额",
    .in_energy = "千瓦时",
    .quote = "显示价格",
    .energy = "电量 (kWh)",
    .net = "电费",
    .charge = "月基本费",
    .tax = "税",
    .arrears = "偿还欠费",
    .total = "应付",
    .means = "支付方式",
    .choose_means = "请选择支付方式。",
    .tendered = "收到现金",
    .exact_where_empty = "无需找零时可不填。",
    .take_money = "售电",
    .other_amount = "更改数额",
    .not_money = "请输入金额，例如 500 或 12.50。",
    .not_energy = "请输入千瓦时，例如 30 或 12.5。",
    .no_such_meter = "没有该编号的电表。",
    .new_quote = "价格已变动，这是新的价格。",
    .receipt = "收据",
    .change = "找零",
    .order_is_written = "购电单已写入电卡，客户可以取卡。",
    .order_not_written =
        "款已收，售电有效，但购电单未写入电卡。请将客户的电卡放在读卡器上写卡，可重复进行；"
        "也可在客户下次来时写卡。",
    .write_order = "写卡",
    .print_pdf = "收据 PDF",
    .print_80_mm = "收据 80 毫米",
    .print_58_mm = "收据 58 毫米",
    .next_customer = "下一位客户",
    .next_card = "放上下一张电卡即可。",
    .shift = "班次",
    .open_shift = "开班",
    .change_fund = "钱箱备用金",
    .close_shift = "交班",
    .counted = "钱箱清点现金",
    .cash_taken = "本班现金收入",
    .shift_closed = "班次已结束。",
    .difference = "差额",
};

}  // namespace

const CounterText& counter_text(Language language) {
    return language == Language::english ? english : chinese;
}

std::string_view means_text(Language language, Means means) {
    const bool is_english = language == Language::english;
    switch (means) {
        case Means::cash:
            return is_english ? "cash" : "现金";
        case Means::bank_card:
            return is_english ? "bank card" : "银行卡";
        case Means::mobile_money:
            return is_english ? "mobile money" : "手机支付";
        case Means::bank_transfer:
            return is_english ? "bank transfer" : "银行转账";
    }
    std::unreachable();
}

}  // namespace office
