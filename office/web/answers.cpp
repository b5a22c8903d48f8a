#include "office/web/answers.h"

#include <array>
#include <cstdio>
#include <utility>

#include "card/serial_text.h"
#include "office/web/answer_parts.h"
#include "office/web/json_writer.h"
#include "office/web/names.h"
#include "office/web/problem.h"
#include "office/web/requests.h"
#include "office/web/secret.h"

namespace office {
namespace {

void write_findings(JsonWriter& json, Findings findings) {
    json.name("findings").begin_list();
    for (const Finding finding : all_findings) {
        if (findings.has(finding)) {
            json.value(finding_name(finding));
        }
    }
    json.end_list();
}

void write_report(JsonWriter& json, const card::Report& report) {
    json.member("report_counter", report.report_counter)
        .member("order_sequence", std::to_underlying(report.order_sequence))
        .member("ordered_wh", report.ordered_total.count())
        .member("consumed_wh", report.consumed_total.count())
        .member("remaining_wh", (report.ordered_total - report.consumed_total).count())
        .member("overdrawn_wh", report.overdrawn_total.count())
        .member("highest_demand_watts", report.highest_demand_watts)
        .member("supply", report.supply_closed ? "closed" : "open")
        .member("open_reasons", report.open_reasons)
        .member("account_open", report.account_open)
        .member("clock_trusted", report.clock_trusted)
        .member("meter_time", to_text(report.time));
}

void write_reading(JsonWriter& json, const ReadingView& reading) {
    json.begin_object()
        .member("reading", reading.reading)
        .member("at", to_text(reading.at))
        .member("meter", to_text(reading.meter))
        .member("card", to_text(reading.serial))
        .member("generation", std::to_underlying(reading.generation))
        .member("meter_sessions", reading.meter_sessions)
        .member("office_sessions", reading.office_sessions);
    json.name("report");
    if (reading.report) {
        json.begin_object();
        write_report(json, *reading.report);
        json.end_object();
    } else {
        json.null();
    }
    write_findings(json, reading.findings);
    json.end_object();
}

void write_order(JsonWriter& json, const OrderView& view) {
    const card::Order& order = view.order;
    json.begin_object()
        .member("sequence", std::to_underlying(order.sequence))
        .member("state", state_name(view.state))
        .member("kind", order_kind_name(order.kind))
        .member("energy_wh", order.energy.count())
        .member("ordered_total_wh", order.ordered_total.count())
        .member("purchases", order.purchases)
        .member("card", to_text(order.card))
        .member("generation", std::to_underlying(order.generation))
        .member("issue_time", to_text(order.issue_time))
        .end_object();
}

void write_meter(JsonWriter& json, const MeterView& meter) {
    json.begin_object()
        .member("meter", to_text(meter.meter))
        .member("key_version", std::to_underlying(meter.key_version));
    json.name("customer");
    meter.customer ? json.value(to_text(*meter.customer)) : json.null();
    json.name("tariff");
    meter.tariff ? json.value(std::to_underlying(*meter.tariff)) : json.null();
    json.member("customer_class", class_name(meter.customer_class))
        .member("arrears_minor", meter.arrears_owed.count())
        .member("is_open", meter.is_open);
    json.name("card");
    if (meter.card) {
        json.begin_object()
            .member("serial", to_text(meter.card->serial))
            .member("generation", std::to_underlying(meter.card->generation))
            .member("state", card_state_name(meter.card->state))
            .end_object();
    } else {
        json.null();
    }
    json.member("ordered_total_wh", meter.ordered_total.count())
        .member("purchases", meter.purchases);
    json.name("newest_order");
    if (meter.newest_order) {
        write_order(json, *meter.newest_order);
    } else {
        json.null();
    }
    json.name("last_reading");
    if (meter.last_reading) {
        write_reading(json, *meter.last_reading);
    } else {
        json.null();
    }
    json.member("readings_without_report", meter.readings_without_report)
        .member("carried_in_wh", meter.carried_in.count())
        .member("is_barred", meter.is_barred)
        .end_object();
}

void write_sale(JsonWriter& json, const Sale& sale, card::MeterId meter, bool is_repeat) {
    json.member("receipt", number_text(sale.receipt))
        .member("meter", to_text(meter))
        .member("energy_wh", sale.energy.count())
        .member("net_minor", sale.net.count())
        .member("charge_minor", sale.charge.count())
        .member("tax_minor", sale.tax.count())
        .member("arrears_minor", sale.arrears.count())
        .member("total_minor", sale.total.count())
        .member("arrears_left_minor", sale.arrears_left.count())
        .member("means", means_name(sale.means))
        .member("change_minor", sale.change.count())
        .member("desk_receipt", number_text(sale.desk_receipt))
        .member("tariff", std::to_underlying(sale.tariff))
        .member("sequence", std::to_underlying(sale.sequence))
        .member("ordered_total_wh", sale.ordered_total.count())
        .member("readings_without_report", sale.readings_without_report)
        .member("is_repeat", is_repeat);
}

void write_read(JsonWriter& json, const CardRead& read) {
    const Reconciliation& books = read.reconciliation;
    json.begin_object()
        .member("meter", to_text(read.meter))
        .member("card", to_text(read.serial))
        .member("generation", std::to_underlying(read.generation))
        .member("customer", to_text(read.customer))
        .member("ordered_wh", books.ordered.count())
        .member("is_newer", books.is_newer)
        .member("readings_without_report", books.readings_without_report);
    json.name("report")
        .begin_object()
        .member("loaded_wh", books.loaded.count())
        .member("consumed_wh", books.consumed.count())
        .member("remaining_wh", books.remaining.count())
        .member("overdrawn_wh", books.overdrawn.count())
        .end_object();
    write_findings(json, books.findings);
    json.end_object();
}

void write_sale_view(JsonWriter& json, const SaleView& sale) {
    json.begin_object()
        .member("receipt", number_text(sale.receipt))
        .member("desk_receipt", number_text(sale.desk_receipt))
        .member("at", to_text(sale.at))
        .member("business_date", to_text(sale.business_date))
        .member("meter", to_text(sale.meter))
        .member("customer", to_text(sale.customer))
        .member("user", number_text(sale.user))
        .member("desk", sale.desk)
        .member("energy_wh", sale.energy.count())
        .member("net_minor", sale.net.count())
        .member("charge_minor", sale.charge.count())
        .member("tax_minor", sale.tax.count())
        .member("arrears_minor", sale.arrears.count())
        .member("total_minor", sale.total.count())
        .member("tariff", std::to_underlying(sale.tariff))
        .member("sequence", std::to_underlying(sale.sequence))
        .member("order_state", state_name(sale.order_state))
        .member("means", means_name(sale.means))
        .member("tendered_minor", sale.tendered.count())
        .name("shift");
    sale.shift ? json.value(number_text(*sale.shift)) : json.null();
    json.end_object();
}

}  // namespace

std::string to_text(card::MeterId meter) {
    return number_text(meter);
}
std::string to_text(card::CustomerNumber customer) {
    return number_text(customer);
}

std::string to_text(card::CardSerial serial) {
    const card::SerialText text = card::text_of(serial);
    return {text.begin(), text.end()};
}

std::string to_text(std::chrono::year_month_day date) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

std::string to_text(std::chrono::sys_seconds time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss clock{time - day};
    std::array<char, 16> text{};
    std::snprintf(
        text.data(), text.size(), "T%02d:%02d:%02dZ", static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return to_text(std::chrono::year_month_day{day}) + text.data();
}

std::string to_json(const std::vector<MeterView>& meters, std::uint32_t limit) {
    return list_to_json(meters, write_meter, limit,
                        [](const MeterView& last) { return std::to_underlying(last.meter); });
}

std::string to_json(const std::vector<SaleView>& sales, std::uint32_t limit) {
    return list_to_json(sales, write_sale_view, limit,
                        [](const SaleView& last) { return std::to_underlying(last.receipt); });
}

std::string to_json(const std::vector<ReadingView>& readings, std::uint32_t limit) {
    return list_to_json(readings, write_reading, limit,
                        [](const ReadingView& last) { return last.reading; });
}

std::string to_json(const MeterView& meter) {
    JsonWriter json;
    write_meter(json, meter);
    return json.take();
}

std::string to_json(const CardIssued& issued) {
    JsonWriter json;
    json.begin_object()
        .member("meter", to_text(issued.meter))
        .member("card", to_text(issued.serial))
        .member("generation", std::to_underlying(issued.card.generation))
        .member("customer", to_text(issued.card.customer))
        .end_object();
    return json.take();
}

std::string to_json(const CardRead& read) {
    JsonWriter json;
    write_read(json, read);
    return json.take();
}

std::string to_json(const OrderWritten& written) {
    JsonWriter json;
    json.begin_object()
        .member("meter", to_text(written.meter))
        .member("card", to_text(written.serial))
        .member("sequence", std::to_underlying(written.sequence))
        .member("ordered_total_wh", written.ordered_total.count())
        .member("order_state", "issued")
        .end_object();
    return json.take();
}

std::string to_json(const Quote& quote) {
    const Price& price = quote.price;
    JsonWriter json;
    json.begin_object()
        .member("quote", quote_id(quote))
        .member("expires", to_text(quote.expires))
        .member("meter", to_text(quote.meter))
        .member("energy_wh", price.energy.count())
        .member("net_minor", price.net.count())
        .member("charge_minor", price.charge.count())
        .member("tax_minor", price.tax.count())
        .member("arrears_minor", price.arrears.count())
        .member("total_minor", price.total().count())
        .member("tariff", std::to_underlying(quote.tariff))
        .end_object();
    return json.take();
}

std::string to_json(const Sale& sale, card::MeterId meter, bool is_repeat) {
    JsonWriter json;
    json.begin_object();
    write_sale(json, sale, meter, is_repeat);
    json.end_object();
    return json.take();
}

std::string to_json(const Sale& sale, card::MeterId meter, OrderState order,
                    std::string_view not_written) {
    JsonWriter json;
    json.begin_object();
    write_sale(json, sale, meter, true);
    json.member("order_state", state_name(order));
    if (order != OrderState::issued) {
        json.member("not_written", not_written);
    }
    json.end_object();
    return json.take();
}

std::string to_json(const DeskSale& sale) {
    JsonWriter json;
    json.begin_object();
    write_sale(json, sale.sale, sale.read.meter, sale.is_repeat);
    json.name("read");
    write_read(json, sale.read);
    json.member("order_state", sale.not_written ? "pending" : "issued");
    if (sale.not_written) {
        json.member("not_written", problem_of(*sale.not_written).code);
    }
    json.end_object();
    return json.take();
}

std::string to_json(const DeskReversal& reversal) {
    JsonWriter json;
    json.begin_object()
        .member("adjustment", number_text(reversal.reversal.adjustment))
        .member("total_minor", reversal.reversal.total.count())
        .member("is_repeat", reversal.is_repeat)
        .name("read");
    write_read(json, reversal.read);
    json.member("order_state", reversal.not_written ? "pending" : "issued");
    if (reversal.not_written) {
        json.member("not_written", problem_of(*reversal.not_written).code);
    }
    json.end_object();
    return json.take();
}

}  // namespace office
