// What the pages of the books and of findings say, in each language.
#pragma once

#include <string_view>

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
    std::string_view findings;
    std::string_view findings_note;
};

[[nodiscard]] const BooksText& books_text(Language language);
[[nodiscard]] std::string_view account_text(Language language, Account account);

}  // namespace office
