#include "office/store/sqlite_database.h"

#include <sqlite3.h>

#include <algorithm>

namespace office {
namespace {

constexpr int busy_milliseconds = 10'000;

[[noreturn]] void fail(sqlite3* database, int code) {
    const char* const file = database != nullptr ? sqlite3_db_filename(database, "main") : nullptr;
    const std::string name = file != nullptr ? file : "the database";
    switch (code & 0xFF) {
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            throw SqliteFailure{StoreProblem::cannot_open, name + " cannot be opened"};
        case SQLITE_BUSY:
            throw SqliteFailure{StoreProblem::too_busy,
                                name + " is being written by another program; try again"};
        case SQLITE_NOTADB:
            throw SqliteFailure{StoreProblem::not_a_database, name + " is not a database"};
        default:
            throw SqliteFailure{StoreProblem::read_or_write,
                                name + ": " + std::string{sqlite3_errmsg(database)}};
    }
}

void check(sqlite3* database, int code) {
    if (code != SQLITE_OK) {
        fail(database, code);
    }
}

struct Bind {
    sqlite3_stmt* statement;
    int index;

    int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, index); }
    int operator()(std::int64_t number) const {
        return sqlite3_bind_int64(statement, index, number);
    }
    // The values live until the statement is run: with() and step() stand in one expression, and
    // what is bound longer belongs to the caller.
    int operator()(std::string_view text) const {
        return sqlite3_bind_text64(statement, index, text.data() == nullptr ? "" : text.data(),
                                   text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    int operator()(Blob bytes) const {
        return sqlite3_bind_blob64(
            statement, index, bytes.data() == nullptr ? "" : static_cast<const void*>(bytes.data()),
            bytes.size(), SQLITE_TRANSIENT);
    }
};

int open_flags(Database::Access access) {
    switch (access) {
        case Database::Access::read:
            return SQLITE_OPEN_READONLY;
        case Database::Access::write:
            return SQLITE_OPEN_READWRITE;
        case Database::Access::create:
            return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
    __builtin_unreachable();
}

}  // namespace

Query::Query(sqlite3_stmt* statement, std::span<const SqliteValue> parameters)
    : statement_{statement} {
    int index = 0;
    for (const SqliteValue& value : parameters) {
        check(sqlite3_db_handle(statement_), std::visit(Bind{statement_, ++index}, value));
    }
}

Query::~Query() {
    sqlite3_reset(statement_);  // ends its part in any read transaction
}

bool Query::step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        fail(sqlite3_db_handle(statement_), code);
    }
    return code == SQLITE_ROW;
}

bool Query::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Query::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string_view Query::text(int column) const {
    const auto* const begin =
        reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (begin == nullptr) {
        return {};
    }
    return {begin, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Blob Query::blob(int column) const {
    const auto* const begin =
        static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    return {begin, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

SqliteValue Query::value(int column) const {
    switch (sqlite3_column_type(statement_, column)) {
        case SQLITE_NULL:
            return nullptr;
        case SQLITE_TEXT:
            return text(column);
        case SQLITE_BLOB:
            return blob(column);
        default:
            return integer(column);
    }
}

std::chrono::sys_seconds Query::time(int column) const {
    return std::chrono::sys_seconds{std::chrono::seconds{integer(column)}};
}

std::chrono::year_month_day Query::date(int column) const {
    return std::chrono::sys_days{std::chrono::days{as<std::int32_t>(column)}};
}

void Query::copy_blob(int column, std::span<std::uint8_t> to) const {
    const Blob bytes = blob(column);
    if (bytes.size() != to.size()) {
        throw SqliteFailure{StoreProblem::read_or_write, "a field has the wrong length"};
    }
    std::ranges::copy(bytes, to.begin());
}

void Database::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

Database::Database(const std::filesystem::path& file, Access access) {
    sqlite3* opened = nullptr;
    const int code =
        sqlite3_open_v2(file.c_str(), &opened, open_flags(access) | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) {
        throw SqliteFailure{StoreProblem::cannot_open, file.string() + " cannot be opened"};
    }
    sqlite3_extended_result_codes(opened, 1);
    check(opened, sqlite3_busy_timeout(opened, busy_milliseconds));
    if (access != Access::read) {
        execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    }
    execute("PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536;");
}

void Database::execute(const std::string& script) {
    check(database_.get(),
          sqlite3_exec(database_.get(), script.c_str(), nullptr, nullptr, nullptr));
}

sqlite3_stmt* Database::prepared(std::string_view sql) {
    const auto known = statements_.find(sql);
    if (known != statements_.end()) {
        return known->second.get();
    }
    sqlite3_stmt* statement = nullptr;
    check(database_.get(),
          sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                             SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    return statements_.emplace(sql, Statement{statement}).first->second.get();
}

void Database::run_with(std::string_view sql, std::span<const SqliteValue> values) {
    Query statement{prepared(sql), values};
    while (statement.step()) {
    }
}

std::int64_t Database::number(std::string_view sql) {
    Query found = query(sql);
    return found.step() ? found.integer(0) : 0;
}

void Database::roll_back() noexcept {
    if (sqlite3_get_autocommit(database_.get()) == 0) {
        // Where even this fails the file does: SQLite rolls back when it is next opened.
        sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

Transaction::Transaction(Database& database, std::string_view begin) : database_{database} {
    database_.run(begin);
}

Transaction::~Transaction() {
    database_.roll_back();
}

void Transaction::commit() {
    database_.run("COMMIT");
}

}  // namespace office
