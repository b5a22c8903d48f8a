// The rows that are added and never changed, and their digest. What is written through a Journal
// is digested as it is bound; verify digests the same columns as they are read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "office/domain/audit.h"
#include "office/store/sqlite_database.h"
#include "office/store/sqlite_value.h"

namespace office {

// The order is part of the digest.
enum class JournalTable : std::uint8_t {
    command,
    user_account,
    api_token,
    tariff,
    tariff_approval,
    meter_registration,
    account,
    card,
    card_confirmation,
    energy_order,
    order_issue,
    sale,
    posting_leg,
    reading,
    key_export,
    tariff_terms,
    tariff_step,
    account_terms,
    arrears,
    sale_dues,
    desk_setting,
    shift_opening,
    shift_closing,
    shift_signing,
    sale_payment,
    day_close,
    day_total,
    key_ceremony,
    failed_proof,
    key_use,
    meter_roll_over,
    receipt_print,
    card_roll_over,
    transformer,
    premises_link,
    feeder_reading,
    adjustment,
    adjustment_share,
    adjustment_approval,
    adjustment_refusal,
    adjustment_proof,
    adjustment_payment,
    customer_block,
    field_round,
    field_place,
    field_parameters,
    field_confirmation,
    field_loss,
    meter_event,
    period_end,
    meter_exchange,
    carry_in,
    move_out,
};
inline constexpr std::size_t journal_table_count = 53;

struct JournalText {
    std::string name;
    std::string insert;  // all columns; the first is the command's number, that of `command` itself
    std::string select;  // the same columns, in the order in which the rows were added
    int columns = 0;
};
// Lives to the end of the program.
[[nodiscard]] const JournalText& text_of(JournalTable table);

// A row as it goes into the digest: its table, then each value with its kind and length.
void append_row(std::vector<std::uint8_t>& to, JournalTable table,
                std::span<const SqliteValue> values);

// The rows of one commit.
class Journal {
 public:
    explicit Journal(Database& database) : database_{database} {}

    // Adds a row; its columns as text_of(table) lists them.
    template <typename... Columns>
    void add(JournalTable table, const Columns&... columns) {
        const std::array<SqliteValue, sizeof...(Columns)> values{sqlite_value(columns)...};
        add_values(table, values);
    }

    // Over all rows added: table after table, each in the order of adding.
    [[nodiscard]] Digest digest() const;

 private:
    void add_values(JournalTable table, std::span<const SqliteValue> values);

    Database& database_;
    std::array<std::vector<std::uint8_t>, journal_table_count> rows_;
};

// An entry of an audit chain.
struct ChainEntry {
    std::uint32_t chain = 0;
    std::uint64_t position = 0;  // 1 and above
    std::uint32_t epoch = 0;
    std::chrono::sys_seconds at;
    std::uint32_t commands = 0;
    Digest batch{};     // Journal::digest
    Digest previous{};  // of the entry before; zeros for the first
};
[[nodiscard]] Digest digest_of(const ChainEntry& entry);

}  // namespace office
