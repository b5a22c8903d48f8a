// The parts of an office that every task of tallywatt-office opens, and the command that it posts.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "apps/office_directory.h"
#include "office/domain/commands.h"
#include "office/domain/outcomes.h"
#include "office/keys/token_key_store.h"
#include "office/store/group_commit_writer.h"
#include "office/store/sqlite_store.h"

namespace apps {

[[nodiscard]] std::unexpected<std::string> complain(std::string sentence);

[[nodiscard]] OrComplaint<office::GroupCommitWriter::Clock> clock_of_zone(const std::string& zone);

[[nodiscard]] OrComplaint<std::unique_ptr<office::SqliteStore>> open_books(
    const OfficeDirectory& directory);

// An office whose token is opened with `threads` sessions. The members go in reverse order.
struct OpenOffice {
    OfficeDirectory directory;
    std::unique_ptr<office::TokenModule> module;
    std::unique_ptr<office::TokenKeyStore> keys;
    std::unique_ptr<office::SqliteStore> store;
};
[[nodiscard]] OrComplaint<OpenOffice> open_office(const std::filesystem::path& data,
                                                  std::size_t threads);

// A fresh command id.
[[nodiscard]] office::CommandId new_command_id(std::chrono::sys_seconds at);

// What the command's refusal says to people.
[[nodiscard]] std::string sentence_of(office::Refusal refusal);

// Posts one command, from the office itself unless `user` gives it; its answer.
[[nodiscard]] OrComplaint<office::Answer> post_command(office::Store& store,
                                                       office::Command command,
                                                       std::string_view what,
                                                       office::UserId user = office::the_office);
template <typename T>
[[nodiscard]] OrComplaint<T> post(office::Store& store, office::Command command,
                                  std::string_view what) {
    auto answer = post_command(store, std::move(command), what);
    if (!answer) {
        return std::unexpected{answer.error()};
    }
    return std::get<T>(*answer);
}

// Puts what the keys were used for into the books.
[[nodiscard]] OrComplaint<void> keep_uses(office::KeyStore& keys, office::Store& store);

}  // namespace apps
