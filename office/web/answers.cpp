#include "office/web/answers.h"

#include <array>
#include <cstdio>
#include <utility>

#include "card/serial_text.h"
#include "office/web/json_writer.h"
#include "office/web/names.h"
#include "office/web/problem.h"
#include "office/web/secret.h"

namespace office {
namespace {

std::string number_text(auto id) {
    return std::to_string(std::to_underlying(id));
}

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
    json.member("is_open", meter.is_open);
    json.name("card");
    if (meter.card) {
        json.begin_object()
            .member("serial", to_text(meter.card->serial))
            .member("generation", std::to_underlying(meter.card->generation))
            .member("state", meter.card->state == CardState::pending ? "pending" : "confirmed")
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
    json.member("readings_without_report", meter.readings_without_report).end_object();
}

void write_sale(JsonWriter& json, const Sale& sale, card::MeterId meter, bool is_repeat) {
    json.member("receipt", number_text(sale.receipt))
        .member("meter", to_text(meter))
        .member("energy_wh", sale.energy.count())
        .member("net_minor", sale.net.count())
        .member("tax_minor", sale.tax.count())
        .member("total_minor", sale.total.count())
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

// A page of `views`; `key` is what the next page's `before` counts.
template <typename View, typename Write, typename Key>
std::string list_to_json(const std::vector<View>& views, Write write, std::uint32_t limit,
                         Key key) {
    JsonWriter json;
    json.begin_object().name("items").begin_list();
    for (const View& view : views) {
        write(json, view);
    }
    json.end_list();
    if (!views.empty() && views.size() == limit) {
        json.member("next", key(views.back()));
    }
    json.end_object();
    return json.take();
}

constexpr auto no_key = [](const auto&) { return 0; };
constexpr std::uint32_t whole_list = 0xFFFFFFFF;  // never a full page

void write_user(JsonWriter& json, const UserView& user) {
    json.begin_object()
        .member("user", number_text(user.user))
        .member("name", user.name)
        .member("role", role_name(user.role))
        .end_object();
}

void write_tariff(JsonWriter& json, const TariffView& tariff) {
    json.begin_object()
        .member("tariff", std::to_underlying(tariff.tariff))
        .member("name", tariff.name)
        .member("price_minor_per_kwh", tariff.price_per_kwh.count())
        .member("tax_basis_points", tariff.tax_basis_points)
        .member("valid_from", to_text(tariff.valid_from))
        .member("proposed_by", number_text(tariff.proposed_by));
    json.name("approved_by");
    tariff.approved_by ? json.value(number_text(*tariff.approved_by)) : json.null();
    json.end_object();
}

void write_customer(JsonWriter& json, const CustomerView& customer) {
    json.begin_object()
        .member("customer", to_text(customer.customer))
        .member("meter", to_text(customer.meter))
        .member("name", customer.name)
        .member("address", customer.address)
        .member("phone", customer.phone)
        .end_object();
}

void write_sale_view(JsonWriter& json, const SaleView& sale) {
    json.begin_object()
        .member("receipt", number_text(sale.receipt))
        .member("at", to_text(sale.at))
        .member("business_date", to_text(sale.business_date))
        .member("meter", to_text(sale.meter))
        .member("customer", to_text(sale.customer))
        .member("user", number_text(sale.user))
        .member("desk", sale.desk)
        .member("energy_wh", sale.energy.count())
        .member("net_minor", sale.net.count())
        .member("tax_minor", sale.tax.count())
        .member("total_minor", sale.total.count())
        .member("tariff", std::to_underlying(sale.tariff))
        .member("sequence", std::to_underlying(sale.sequence))
        .member("order_state", state_name(sale.order_state))
        .end_object();
}

void write_audit_entry(JsonWriter& json, const AuditEntryView& entry) {
    json.begin_object()
        .member("entry", entry.entry)
        .member("chain", entry.chain)
        .member("position", entry.position)
        .member("epoch", entry.epoch)
        .member("at", to_text(entry.at))
        .member("commands", entry.commands)
        .member("digest", to_hex(entry.digest))
        .end_object();
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

std::string to_json(const std::vector<UserView>& users) {
    return list_to_json(users, write_user, whole_list, no_key);
}

std::string to_json(const std::vector<TariffView>& tariffs) {
    return list_to_json(tariffs, write_tariff, whole_list, no_key);
}

std::string to_json(const std::vector<MeterView>& meters, std::uint32_t limit) {
    return list_to_json(meters, write_meter, limit,
                        [](const MeterView& last) { return std::to_underlying(last.meter); });
}

std::string to_json(const std::vector<CustomerView>& customers, std::uint32_t limit) {
    return list_to_json(customers, write_customer, limit,
                        [](const CustomerView& last) { return std::to_underlying(last.customer); });
}

std::string to_json(const std::vector<SaleView>& sales, std::uint32_t limit) {
    return list_to_json(sales, write_sale_view, limit,
                        [](const SaleView& last) { return std::to_underlying(last.receipt); });
}

std::string to_json(const std::vector<ReadingView>& readings, std::uint32_t limit) {
    return list_to_json(readings, write_reading, limit,
                        [](const ReadingView& last) { return last.reading; });
}

std::string to_json(const std::vector<AuditEntryView>& entries, std::uint32_t limit) {
    return list_to_json(entries, write_audit_entry, limit,
                        [](const AuditEntryView& last) { return last.entry; });
}

std::string to_json(const LedgerPage& ledger, std::string_view currency) {
    JsonWriter json;
    json.begin_object().member("currency", currency).member("postings", ledger.postings);
    json.name("accounts").begin_object();
    for (const LedgerSum& sum : ledger.sums) {
        const bool is_money = unit_of(sum.account) == Unit::money;
        json.member(std::string{account_name(sum.account)} + (is_money ? "_minor" : "_wh"),
                    sum.amount);
    }
    json.end_object().end_object();
    return json.take();
}

std::string desks_to_json(const std::vector<std::string>& desks) {
    return list_to_json(
        desks,
        [](JsonWriter& json, const std::string& desk) {
            json.begin_object().member("name", desk).end_object();
        },
        whole_list, no_key);
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

}  // namespace office
