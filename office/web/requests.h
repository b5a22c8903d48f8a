// The bodies of the API's requests. Ranges that the domain judges by name (energy, money, prices)
// are left to it; here is only form.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "card/identifiers.h"
#include "office/domain/commands.h"
#include "office/web/json_fields.h"
#include "office/web/pages/page_text.h"
#include "office/web/receipts/receipt.h"

namespace office {

template <typename T>
using Decoded = std::expected<T, FieldError>;

struct UserRequest {
    std::string name;
    Role role = Role::clerk;
    std::string password;
};

struct TokenRequest {
    std::string user;  // a name
    std::string label;
};

struct CardRequest {
    card::MeterId meter{};
    std::string desk;
};

struct FieldCardRequest {
    IssueFieldCard field;  // without the serial: that is the card's in the reader
    std::string desk;
};

struct SaleRequest {
    Sell sell;
    bool write = false;  // onto the card that lies at the desk
};

struct ReversalRequest {
    ReverseSale reverse;
    std::string desk;  // where the card lies
};

struct PrintRequest {
    ReceiptFormat format = ReceiptFormat::pdf;
    Language language = Language::english;
};

// Above every limit of the domain, which then refuses by name; far from overflow.
inline constexpr std::int64_t any_amount = 1'000'000'000'000'000;

[[nodiscard]] Decoded<UserRequest> decode_user(std::string_view body);
[[nodiscard]] Decoded<TokenRequest> decode_token(std::string_view body);
[[nodiscard]] Decoded<ProposeTariff> decode_tariff(std::string_view body);
[[nodiscard]] Decoded<RegisterMeter> decode_meter(std::string_view body);
[[nodiscard]] Decoded<OpenAccount> decode_customer(std::string_view body);
[[nodiscard]] Decoded<CardRequest> decode_card(std::string_view body);
[[nodiscard]] Decoded<FieldCardRequest> decode_field_card(std::string_view body);
[[nodiscard]] Decoded<AddArrears> decode_arrears(std::string_view body);
[[nodiscard]] Decoded<SetDesk> decode_desk_setting(std::string desk, std::string_view body);
[[nodiscard]] Decoded<OpenShift> decode_shift(std::string_view body);
[[nodiscard]] Decoded<CloseShift> decode_count(ShiftId shift, std::string_view body);
[[nodiscard]] Decoded<CloseDay> decode_day(std::string_view body);
[[nodiscard]] Decoded<PrintRequest> decode_print(std::string_view body);
[[nodiscard]] Decoded<SaleRequest> decode_sale(std::string_view body);
[[nodiscard]] Decoded<AskAdjustment> decode_adjustment(AdjustmentKind kind, std::string_view body);
[[nodiscard]] Decoded<AskExchange> decode_exchange(std::string_view body);
[[nodiscard]] Decoded<ReversalRequest> decode_reversal(std::string_view body);
// Desk and means; the rest is the path's.
[[nodiscard]] Decoded<PayBack> decode_pay_back(std::string_view body);
// Just {"is_blocked": true}.
[[nodiscard]] Decoded<bool> decode_block(std::string_view body);
// Just {"desk": "..."}.
[[nodiscard]] Decoded<std::string> decode_desk(std::string_view body);
// An empty body or {}.
[[nodiscard]] Decoded<void> decode_nothing(std::string_view body);

// 1 to 12 decimal digits without leading zeros.
[[nodiscard]] std::optional<card::MeterId> parse_meter_id(std::string_view text);
// Decimal digits only, no sign, without leading zeros; it must fit.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);
// A quote's id: what the office wrote by quote_id.
[[nodiscard]] std::optional<Quote> parse_quote_id(std::string_view text);
[[nodiscard]] std::string quote_id(const Quote& quote);
// YYYY-MM-DD; whether there is such a day is not asked.
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_date(std::string_view text);
// At least one part; an empty text is one empty part.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char between);
// 1 to 40 letters, digits, '-', '_' or '.', but neither "." nor "..".
[[nodiscard]] bool is_desk_name(std::string_view text);

}  // namespace office
