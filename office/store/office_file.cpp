#include "office/store/office_file.h"

#include <string>
#include <utility>

#include "office/store/migrations.h"

namespace office {
namespace {

constexpr std::int64_t application_id = 0x54414C59;  // "TALY", in the file's header

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

Database open_office_file(const std::filesystem::path& file) {
    Database database{file, Database::Access::read};
    if (database.number("PRAGMA application_id") != application_id ||
        std::cmp_not_equal(database.number("PRAGMA user_version"), migrations().size())) {
        throw SqliteFailure{StoreProblem::not_an_office,
                            file.string() + " is not an office of this version of Tallywatt"};
    }
    return database;
}

}  // namespace office
