#include "apps/office_tasks.h"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <span>
#include <string_view>
#include <utility>

#include "apps/audit_keeper.h"
#include "apps/key_ceremonies.h"
#include "apps/key_files.h"
#include "apps/office_parts.h"
#include "apps/office_watch.h"
#include "office/domain/text.h"
#include "office/reader/office_card_work.h"
#include "office/store/background_proof.h"
#include "office/store/group_commit_writer.h"
#include "office/store/sqlite_store.h"
#include "office/store/verify_books.h"
#include "office/web/http_server.h"
#include "office/web/names.h"
#include "office/web/office_site.h"
#include "office/web/password.h"
#include "office/web/secret.h"

namespace apps {
namespace {

namespace fs = std::filesystem;
using office::GroupCommitWriter;

constexpr std::size_t token_threads = 4;

OrComplaint<std::string> read_password(const fs::path& file) {
    auto password = read_secret(file);
    if (!password) {
        return complain(password.error());
    }
    if (password->size() < office::shortest_password ||
        password->size() > office::longest_password) {
        return complain("a password has 8 to 200 bytes");
    }
    return std::move(*password);
}

OrComplaint<void> add_user_to(office::Store& store, const NewPerson& person) {
    const auto role = office::parse_role(person.role);
    if (!role) {
        return complain("--role must be clerk, supervisor, administrator, auditor or inspector");
    }
    const auto password = read_password(person.password_file);
    if (!password) {
        return complain(password.error());
    }
    const auto user = post<office::NewUser>(
        store,
        office::AddUser{
            .name = person.name, .role = *role, .password_hash = office::password_hash(*password)},
        person.name);
    if (!user) {
        return complain(user.error());
    }
    return {};
}

OrComplaint<void> keep_address(const OfficeDirectory& directory, const std::string& url) {
    std::ofstream file{directory.address()};
    file << url << '\n';
    if (!file.flush()) {
        return complain("cannot write " + directory.address().string());
    }
    return {};
}

// Every connection is a descriptor, and the usual soft limit holds fewer than the server may have.
void raise_descriptor_limit() {
    ::rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) {
        return;
    }
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) {
        spdlog::info("open files: at most {}", limit.rlim_cur);
    } else {
        spdlog::warn("the limit of open files could not be raised");
    }
}

// By the token; a signature that it cannot look at is none.
office::SignatureCheck signature_check(office::KeyStore& keys) {
    return [&keys](std::span<const std::uint8_t> text, std::span<const std::uint8_t> signature) {
        const auto genuine = keys.audit_signature_is_genuine(text, signature);
        return genuine && *genuine;
    };
}

// Prints what was found; refused where it is a fault.
OrComplaint<void> tell(const office::Verification& found) {
    for (const office::FoundFault& fault : found.faults) {
        std::printf("FAULT %s: %s\n", std::string{office::fault_name(fault.fault)}.c_str(),
                    fault.where.c_str());
    }
    for (const office::Unproven& part : found.unproven) {
        std::printf("unproven: entries %llu to %llu of chain %u follow the last signed copy\n",
                    static_cast<unsigned long long>(part.first),
                    static_cast<unsigned long long>(part.last), part.chain);
    }
    std::printf("verified: %llu commands in %llu entries, %llu sales, %llu signed copies\n",
                static_cast<unsigned long long>(found.commands),
                static_cast<unsigned long long>(found.entries),
                static_cast<unsigned long long>(found.sales),
                static_cast<unsigned long long>(found.copies));
    if (!found.is_sound()) {
        return complain(std::to_string(found.faults.size()) +
                        " faults: keep this directory as it is and ask who had access to it");
    }
    return {};
}

// Everything that can be wrong with the options is found before anything is made.
OrComplaint<void> check_options(const NewOffice& settings) {
    if (const auto clock = clock_of_zone(settings.time_zone); !clock) {
        return complain(clock.error());
    }
    if (const auto password = read_password(settings.password_file); !password) {
        return complain(password.error());
    }
    if (const auto password = read_password(settings.second_password_file); !password) {
        return complain(password.error());
    }
    for (const std::string& name : {settings.administrator, settings.second_administrator}) {
        if (office::refused_name(name)) {
            return complain("--admin and --second-admin must be names of at most 200 bytes");
        }
    }
    if (settings.administrator == settings.second_administrator) {
        return complain("the master key needs two people: --second-admin must be another one");
    }
    const auto is_capital = [](char c) { return 'A' <= c && c <= 'Z'; };
    if (settings.currency.size() != 3 || !std::ranges::all_of(settings.currency, is_capital)) {
        return complain("--currency must be three capital letters like EUR");
    }
    if (!settings.pin_file.empty()) {
        if (const auto pin = read_secret(settings.pin_file); !pin) {
            return complain(pin.error());
        }
    }
    return {};
}

// Makes token, books, the first two users and, as their first ceremony, the keys.
OrComplaint<void> fill_office(const OfficeDirectory& directory, const NewOffice& settings) {
    const auto store = office::SqliteStore::create(
        directory.books(), office::Settings{.office = card::OfficeId{settings.office},
                                            .name = settings.name,
                                            .currency = settings.currency,
                                            .time_zone = settings.time_zone});
    if (!store) {
        return complain(store.error().detail);
    }
    for (const auto& [name, password_file] :
         {std::pair{settings.administrator, settings.password_file},
          std::pair{settings.second_administrator, settings.second_password_file}}) {
        const auto added = add_user_to(
            **store, {.name = name, .role = "administrator", .password_file = password_file});
        if (!added) {
            return added;
        }
    }
    auto room = open_ceremony_room(directory.path, MissingToken::make);
    if (!room) {
        return complain(room.error());
    }
    const auto people = prove_two(*room->store, {settings.administrator, settings.password_file},
                                  {settings.second_administrator, settings.second_password_file});
    if (!people) {
        return complain(people.error());
    }
    using enum office::MasterKind;
    return create_masters(*room, *people, {master, roll_over, audit}, {},
                          settings.shares.empty() ? directory.path / "shares" : settings.shares);
}

}  // namespace

OrComplaint<void> make_office(const NewOffice& settings) {
    if (auto possible = check_options(settings); !possible) {
        return possible;
    }
    std::error_code error;
    const bool was_there = fs::exists(settings.data, error);
    const auto directory = OfficeDirectory::create(settings.data, settings.pkcs11_module,
                                                   settings.pin_file, settings.pin_from);
    if (!directory) {
        return complain(directory.error());
    }
    auto made = fill_office(*directory, settings);
    if (!made) {
        // It was empty or not there before, and half an office would keep the next one out.
        for (const auto& entry : fs::directory_iterator{settings.data, error}) {
            fs::remove_all(entry.path(), error);
        }
        if (!was_there) {
            fs::remove(settings.data, error);
        }
    }
    return made;
}

OrComplaint<void> serve_office(const fs::path& data, const std::string& host, std::uint16_t port) {
    const auto opened = open_office(data, token_threads);
    if (!opened) {
        return complain(opened.error());
    }
    const auto& [directory, module, keys, store] = *opened;
    const auto clock = clock_of_zone(store->settings().time_zone);
    if (!clock) {
        return complain(clock.error());
    }
    raise_descriptor_limit();
    const AuditKeeper audit_keeper{*store, *keys, directory.audit_heads()};
    GroupCommitWriter writer{*store, *clock, *keys};
    office::OfficeCardWork card_work{*keys, writer, *store};
    office::BackgroundProof proof{directory.books(), directory.audit_heads(),
                                  signature_check(*keys)};
    OfficeWatch watch{directory.path, directory.books(), *keys, audit_keeper};
    office::OfficeSite site{{.store = *store,
                             .books = writer,
                             .card_work = card_work,
                             .proof = proof,
                             .health = watch}};
    const auto server = office::HttpServer::open(host, port, site);
    if (!server) {
        return complain(server.error());
    }
    const std::string url = "http://" + host + ":" + std::to_string((*server)->port());
    if (const auto kept = keep_address(directory, url); !kept) {
        return kept;
    }
    std::printf("listening %s\n", url.c_str());
    std::fflush(stdout);
    (*server)->run();
    std::error_code ignored;
    fs::remove(directory.address(), ignored);
    spdlog::info("stopped");
    return {};
}

OrComplaint<void> add_person(const fs::path& data, const NewPerson& person) {
    const auto directory = OfficeDirectory::open(data);
    if (!directory) {
        return complain(directory.error());
    }
    const auto store = open_books(*directory);
    if (!store) {
        return complain(store.error());
    }
    return add_user_to(**store, person);
}

OrComplaint<void> add_token(const fs::path& data, const NewTokenFile& token) {
    const auto directory = OfficeDirectory::open(data);
    if (!directory) {
        return complain(directory.error());
    }
    const auto store = open_books(*directory);
    if (!store) {
        return complain(store.error());
    }
    const auto user = (*store)->user_by_name(token.user);
    if (!user || !*user) {
        return complain("there is no user " + token.user);
    }
    const std::string secret = office::new_secret();
    // The file first: a token that the books know and nobody holds would be of no use.
    if (auto written = write_secret(token.output, secret + "\n"); !written) {
        return written;
    }
    const auto posted =
        post<office::NewToken>(**store,
                               office::AddApiToken{.owner = (*user)->user,
                                                   .label = token.label,
                                                   .token_hash = office::secret_hash(secret)},
                               token.label);
    if (!posted) {
        std::error_code ignored;
        fs::remove(token.output, ignored);
        return complain(posted.error());
    }
    return {};
}

OrComplaint<void> export_meter_key(const fs::path& data, card::MeterId meter,
                                   const fs::path& output) {
    const auto opened = open_office(data, 1);
    if (!opened) {
        return complain(opened.error());
    }
    const auto& [directory, module, keys, store] = *opened;
    const auto known = store->meter(meter);
    if (!known || !*known) {
        return complain("meter " + std::to_string(std::to_underlying(meter)) +
                        " is not registered: add it first");
    }
    // The file first and empty: once the books say that the key left, little is left to fail.
    if (auto made = write_secret(output, ""); !made) {
        return made;
    }
    std::error_code ignored;
    const auto posted = post<office::Done>(*store, office::ExportMeterKey{meter},
                                           "meter " + std::to_string(std::to_underlying(meter)));
    if (!posted) {
        fs::remove(output, ignored);
        return complain(posted.error());
    }
    if (auto written = write_key_file(*keys, meter, (*known)->key_version, output); !written) {
        return written;
    }
    return keep_uses(*keys, *store);
}

OrComplaint<void> verify_office(const fs::path& data) {
    const auto opened = open_office(data, 1);
    if (!opened) {
        return complain(opened.error());
    }
    const auto& [directory, module, keys, store] = *opened;
    const auto copies = office::AuditHeadsFolder{directory.audit_heads()}.all();
    if (!copies) {
        return complain(copies.error().detail);
    }
    const auto verified = office::verify_books(directory.books(), *copies, signature_check(*keys));
    if (!verified) {
        return complain(verified.error().detail);
    }
    return tell(*verified);
}

}  // namespace apps
