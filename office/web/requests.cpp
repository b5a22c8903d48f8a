#include "office/web/requests.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "office/domain/content.h"
#include "office/domain/tariff.h"
#include "office/web/names.h"
#include "office/web/password.h"
#include "office/web/secret.h"

namespace office {
namespace {

// The domain refuses longer ones by name.
constexpr std::size_t longest_text_taken = 4 * longest_text;

// `value` where `fields` are as they should be.
template <typename T>
Decoded<T> finished(JsonFields& fields, T value) {
    if (const auto good = fields.finish(); !good) {
        return std::unexpected{good.error()};
    }
    return value;
}

card::MeterId take_meter(JsonFields& fields) {
    const std::string text = fields.text("meter", 40);
    const auto meter = parse_meter_id(text);
    if (!meter) {
        fields.refuse("meter", "a text of 1 to 12 decimal digits");
        return card::MeterId{1};
    }
    return *meter;
}

std::string take_desk(JsonFields& fields) {
    std::string desk = fields.text("desk", 40);
    if (!is_desk_name(desk)) {
        fields.refuse("desk", "1 to 40 letters, digits, '-', '_' or '.'");
    }
    return desk;
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

}  // namespace

Decoded<UserRequest> decode_user(std::string_view body) {
    auto fields = JsonFields::parse(body);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    UserRequest user;
    user.name = fields->text("name", longest_text_taken);
    const auto role = parse_role(fields->text("role", 40));
    if (!role) {
        fields->refuse("role", "clerk, supervisor, administrator or auditor");
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
    RegisterMeter meter{.meter = take_meter(*fields), .key_version = card::KeyVersion{1}};
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
    sale.write = fields->optional_flag("write", false);
    if (fields->has("desk") || sale.write) {
        sale.sell.desk = take_desk(*fields);
    }
    return finished(*fields, std::move(sale));
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

std::optional<Quote> parse_quote_id(std::string_view text) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        std::uint8_t byte = 0;
        const char* const pair = text.data() + i;
        if (std::from_chars(pair, pair + 2, byte, 16).ptr != pair + 2) {
            return std::nullopt;
        }
        bytes.push_back(byte);
    }
    const auto quote = decode_quote(bytes);
    // One way of writing it alone, so that a repeated sale is told from another one.
    return quote && quote_id(*quote) == text ? quote : std::nullopt;
}

std::string quote_id(const Quote& quote) {
    return to_hex(encode(quote));
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end || (text.size() > 1 && text.front() == '0')) {
        return std::nullopt;
    }
    return number;
}

std::optional<card::MeterId> parse_meter_id(std::string_view text) {
    const auto number = parse_number(text);
    if (!number || !card::is_valid(card::MeterId{*number})) {
        return std::nullopt;
    }
    return card::MeterId{*number};
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto part = [&](std::size_t from, std::size_t digits) -> std::optional<unsigned> {
        unsigned value = 0;
        const char* const end = text.data() + from + digits;
        const auto [stop, error] = std::from_chars(text.data() + from, end, value);
        if (error != std::errc{} || stop != end) {
            return std::nullopt;
        }
        return value;
    };
    const auto year = part(0, 4);
    const auto month = part(5, 2);
    const auto day = part(8, 2);
    if (!year || !month || !day) {
        return std::nullopt;
    }
    return std::chrono::year_month_day{std::chrono::year{static_cast<int>(*year)},
                                       std::chrono::month{*month}, std::chrono::day{*day}};
}

bool is_desk_name(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, [](char c) {
        return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
}

}  // namespace office
