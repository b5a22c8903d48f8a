// Brings the meters and customers of a CSV file into the office, a row at a time.
#pragma once

#include <cstddef>
#include <string>

#include "office/cli/office_client.h"

namespace office {

struct ImportOptions {
    std::string file;  // as office/domain/production_file.h says, with neither keys nor cards
    bool is_dry_run = false;
    bool as_json = false;
    std::size_t connections = 8;  // rows on their way at a time, 1 to 64
};

// Prints what became of the rows, a line on stderr for each that was refused, and how far it is.
// Each row's commands have ids that follow from the row alone: after a break the same file again
// goes on where it stopped, and what was made stays made once. A file with a fault in its form is
// refused whole before anything is sent; a dry run only asks. Returns the exit status.
[[nodiscard]] int import_customers(const OfficeClient& client, const ImportOptions& options);

}  // namespace office
