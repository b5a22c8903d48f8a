// The rows of the books as the domain sees them: out of a query, and into the journal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "card/identifiers.h"
#include "office/domain/commands.h"
#include "office/domain/rows.h"
#include "office/domain/settings.h"
#include "office/domain/views.h"
#include "office/store/journal.h"
#include "office/store/sqlite_database.h"

namespace office {

// What decide() asks for `envelope`, as it is inside the transaction.
[[nodiscard]] Rows load_rows(Database& database, const Envelope& envelope,
                             const Settings& settings);

// Adds what was decided. `command` is the number of the command's row.
void keep(Database& database, Journal& journal, const Context& context, std::int64_t command,
          const Decision& decision);

// A query's beginning: number, name, price, tax, date, proposer, approver or null, charge, class.
extern const std::string tariff_columns;
// Of a tariff, from the second on.
[[nodiscard]] std::vector<PriceStep> find_steps(Database& database, TariffId tariff);

[[nodiscard]] std::optional<MeterRow> find_meter(Database& database, card::MeterId meter);
[[nodiscard]] std::optional<OrderView> find_order(Database& database, card::MeterId meter,
                                                  card::Sequence sequence);

}  // namespace office
