#include "office/store/office_file.h"

#include <string>
#include <utility>

#include "office/store/migrations.h"
#include "office/store/statistic_rows.h"

namespace office {
namespace {

constexpr std::int64_t application_id = 0x54414C59;  // "TALY", in the file's header

// The first whose totals are kept.
constexpr std::int64_t version_with_statistics = 6;

// 1 and above; any other file is not ours.
std::int64_t version_of(const std::filesystem::path& file) {
    Database database{file, Database::Access::read};
    const std::int64_t version = database.number("PRAGMA user_version");
    if (database.number("PRAGMA application_id") != application_id || version < 1 ||
        std::cmp_greater(version, migrations().size())) {
        throw SqliteFailure{StoreProblem::not_an_office,
                            file.string() + " is not an office of this version of Tallywatt"};
    }
    return version;
}

}  // namespace

void make_office_file(const std::filesystem::path& file, const Settings& settings) {
    Database database{file, Database::Access::create};
    auto transaction = Transaction::for_writing(database);
    for (const std::string_view script : migrations()) {
        database.execute(std::string{script});
    }
    database.execute("PRAGMA application_id = " + std::to_string(application_id) +
                     "; PRAGMA user_version = " + std::to_string(migrations().size()));
    database.run("INSERT INTO office VALUES (1, ?, ?, ?, ?)", settings.office, settings.name,
                 settings.currency, settings.time_zone);
    transaction.commit();
}

void bring_up_to_date(const std::filesystem::path& file) {
    std::int64_t version = version_of(file);
    if (std::cmp_equal(version, migrations().size())) {
        return;
    }
    Database database{file, Database::Access::write};
    auto transaction = Transaction::for_writing(database);
    // Another process may have done it meanwhile.
    version = database.number("PRAGMA user_version");
    for (const std::string_view script : migrations().subspan(static_cast<std::size_t>(version))) {
        database.execute(std::string{script});
    }
    if (version < version_with_statistics) {
        derive_statistics(database);
    }
    database.execute("PRAGMA user_version = " + std::to_string(migrations().size()));
    transaction.commit();
}

Database open_office_file(const std::filesystem::path& file) {
    if (std::cmp_not_equal(version_of(file), migrations().size())) {
        throw SqliteFailure{StoreProblem::not_an_office,
                            file.string() +
                                " is an office of an earlier version of Tallywatt: "
                                "tallywatt-office serve brings it up to date"};
    }
    return Database{file, Database::Access::read};
}

}  // namespace office
