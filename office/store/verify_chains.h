// The part of verify_books that reads every row and every entry of the audit chains.
#pragma once

#include <span>

#include "office/store/sqlite_database.h"
#include "office/store/verify_books.h"

namespace office {

// Adds what it finds, and the counts of commands and entries.
void verify_chains(Database& database, std::span<const SignedHeads> copies,
                   const SignatureCheck& is_genuine, const ProofWatch& watch, Verification& found);

}  // namespace office
