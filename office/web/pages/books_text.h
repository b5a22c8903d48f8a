// What the pages of the books and of findings say, in each language.
#pragma once

#include <string_view>

#include "office/domain/books_proof.h"
#include "office/domain/ledger.h"
#include "office/web/pages/page_text.h"

namespace office {

struct BooksText {
    std::string_view books;
    std::string_view ledger;
    std::string_view postings;
    std::string_view account;
    std::string_view amount;
    std::string_view chains;
    std::string_view chains_note;
    std::string_view chain;
    std::string_view length;
    std::string_view digest;
    std::string_view entries;
    std::string_view position;
    std::string_view commands;
    std::string_view proof;
    std::string_view proof_note;
    std::string_view prove;
    std::string_view proving;
    std::string_view never_proved;
    std::string_view proof_failed;
    std::string_view is_sound;
    std::string_view has_faults;
    std::string_view unproven;
    std::string_view sales;
    std::string_view copies;
    std::string_view copies_are_old;
    std::string_view exports;
    std::string_view exports_note;
    std::string_view journal;
    std::string_view audit_file;
    std::string_view from;
    std::string_view to;
    std::string_view not_a_date;
    std::string_view too_many_legs;
    std::string_view findings;
    std::string_view findings_note;
};

[[nodiscard]] const BooksText& books_text(Language language);
[[nodiscard]] std::string_view account_text(Language language, Account account);
[[nodiscard]] std::string_view fault_text(Language language, Fault fault);

}  // namespace office
