#include <utility>

#include "office/web/answers.h"
#include "office/web/pages/counter_text.h"
#include "office/web/pages/html.h"
#include "office/web/receipts/receipt.h"

namespace office {
namespace {

struct ReceiptWords {
    std::string_view copy;
    std::string_view clerk;
    std::string_view desk_receipt;
    std::string_view price_of_energy;
    std::string_view keep;
};

constexpr ReceiptWords english{
    .copy = "COPY",
    .clerk = "Clerk",
    .desk_receipt = "Number at the desk",
    .price_of_energy = "Energy, tax not included",
    .keep = "Put the card into your meter.",
};
constexpr ReceiptWords chinese{
    .copy = "副本",
    .clerk = "营业员",
    .desk_receipt = "柜台收据号",
    .price_of_energy = "电费（不含税）",
    .keep = "请将电卡插入电表。",
};

}  // namespace

std::optional<ReceiptFormat> parse_receipt_format(std::string_view name) {
    if (name == "pdf") {
        return ReceiptFormat::pdf;
    }
    if (name == "text_58_mm") {
        return ReceiptFormat::text_58_mm;
    }
    return name == "text_80_mm" ? std::optional{ReceiptFormat::text_80_mm} : std::nullopt;
}

std::string receipt_code(const Receipt& receipt) {
    return "tallywatt:receipt:" + std::to_string(std::to_underlying(receipt.sale.receipt));
}

std::vector<ReceiptLine> receipt_lines(const Receipt& receipt, Language language) {
    const SaleView& sale = receipt.sale;
    const PageText& page = page_text(language);
    const CounterText& text = counter_text(language);
    const ReceiptWords& words = language == Language::english ? english : chinese;
    std::vector<ReceiptLine> lines;
    const auto heading = [&](std::string_view said) {
        lines.push_back({LineKind::heading, std::string{said}, {}});
    };
    const auto pair = [&](std::string_view said, std::string value) {
        if (!value.empty()) {
            lines.push_back({LineKind::pair, std::string{said}, std::move(value)});
        }
    };
    const auto money = [&](std::string_view said, base::MinorUnits amount) {
        pair(said, amount.count() == 0 ? "" : money_text(amount.count(), receipt.currency));
    };
    heading(receipt.office);
    heading(std::string{text.receipt} + " " + std::to_string(std::to_underlying(sale.receipt)));
    if (receipt.copy > 0) {
        heading(std::string{words.copy} + " " + std::to_string(receipt.copy));
    }
    lines.push_back({LineKind::rule});
    pair(page.time, to_text(sale.at));
    pair(page.desk, sale.desk);
    if (sale.desk_receipt != DeskReceipt{}) {
        pair(words.desk_receipt, std::to_string(std::to_underlying(sale.desk_receipt)));
    }
    pair(words.clerk, receipt.clerk);
    pair(page.customer, to_text(sale.customer));
    pair(page.name, receipt.customer);
    pair(page.meter, to_text(sale.meter));
    lines.push_back({LineKind::rule});
    pair(page.energy, kilowatt_hours_text(sale.energy.count()));
    money(words.price_of_energy, sale.net);
    money(text.charge, sale.charge);
    money(text.tax, sale.tax);
    money(text.arrears, sale.arrears);
    lines.push_back({LineKind::total, std::string{page.total},
                     money_text(sale.total.count(), receipt.currency)});
    pair(text.means, std::string{means_text(language, sale.means)});
    if (sale.tendered > sale.total) {
        money(text.tendered, sale.tendered);
        money(text.change, sale.tendered - sale.total);
    }
    lines.push_back({LineKind::rule});
    heading(words.keep);
    return lines;
}

}  // namespace office
