// Batch production: meters registered, their key sets for the keying bench, accounts opened and
// cards personalised, a row at a time, out of a CSV file (office/domain/production_file.h).
//
// What a row posts has ids made of the file's content, so that a run which was stopped anywhere
// goes on where it was and makes nothing twice.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "apps/office_directory.h"
#include "apps/two_people.h"

namespace apps {

struct ProductionOptions {
    std::filesystem::path data;
    std::filesystem::path file;
    PersonOptions user;                // who may register meters and open accounts
    std::filesystem::path keys;        // the folder for METER.key files
    std::filesystem::path card_files;  // software cards in this folder; empty: a PC/SC reader
    std::string reader;                // its whole name; empty: the first one
    unsigned patience_seconds = 300;   // for each card to be put in
    bool is_dry_run = false;
};

// Prints a plan (dry run), or makes every row, prints the report's totals, and keeps the report in
// FILE.report.csv and FILE.report.txt. Refused where any row cannot be made, or was not.
[[nodiscard]] OrComplaint<void> personalise(const ProductionOptions& options);

}  // namespace apps
