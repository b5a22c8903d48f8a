#include "office/web/requests.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "office/domain/tariff.h"
#include "office/web/names.h"
#include "office/web/parameter_fields.h"
#include "office/web/password.h"

namespace office {
namespace {

// The domain refuses longer ones by name.
constexpr std::size_t longest_text_taken = 4 * longest_text;

constexpr std::string_view desk_name_rule = "1 to 40 letters, digits, '-', '_' or '.'";

// `value` where `fields` are as they should be.
template <typename T>
Decoded<T> finished(JsonFields& fields, T value) {
    if (const auto good = fields.finish(); !good) {
        return std::unexpected{good.error()};
    }
    return value;
}

card::MeterId take_meter(JsonFields& fields, std::string_view name = "meter") {
    const std::string text = fields.text(name, 40);
    const auto meter = parse_meter_id(text);
    if (!meter) {
        fields.refuse(name, "a text of 1 to 12 decimal digits");
        return card::MeterId{1};
    }
    return *meter;
}

std::string take_desk(JsonFields& fields) {
    std::string desk = fields.text("desk", 40);
    if (!is_desk_name(desk)) {
        fields.refuse("desk", desk_name_rule);
    }
    return desk;
}

// Numbers with commas between; the domain refuses too many, or one twice, by name.
std::vector<card::MeterId> take_meters(JsonFields& fields) {
    constexpr std::size_t longest_list = 16'384;
    std::vector<card::MeterId> meters;
    const std::string list = fields.text("meters", longest_list);
    for (const std::string_view one : split(list, ',')) {
        const auto meter = parse_meter_id(one);
        if (!meter) {
            fields.refuse("meters", "numbers of 1 to 12 decimal digits, with commas between");
            return {};
        }
        meters.push_back(*meter);
    }
    return meters;
}

// A class by its name; `otherwise` where it is left out.
CustomerClass take_class(JsonFields& fields, std::string_view name, CustomerClass otherwise) {
    if (!fields.has(name)) {
        return otherwise;
    }
    const auto customer = parse_class(fields.text(name, 40));
    if (!customer) {
        fields.refuse(name, "household, business, industry or public_service");
    }
    return customer.value_or(otherwise);
}

// step_2_from_wh, step_2_price_minor_per_kwh, step_3_..., as far as they go without a gap; one
// behind a gap is a field that nobody takes.
std::vector<PriceStep> take_steps(JsonFields& fields) {
    std::vector<PriceStep> steps;
    for (std::size_t number = 2; number < 2 + most_further_steps; ++number) {
        const std::string step = "step_" + std::to_string(number);
        if (!fields.has(step + "_from_wh")) {
            break;
        }
        const base::WattHours from{fields.integer(step + "_from_wh", -any_amount, any_amount)};
        const base::MinorUnits price{
            fields.integer(step + "_price_minor_per_kwh", -any_amount, any_amount)};
        steps.push_back({from, price});
    }
    return steps;
}

Payment take_payment(JsonFields& fields) {
    Payment payment;
    if (fields.has("means")) {
        const auto means = parse_means(fields.text("means", 40));
        if (!means) {
            fields.refuse("means", "cash, bank_card, mobile_money or bank_transfer");
        }
        payment.means = means.value_or(Means::cash);
    }
    if (fields.has("tendered_minor")) {
        payment.tendered = base::MinorUnits{fields.integer("tendered_minor", 0, any_amount)};
    }
    return payment;
}

AdjustmentReason take_reason(JsonFields& fields) {
    const auto reason = parse_reason(fields.text("reason", 40));
    if (!reason) {
        fields.refuse("reason",
                      "wrong_amount, wrong_customer, not_wanted, moved_out, meter_failed or "
                      "goodwill");
    }
    return reason.value_or(AdjustmentReason::goodwill);
}

ReceiptNumber take_receipt(JsonFields& fields) {
    const auto receipt = parse_number(fields.text("receipt", 40));
    if (!receipt) {
        fields.refuse("receipt", "the number of a sale, as text");
    }
    return static_cast<ReceiptNumber>(receipt.value_or(0));
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char between) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(between);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

Decoded<UserRequest> decode_user(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    UserRequest user;
    user.name = fields->text("name", longest_text_taken);
    const auto role = parse_role(fields->text("role", 40));
    if (!role) {
        fields->refuse("role", "clerk, supervisor, administrator, auditor or inspector");
    }
    user.role = role.value_or(Role::clerk);
    user.password = fields->text("password", longest_password);
    if (user.password.size() < shortest_password) {
        fields->refuse("password", "at least 8 bytes long");
    }
    return finished(*fields, std::move(user));
}

Decoded<TokenRequest> decode_token(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    TokenRequest token;
    token.user = fields->text("user", longest_text_taken);
    token.label = fields->text("label", longest_text_taken);
    return finished(*fields, std::move(token));
}

Decoded<ProposeTariff> decode_tariff(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    ProposeTariff tariff;
    tariff.name = fields->text("name", longest_text_taken);
    tariff.price_per_kwh =
        base::MinorUnits{fields->integer("price_minor_per_kwh", -any_amount, any_amount)};
    tariff.tax_basis_points =
        static_cast<std::int32_t>(fields->integer("tax_basis_points", -1'000'000, 1'000'000));
    const auto date = parse_date(fields->text("valid_from", 40));
    if (!date) {
        fields->refuse("valid_from", "a date like 2026-11-22");
    }
    tariff.valid_from = date.value_or(std::chrono::year_month_day{});
    tariff.further_steps = take_steps(*fields);
    if (fields->has("monthly_charge_minor")) {
        tariff.monthly_charge =
            base::MinorUnits{fields->integer("monthly_charge_minor", -any_amount, any_amount)};
    }
    tariff.customers = take_class(*fields, "customers", CustomerClass::any);
    return finished(*fields, std::move(tariff));
}

Decoded<RegisterMeter> decode_meter(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    RegisterMeter meter{.meter = take_meter(*fields), .key_version = std::nullopt};
    if (fields->has("key_version")) {
        meter.key_version = static_cast<card::KeyVersion>(fields->integer("key_version", 0, 255));
    }
    return finished(*fields, meter);
}

Decoded<OpenAccount> decode_customer(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    OpenAccount account;
    account.meter = take_meter(*fields);
    account.tariff = static_cast<TariffId>(
        fields->integer("tariff", 0, std::numeric_limits<std::uint32_t>::max()));
    account.name = fields->text("name", longest_text_taken);
    account.address = fields->optional_text("address", longest_text_taken);
    account.phone = fields->optional_text("phone", longest_text_taken);
    account.customer_class = take_class(*fields, "customer_class", CustomerClass::household);
    return finished(*fields, std::move(account));
}

Decoded<AddArrears> decode_arrears(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    AddArrears arrears;
    arrears.meter = take_meter(*fields);
    arrears.amount = base::MinorUnits{fields->integer("amount_minor", -any_amount, any_amount)};
    arrears.recovery.most_per_sale =
        base::MinorUnits{fields->integer("most_per_sale_minor", -any_amount, any_amount)};
    if (fields->has("recovery_basis_points")) {
        arrears.recovery.basis_points = static_cast<std::int32_t>(
            fields->integer("recovery_basis_points", -1'000'000, 1'000'000));
    }
    return finished(*fields, arrears);
}

Decoded<SetDesk> decode_desk_setting(std::string desk, std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    SetDesk setting{.desk = std::move(desk), .most_unsigned_cash = std::nullopt};
    if (!is_desk_name(setting.desk)) {
        fields->refuse("desk", desk_name_rule);
    }
    if (fields->has("most_unsigned_cash_minor")) {
        setting.most_unsigned_cash =
            base::MinorUnits{fields->integer("most_unsigned_cash_minor", -any_amount, any_amount)};
    }
    return finished(*fields, std::move(setting));
}

Decoded<OpenShift> decode_shift(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    OpenShift shift;
    shift.desk = take_desk(*fields);
    shift.change_fund =
        base::MinorUnits{fields->integer("change_fund_minor", -any_amount, any_amount)};
    return finished(*fields, std::move(shift));
}

Decoded<CloseShift> decode_count(ShiftId shift, std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    const base::MinorUnits counted{fields->integer("counted_minor", -any_amount, any_amount)};
    return finished(*fields, CloseShift{.shift = shift, .counted = counted});
}

Decoded<CloseDay> decode_day(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    const auto date = parse_date(fields->text("date", 40));
    if (!date) {
        fields->refuse("date", "a date like 2026-11-22");
    }
    return finished(*fields, CloseDay{date.value_or(std::chrono::year_month_day{})});
}

Decoded<CardRequest> decode_card(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    CardRequest request;
    request.meter = take_meter(*fields);
    request.desk = take_desk(*fields);
    return finished(*fields, std::move(request));
}

Decoded<PrintRequest> decode_print(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    PrintRequest print;
    constexpr std::size_t longest_name = 40;
    const auto format = parse_receipt_format(fields->text("format", longest_name));
    if (!format) {
        fields->refuse("format", "pdf, text_58_mm or text_80_mm");
    }
    print.format = format.value_or(ReceiptFormat::pdf);
    const std::string language = fields->optional_text("language", longest_name);
    if (fields->has("language") && language != "en" && language != "zh") {
        fields->refuse("language", "en or zh");
    }
    print.language = language == "zh" ? Language::chinese : Language::english;
    return finished(*fields, print);
}

Decoded<SaleRequest> decode_sale(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    SaleRequest sale;
    sale.sell.meter = take_meter(*fields);
    if (fields->has("money_minor")) {
        sale.sell.amount =
            base::MinorUnits{fields->integer("money_minor", -any_amount, any_amount)};
        if (fields->has("energy_wh")) {
            fields->refuse("energy_wh", "left out where money_minor is given");
        }
    } else {
        sale.sell.amount = base::WattHours{fields->integer("energy_wh", -any_amount, any_amount)};
    }
    if (fields->has("quote")) {
        sale.sell.quote = parse_quote_id(fields->text("quote", 200));
        if (!sale.sell.quote) {
            fields->refuse("quote", "the id of a quote that the office gave");
        }
    }
    sale.sell.payment = take_payment(*fields);
    sale.write = fields->optional_flag("write", false);
    if (fields->has("desk") || sale.write) {
        sale.sell.desk = take_desk(*fields);
    }
    return finished(*fields, std::move(sale));
}

Decoded<AskAdjustment> decode_adjustment(AdjustmentKind kind, std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    AskAdjustment asked;
    asked.kind = kind;
    asked.meter = take_meter(*fields);
    if (kind == AdjustmentKind::correction) {
        asked.receipt = take_receipt(*fields);
    } else if (kind != AdjustmentKind::closing) {
        asked.energy = base::WattHours{fields->integer("energy_wh", -any_amount, any_amount)};
    }
    asked.reason = take_reason(*fields);
    return finished(*fields, asked);
}

Decoded<AskExchange> decode_exchange(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    AskExchange asked;
    asked.meter = take_meter(*fields);
    asked.new_meter = take_meter(*fields, "new_meter");
    if (fields->has("used_since_wh")) {
        asked.used_since =
            base::WattHours{fields->integer("used_since_wh", -any_amount, any_amount)};
    }
    asked.reason = take_reason(*fields);
    return finished(*fields, asked);
}

Decoded<ReversalRequest> decode_reversal(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    ReversalRequest asked;
    asked.reverse.meter = take_meter(*fields);
    asked.reverse.receipt = take_receipt(*fields);
    asked.reverse.reason = take_reason(*fields);
    asked.desk = take_desk(*fields);
    return finished(*fields, std::move(asked));
}

Decoded<PayBack> decode_pay_back(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    PayBack asked;
    asked.desk = take_desk(*fields);
    if (fields->has("means")) {
        const auto means = parse_means(fields->text("means", 40));
        if (!means) {
            fields->refuse("means", "cash, bank_card, mobile_money or bank_transfer");
        }
        asked.means = means.value_or(Means::cash);
    }
    return finished(*fields, std::move(asked));
}

Decoded<bool> decode_block(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    const bool is_blocked = fields->optional_flag("is_blocked", true);
    return finished(*fields, is_blocked);
}

Decoded<FieldCardRequest> decode_field_card(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    FieldCardRequest asked;
    asked.desk = take_desk(*fields);
    const auto kind = parse_field_kind(fields->text("kind", 40));
    if (!kind) {
        fields->refuse("kind", "inspection, parameter or maintenance");
    }
    asked.field.kind = kind.value_or(card::CardKind::inspection);
    const auto carrier = parse_number(fields->text("carrier", 40));
    if (!carrier || *carrier == 0 || *carrier > std::numeric_limits<std::uint32_t>::max()) {
        fields->refuse("carrier", "the number of a user");
    }
    asked.field.carrier = static_cast<UserId>(carrier.value_or(0));
    asked.field.meters = take_meters(*fields);
    if (kind == card::CardKind::parameter) {
        asked.field.parameters = take_parameters(*fields);
    }
    return finished(*fields, std::move(asked));
}

Decoded<std::string> decode_desk(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    std::string desk = take_desk(*fields);
    return finished(*fields, std::move(desk));
}

Decoded<void> decode_nothing(std::string_view body) {
    if (body.empty()) {
        return {};
    }
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    return fields->finish();
}

}  // namespace office
