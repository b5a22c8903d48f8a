// What the API answers with, as JSON text. Times ISO 8601 UTC, energy in whole watt-hours
// (`..._wh`), money in minor units (`..._minor`), identifiers as text.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "office/domain/card_work.h"
#include "office/domain/outcomes.h"
#include "office/domain/rows.h"
#include "office/domain/views.h"

namespace office {

[[nodiscard]] std::string to_text(card::MeterId meter);
[[nodiscard]] std::string to_text(card::CustomerNumber customer);
[[nodiscard]] std::string to_text(card::CardSerial serial);  // 16 upper-case hex digits
[[nodiscard]] std::string to_text(std::chrono::sys_seconds time);
[[nodiscard]] std::string to_text(std::chrono::year_month_day date);

// A list as {"items": [...], "next": N}; `next` is the `before` of the next page, left out on the
// last one.
[[nodiscard]] std::string to_json(const std::vector<UserView>& users);
[[nodiscard]] std::string to_json(const std::vector<TariffView>& tariffs);
[[nodiscard]] std::string to_json(const std::vector<MeterView>& meters, std::uint32_t limit);
[[nodiscard]] std::string to_json(const std::vector<CustomerView>& customers, std::uint32_t limit);
[[nodiscard]] std::string to_json(const std::vector<SaleView>& sales, std::uint32_t limit);
[[nodiscard]] std::string to_json(const std::vector<ReadingView>& readings, std::uint32_t limit);
[[nodiscard]] std::string to_json(const std::vector<AuditEntryView>& entries, std::uint32_t limit);
[[nodiscard]] std::string to_json(const std::vector<FieldCardView>& cards);
[[nodiscard]] std::string to_json(const std::vector<card::EventRecord>& events,
                                  std::uint32_t limit);
[[nodiscard]] std::string to_json(const LedgerPage& ledger, std::string_view currency);
[[nodiscard]] std::string desks_to_json(const std::vector<std::string>& desks);

[[nodiscard]] std::string to_json(const MeterView& meter);
[[nodiscard]] std::string to_json(const CardIssued& issued);
[[nodiscard]] std::string to_json(const CardRead& read);
[[nodiscard]] std::string to_json(const FieldCardIssued& issued);
[[nodiscard]] std::string to_json(const FieldCardRead& read);
[[nodiscard]] std::string to_json(const FieldCardView& field);
[[nodiscard]] std::string to_json(const OrderWritten& written);
[[nodiscard]] std::string to_json(const Quote& quote);
[[nodiscard]] std::string to_json(const DeskRow& desk);
[[nodiscard]] std::string to_json(const std::vector<ShiftView>& shifts, std::uint32_t limit);
[[nodiscard]] std::string to_json(const std::vector<Takings>& takings);
[[nodiscard]] std::string to_json(const std::vector<DayView>& days);
[[nodiscard]] std::string to_json(const std::vector<AdjustmentView>& adjustments,
                                  std::uint32_t limit);
[[nodiscard]] std::string to_json(const DeskReversal& reversal);
// A sale over the counter alone, and one with the card at hand.
[[nodiscard]] std::string to_json(const Sale& sale, card::MeterId meter, bool is_repeat);
[[nodiscard]] std::string to_json(const DeskSale& sale);
// A sale made before whose card cannot be had now, for the reason `not_written`.
[[nodiscard]] std::string to_json(const Sale& sale, card::MeterId meter, OrderState order,
                                  std::string_view not_written);

}  // namespace office
