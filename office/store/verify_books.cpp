#include "office/store/verify_books.h"

#include <string>
#include <string_view>

#include "office/store/office_file.h"
#include "office/store/verify_chains.h"

namespace office {
namespace {

// A rule of the ledger: every row that its query gives names one place where it does not hold.
struct Rule {
    Fault fault{};
    std::string_view broken_at;
};

constexpr Rule rules[] = {
    {Fault::posting_unbalanced,
     "SELECT 'command ' || command FROM posting_leg "
     "GROUP BY command, account <= 3 HAVING sum(amount) <> 0 LIMIT 20"},
    {Fault::order_without_sale,
     "SELECT 'meter ' || meter || ' order ' || sequence FROM energy_order o "
     "WHERE energy_watt_hours <> 0 AND NOT EXISTS (SELECT 1 FROM sale s "
     "WHERE s.meter = o.meter AND s.sequence = o.sequence AND s.command = o.command "
     "AND s.energy_watt_hours = o.energy_watt_hours) LIMIT 20"},
    {Fault::sale_without_order,
     "SELECT 'receipt ' || receipt FROM sale s WHERE NOT EXISTS (SELECT 1 FROM energy_order o "
     "WHERE o.meter = s.meter AND o.sequence = s.sequence AND o.command = s.command "
     "AND o.energy_watt_hours = s.energy_watt_hours) LIMIT 20"},
    {Fault::sale_not_posted,
     "WITH posted AS (SELECT command, meter, "
     "coalesce(sum(amount) FILTER (WHERE account = 1), 0) AS cash, "
     "coalesce(sum(amount) FILTER (WHERE account = 2), 0) AS revenue, "
     "coalesce(sum(amount) FILTER (WHERE account = 3), 0) AS tax, "
     "coalesce(sum(amount) FILTER (WHERE account = 5), 0) AS energy "
     "FROM posting_leg GROUP BY command, meter) "
     "SELECT 'receipt ' || receipt FROM sale s LEFT JOIN posted p "
     "ON p.command = s.command AND p.meter = s.meter "
     "WHERE p.cash IS NOT total_minor_units OR p.revenue IS NOT -net_minor_units "
     "OR p.tax IS NOT -tax_minor_units OR p.energy IS NOT energy_watt_hours LIMIT 20"},
    {Fault::posting_without_sale,
     "SELECT 'command ' || command FROM posting_leg "
     "WHERE command NOT IN (SELECT command FROM sale) LIMIT 20"},
    {Fault::order_total_wrong,
     "SELECT 'meter ' || meter || ' order ' || sequence FROM (SELECT meter, sequence, "
     "energy_watt_hours AS energy, ordered_total_watt_hours AS total, "
     "lag(ordered_total_watt_hours, 1, 0) OVER of_meter AS before, "
     "row_number() OVER of_meter AS place "
     "FROM energy_order WINDOW of_meter AS (PARTITION BY meter ORDER BY sequence)) "
     "WHERE total <> before + energy OR sequence <> place LIMIT 20"},
    {Fault::meter_total_differs,
     "SELECT 'meter ' || meter FROM (SELECT meter, sum(amount) AS posted FROM posting_leg "
     "WHERE account = 5 GROUP BY meter) JOIN (SELECT meter, ordered_total_watt_hours AS total, "
     "max(sequence) FROM energy_order GROUP BY meter) USING (meter) WHERE posted <> total LIMIT "
     "20"},
    {Fault::meter_row_differs,
     "SELECT 'meter ' || coalesce(m.meter, r.meter) FROM meter_registration r "
     "LEFT JOIN meter m ON m.meter = r.meter LEFT JOIN account a ON a.meter = r.meter "
     "LEFT JOIN (SELECT meter, serial, max(generation) AS generation FROM card GROUP BY meter) c "
     "ON c.meter = r.meter LEFT JOIN card_confirmation f "
     "ON f.meter = c.meter AND f.generation = c.generation "
     "LEFT JOIN (SELECT meter, max(sequence) AS sequence, ordered_total_watt_hours AS total, "
     "purchases FROM energy_order GROUP BY meter) o ON o.meter = r.meter "
     "WHERE m.key_version IS NOT r.key_version OR m.customer IS NOT a.customer "
     "OR m.tariff IS NOT a.tariff OR m.card IS NOT c.serial OR m.generation IS NOT c.generation "
     "OR (c.serial IS NOT NULL AND m.card_state IS NOT (f.generation IS NOT NULL)) "
     "OR m.sequence IS NOT coalesce(o.sequence, 0) "
     "OR m.ordered_total_watt_hours IS NOT coalesce(o.total, 0) "
     "OR m.purchases IS NOT coalesce(o.purchases, 0) LIMIT 20"},
    {Fault::meter_row_differs,
     "SELECT 'meter ' || meter FROM meter "
     "WHERE meter NOT IN (SELECT meter FROM meter_registration) LIMIT 20"},
};

void verify_file(Database& database, Verification& found) {
    auto problems = database.query("PRAGMA integrity_check(20)");
    while (problems.step()) {
        if (problems.text(0) != "ok") {
            found.faults.push_back({Fault::file_damaged, std::string{problems.text(0)}});
        }
    }
}

void verify_ledger(Database& database, Verification& found) {
    for (const Rule& rule : rules) {
        auto places = database.query(rule.broken_at);
        while (places.step()) {
            found.faults.push_back({rule.fault, std::string{places.text(0)}});
        }
    }
    found.sales = static_cast<std::uint64_t>(database.number("SELECT count(*) FROM sale"));
}

}  // namespace

std::expected<Verification, StoreError> verify_books(const std::filesystem::path& file,
                                                     std::span<const SignedHeads> copies,
                                                     const SignatureCheck& is_genuine) {
    try {
        Database database = open_office_file(file);
        const auto transaction = Transaction::for_reading(database);
        Verification found;
        verify_file(database, found);
        verify_chains(database, copies, is_genuine, found);
        verify_ledger(database, found);
        return found;
    } catch (const SqliteFailure& failure) {
        return std::unexpected{StoreError{failure.problem, failure.detail}};
    }
}

}  // namespace office
