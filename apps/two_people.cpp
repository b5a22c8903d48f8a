#include "apps/two_people.h"

#include <algorithm>
#include <chrono>

#include "apps/office_parts.h"
#include "apps/terminal.h"
#include "office/web/password.h"

namespace apps {
namespace {

OrComplaint<std::string> name_of(const PersonOptions& person, const std::string& place) {
    return person.name.empty()
               ? ask_line("Name of the " + place + " administrator: ", "give --" + place + " NAME")
               : OrComplaint<std::string>{person.name};
}

OrComplaint<office::UserView> prove(office::Store& store, const PersonOptions& person,
                                    const std::string& name, const std::string& place) {
    auto password =
        person.password_file.empty()
            ? ask_secret("Password of " + name + ": ", "give --" + place + "-password-file FILE")
            : read_secret(person.password_file);
    if (!password) {
        return complain(password.error());
    }
    const auto user = store.user_by_name(name);
    if (!user) {
        return complain(user.error().detail);
    }
    const auto at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (*user) {
        // Before the password is looked at: while the lock holds, no guess is answered.
        const auto failed = store.failed_proofs((*user)->user, at);
        if (!failed) {
            return complain(failed.error().detail);
        }
        if (*failed >= office::failed_proofs_until_locked) {
            return complain(name + ": " + sentence_of(office::Refusal::ceremony_locked));
        }
    }
    const bool is_right =
        office::is_password(*password, *user ? (*user)->password_hash : std::string{});
    std::ranges::fill(*password, '\0');
    if (!*user) {
        return complain("the name or the password of " + name + " is wrong");
    }
    if (!is_right) {
        if (const auto kept =
                post_command(store, office::RecordFailedProof{(*user)->user}, "a wrong password");
            !kept) {
            return complain(kept.error());
        }
        return complain("the name or the password of " + name + " is wrong");
    }
    return **user;
}

}  // namespace

OrComplaint<office::UserView> prove_one(office::Store& store, const PersonOptions& person) {
    return prove(store, person, person.name, "user");
}

OrComplaint<TwoPeople> prove_two(office::Store& store, const PersonOptions& first,
                                 const PersonOptions& second) {
    const auto first_name = name_of(first, "first");
    const auto second_name = first_name ? name_of(second, "second") : first_name;
    if (!first_name || !second_name) {
        return complain(first_name ? second_name.error() : first_name.error());
    }
    if (*first_name == *second_name) {
        return complain("a ceremony needs two people: " + *first_name + " is one");
    }
    const auto one = prove(store, first, *first_name, "first");
    const auto other = one ? prove(store, second, *second_name, "second") : one;
    if (!one || !other) {
        return complain(one ? other.error() : one.error());
    }
    for (const office::UserView& person : {*one, *other}) {
        if (person.role != office::Role::administrator) {
            return complain(person.name + " is no administrator");
        }
    }
    return TwoPeople{one->user, other->user};
}

}  // namespace apps
