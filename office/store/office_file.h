// How a database file shows that it holds an office of this version.
#pragma once

#include <filesystem>

#include "office/domain/settings.h"
#include "office/store/sqlite_database.h"

namespace office {

// Makes the tables in a new file and sets the office up. Throws SqliteFailure.
void make_office_file(const std::filesystem::path& file, const Settings& settings);

// Makes an office of an earlier version one of this version, all or nothing; any other file stays
// as it is. Throws SqliteFailure: cannot_open, not_a_database, not_an_office, read_or_write.
void bring_up_to_date(const std::filesystem::path& file);

// A read-only connection to an office; the file is left as it is.
// Throws SqliteFailure: cannot_open, not_a_database, not_an_office.
[[nodiscard]] Database open_office_file(const std::filesystem::path& file);

}  // namespace office
