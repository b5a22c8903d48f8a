// What tallywatt-office does: each task opens the directory, puts the parts together and lets them
// work. Refused with a sentence for the operator.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "apps/office_directory.h"
#include "card/identifiers.h"

namespace apps {

struct NewOffice {
    std::filesystem::path data;
    std::string name = "Tallywatt";
    std::string currency = "EUR";
    std::string time_zone = "Europe/Paris";
    std::uint32_t office = 1;
    std::filesystem::path pin_file;  // empty: as `pin_from` says
    PinFrom pin_from = PinFrom::file;
    std::filesystem::path pkcs11_module = "/usr/lib/softhsm/libsofthsm2.so";
    std::string administrator;
    std::filesystem::path password_file;
    std::string second_administrator;
    std::filesystem::path second_password_file;
    std::filesystem::path shares;  // the folder for the first keys' shares; empty: DATA/shares
};

struct NewPerson {
    std::string name;
    std::string role;
    std::filesystem::path password_file;
};

struct NewTokenFile {
    std::string user;
    std::string label;
    std::filesystem::path output;  // made with mode 0600
};

OrComplaint<void> make_office(const NewOffice& settings);
// Serves until SIGTERM; prints "listening http://HOST:PORT" on stdout once it does.
OrComplaint<void> serve_office(const std::filesystem::path& data, const std::string& host,
                               std::uint16_t port);
OrComplaint<void> add_person(const std::filesystem::path& data, const NewPerson& person);
OrComplaint<void> add_token(const std::filesystem::path& data, const NewTokenFile& token);
// Proves the books against themselves and against the signed copies; prints what it found.
OrComplaint<void> verify_office(const std::filesystem::path& data);
// The file that the keying bench writes into a meter.
OrComplaint<void> export_meter_key(const std::filesystem::path& data, card::MeterId meter,
                                   const std::filesystem::path& output);

}  // namespace apps
