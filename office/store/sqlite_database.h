// SQLite's C interface with owners. Failures are thrown as SqliteFailure inside this folder; the
// store's public functions catch it and give a StoreError.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "office/domain/store.h"
#include "office/store/sqlite_value.h"

struct sqlite3;
struct sqlite3_stmt;

namespace office {

struct SqliteFailure {
    StoreProblem problem{};
    std::string detail;
};

// A statement with its parameters, row by row. What a row holds is valid until the next step. One
// query of the same text at a time on one connection.
class Query {
 public:
    Query(sqlite3_stmt* statement, std::span<const SqliteValue> parameters);
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    // True where there is a row to look at.
    bool step();

    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] Blob blob(int column) const;
    // As it is stored.
    [[nodiscard]] SqliteValue value(int column) const;

    template <typename T>
    [[nodiscard]] T as(int column) const {
        return static_cast<T>(integer(column));
    }
    template <typename Q>
    [[nodiscard]] Q quantity(int column) const {
        return Q{integer(column)};
    }
    [[nodiscard]] std::chrono::sys_seconds time(int column) const;
    [[nodiscard]] std::chrono::year_month_day date(int column) const;
    // Shorter or longer blobs are a damaged database.
    template <std::size_t N>
    [[nodiscard]] std::array<std::uint8_t, N> array(int column) const {
        std::array<std::uint8_t, N> bytes{};
        copy_blob(column, bytes);
        return bytes;
    }
    template <typename T>
    [[nodiscard]] std::optional<T> maybe(int column) const {
        if (is_null(column)) {
            return std::nullopt;
        }
        return as<T>(column);
    }

 private:
    void copy_blob(int column, std::span<std::uint8_t> to) const;

    sqlite3_stmt* statement_;  // owned by the connection; reset at the end
};

// One connection, for one thread at a time.
class Database {
 public:
    enum class Access : std::uint8_t { read, write, create };

    // Opens the file and sets the connection up: write-ahead log, every commit synced.
    Database(const std::filesystem::path& file, Access access);

    // Runs a script without results.
    void execute(const std::string& script);
    // `sql` must outlive the connection: a literal, or one of a table of texts.
    template <typename... Parameters>
    [[nodiscard]] Query query(std::string_view sql, const Parameters&... parameters) {
        const std::array<SqliteValue, sizeof...(Parameters)> values{sqlite_value(parameters)...};
        return query_with(sql, values);
    }
    [[nodiscard]] Query query_with(std::string_view sql, std::span<const SqliteValue> values) {
        return Query{prepared(sql), values};
    }
    // The same for a statement without rows.
    template <typename... Parameters>
    void run(std::string_view sql, const Parameters&... parameters) {
        const std::array<SqliteValue, sizeof...(Parameters)> values{sqlite_value(parameters)...};
        run_with(sql, values);
    }
    void run_with(std::string_view sql, std::span<const SqliteValue> values);
    // The one number that a query without parameters gives; 0 where it gives none.
    [[nodiscard]] std::int64_t number(std::string_view sql);

    // Ends the transaction that stands, if one does, as if it had never begun.
    void roll_back() noexcept;

 private:
    struct Close {
        void operator()(sqlite3* database) const;
    };

    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

    sqlite3_stmt* prepared(std::string_view sql);

    std::unique_ptr<sqlite3, Close> database_;
    std::unordered_map<std::string_view, Statement> statements_;  // finalized before the close
};

// Rolls back unless committed.
class Transaction {
 public:
    // Takes the write lock at once: everything read from here on stays true until the commit.
    static Transaction for_writing(Database& database) { return {database, "BEGIN IMMEDIATE"}; }
    // All queries see one state of the books.
    static Transaction for_reading(Database& database) { return {database, "BEGIN"}; }

    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    // Durable when it returns.
    void commit();

 private:
    Transaction(Database& database, std::string_view begin);

    Database& database_;
};

}  // namespace office
