// The two administrators without whom no ceremony over a master key is held.
#pragma once

#include <filesystem>
#include <string>

#include "apps/office_directory.h"
#include "office/domain/identifiers.h"
#include "office/domain/store.h"

namespace apps {

// As given on the command line; what is empty is asked at the terminal.
struct PersonOptions {
    std::string name;
    std::filesystem::path password_file;
};

struct TwoPeople {
    office::UserId first{};
    office::UserId second{};
};

// Who it is, with the password proven; asked as "--user". A wrong password is kept in the books.
// Refused: an unknown name or wrong password, a person with too many wrong passwords.
[[nodiscard]] OrComplaint<office::UserView> prove_one(office::Store& store,
                                                      const PersonOptions& person);

// Who they are, with their passwords proven. A wrong password is kept in the books.
// Refused: the same person twice, an unknown name or wrong password, a person with too many wrong
// passwords, one who is no administrator.
[[nodiscard]] OrComplaint<TwoPeople> prove_two(office::Store& store, const PersonOptions& first,
                                               const PersonOptions& second);

}  // namespace apps
