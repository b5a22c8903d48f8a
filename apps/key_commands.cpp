#include "apps/key_commands.h"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "apps/key_ceremonies.h"
#include "apps/key_lists.h"
#include "apps/office_parts.h"

namespace apps {
namespace {

using office::Ceremony;
using office::MasterKind;

// What may be given to the ceremonies; each takes what it asks for.
struct KeyOptions {
    std::string data;
    PersonOptions first;
    PersonOptions second;
    MasterKind kind = MasterKind::master;
    unsigned version = 0;
    unsigned shares = 3;
    unsigned needed = 2;
    std::string folder;
    std::vector<std::string> files;

    [[nodiscard]] office::ShareCounts counts() const {
        return {static_cast<std::uint8_t>(needed), static_cast<std::uint8_t>(shares)};
    }
    [[nodiscard]] office::MasterName master() const {
        return {kind, static_cast<card::KeyVersion>(version)};
    }
    [[nodiscard]] std::vector<std::filesystem::path> paths() const {
        return {files.begin(), files.end()};
    }
};
using Shared = std::shared_ptr<KeyOptions>;

const std::map<std::string, MasterKind> kinds{{"master", MasterKind::master},
                                              {"roll-over", MasterKind::roll_over}};

void take_data(CLI::App& command, const Shared& options) {
    command.add_option("--data", options->data, "The office's data directory")->required();
}

void take_people(CLI::App& command, const Shared& options) {
    take_data(command, options);
    command.add_option("--first", options->first.name,
                       "The first administrator; asked at the terminal without it");
    command.add_option("--first-password-file", options->first.password_file,
                       "Whose first line is the password; asked without it");
    command.add_option("--second", options->second.name, "Another administrator");
    command.add_option("--second-password-file", options->second.password_file,
                       "Whose first line is the password; asked without it");
}

void take_kind(CLI::App& command, const Shared& options) {
    command.add_option("--kind", options->kind, "master or roll-over")
        ->transform(CLI::CheckedTransformer(kinds));
}

void take_version(CLI::App& command, const Shared& options) {
    command.add_option("--version", options->version, "Of the key, 1 to 255")
        ->required()
        ->check(CLI::Range(1, 255));
}

void take_output(CLI::App& command, const Shared& options) {
    command.add_option("--shares", options->shares, "How many to make")->check(CLI::Range(2, 16));
    command.add_option("--needed", options->needed, "How many of them give the key")
        ->check(CLI::Range(2, 16));
    command.add_option("--output", options->folder, "The folder for the share files")->required();
}

void take_files(CLI::App& command, const Shared& options) {
    command.add_option("--share", options->files, "A share file; give as many as are needed")
        ->required();
}

// Runs `hold(room, people)` once two people are proven.
template <typename Hold>
void with_people(CLI::App& command, const Shared& options, OrComplaint<void>& result,
                 MissingToken missing, Hold hold) {
    command.callback([options, &result, missing, hold] {
        auto room = open_ceremony_room(options->data, missing);
        if (!room) {
            result = complain(room.error());
            return;
        }
        const auto people = prove_two(*room->store, options->first, options->second);
        result = people ? hold(*room, *people, *options) : complain(people.error());
    });
}

void add_plain(CLI::App& key, const char* name, const char* help, Ceremony ceremony,
               OrComplaint<void>& result) {
    const auto options = std::make_shared<KeyOptions>();
    auto* const command = key.add_subcommand(name, help);
    take_people(*command, options);
    if (ceremony == Ceremony::put_away) {
        options->kind = MasterKind::roll_over;
        options->version = 1;
        command->add_option("--version", options->version, "Of the key")->check(CLI::Range(1, 255));
    } else {
        take_version(*command, options);
    }
    with_people(*command, options, result, MissingToken::refuse,
                [ceremony](CeremonyRoom& room, const TwoPeople& people, const KeyOptions& given) {
                    return hold_plain_ceremony(room, people, ceremony, given.master());
                });
}

void add_create(CLI::App& key, OrComplaint<void>& result) {
    const auto options = std::make_shared<KeyOptions>();
    auto* const command =
        key.add_subcommand("create", "Make a key of the next version, and its shares");
    take_people(*command, options);
    take_kind(*command, options);
    take_output(*command, options);
    with_people(*command, options, result, MissingToken::refuse,
                [](CeremonyRoom& room, const TwoPeople& people, const KeyOptions& given) {
                    return create_masters(room, people, {given.kind}, given.counts(), given.folder);
                });
}

void add_import(CLI::App& key, OrComplaint<void>& result) {
    const auto options = std::make_shared<KeyOptions>();
    auto* const command =
        key.add_subcommand("import", "Bring keys from their shares into the token");
    take_people(*command, options);
    take_files(*command, options);
    with_people(*command, options, result, MissingToken::make,
                [](CeremonyRoom& room, const TwoPeople& people, const KeyOptions& given) {
                    return import_masters(room, people, given.paths());
                });
}

void add_export(CLI::App& key, OrComplaint<void>& result) {
    const auto options = std::make_shared<KeyOptions>();
    auto* const command = key.add_subcommand(
        "export", "Make new shares of keys; the old shares must come together for it");
    take_people(*command, options);
    take_files(*command, options);
    take_output(*command, options);
    with_people(*command, options, result, MissingToken::refuse,
                [](CeremonyRoom& room, const TwoPeople& people, const KeyOptions& given) {
                    return reshare_masters(room, people, given.paths(), given.counts(),
                                           given.folder);
                });
}

}  // namespace

void add_key_commands(CLI::App& app, OrComplaint<void>& result) {
    auto* const key = app.add_subcommand("key", "Ceremonies over master keys, by two people");
    key->require_subcommand(1);
    add_create(*key, result);
    add_import(*key, result);
    add_export(*key, result);
    add_plain(*key, "roll", "Let meters go over to a higher version of the master key",
              Ceremony::roll, result);
    add_plain(*key, "retire", "Take a master key that no meter has any more out of the token",
              Ceremony::retire, result);
    add_plain(*key, "put-away", "Take the roll-over key out of the token until it is needed",
              Ceremony::put_away, result);

    const auto listed = std::make_shared<KeyOptions>();
    auto* const list = key->add_subcommand("list", "The keys of the token, and all ceremonies");
    take_data(*list, listed);
    list->callback([listed, &result] { result = list_masters(listed->data); });

    const auto asked = std::make_shared<KeyOptions>();
    auto* const status = key->add_subcommand("status", "Meters and uses of each key version");
    take_data(*status, asked);
    status->callback([asked, &result] { result = tell_key_status(asked->data); });
}

}  // namespace apps
