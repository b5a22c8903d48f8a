// Writes the ledger's postings into a CSV file (RFC 4180), for the books of the house.
#pragma once

#include <string>

#include "office/cli/office_client.h"

namespace office {

struct JournalOptions {
    std::string output;
    std::string from;  // business dates, both included; empty: all on that side
    std::string to;
};

// A row for each leg: leg, posting, business_date, meter, account, amount_minor, amount_wh; the
// legs of one posting sum to zero in each unit. A file that is there is not written over; one that
// could not be finished is taken away. Returns the exit status.
[[nodiscard]] int export_journal(const OfficeClient& client, const JournalOptions& options);

}  // namespace office
