#include "apps/office_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/terminal.h"
#include "office/web/secret.h"

namespace apps {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::unexpected<std::string> complain(std::string sentence) {
    return std::unexpected{std::move(sentence)};
}

}  // namespace

OrComplaint<OfficeDirectory> OfficeDirectory::create(const fs::path& path,
                                                     const fs::path& pkcs11_module,
                                                     const fs::path& pin_file, PinFrom pin_from) {
    std::error_code error;
    if (fs::exists(path, error) && !fs::is_empty(path, error)) {
        return complain(path.string() + " is not empty: give --data a new directory");
    }
    fs::create_directories(path, error);
    fs::permissions(path, fs::perms::owner_all, error);
    if (error) {
        return complain("cannot make " + path.string() + ": " + error.message());
    }
    const bool makes_pin = pin_file.empty() && pin_from == PinFrom::file;
    OfficeDirectory directory{.path = path, .pkcs11_module = pkcs11_module, .pin_file = {}};
    if (!pin_file.empty()) {
        directory.pin_file = fs::absolute(pin_file);
    }
    if (makes_pin) {
        directory.pin_file = "pin";
        if (auto written = write_secret(path / "pin", office::new_secret() + "\n"); !written) {
            return complain(written.error());
        }
    }
    std::ofstream file{path / "office.json"};
    file << Json{{"pkcs11_module", pkcs11_module.string()},
                 {"pin_file", directory.pin_file.string()}}
                .dump(2)
         << '\n';
    if (!file.flush()) {
        return complain("cannot write " + (path / "office.json").string());
    }
    return directory;
}

OrComplaint<OfficeDirectory> OfficeDirectory::open(const fs::path& path) {
    const fs::path settings = path / "office.json";
    std::ifstream file{settings};
    const Json json = Json::parse(file, nullptr, false);
    if (!json.is_object() || !json.contains("pkcs11_module") || !json.contains("pin_file") ||
        !json["pkcs11_module"].is_string() || !json["pin_file"].is_string()) {
        return complain(path.string() + " holds no office: make one with tallywatt-office init");
    }
    return OfficeDirectory{.path = path,
                           .pkcs11_module = json["pkcs11_module"].get<std::string>(),
                           .pin_file = json["pin_file"].get<std::string>()};
}

OrComplaint<std::unique_ptr<office::TokenModule>> OfficeDirectory::load_module() const {
    if (!office::use_private_softhsm(path)) {
        return complain("cannot write into " + path.string());
    }
    auto module = office::TokenModule::load(pkcs11_module);
    if (!module) {
        return complain(pkcs11_module.string() + ": " + complaint(module.error()));
    }
    return std::move(*module);
}

OrComplaint<std::string> OfficeDirectory::pin() const {
    if (pin_file.empty()) {
        return ask_secret("PIN of the token: ", "make the office with --pin-file");
    }
    // A PIN of the directory's own moves with it.
    return read_secret(pin_file.is_absolute() ? pin_file : path / pin_file);
}

std::string complaint(office::TokenError error) {
    switch (error) {
        case office::TokenError::module_not_loaded:
            return "this is no PKCS#11 module that can be loaded: install softhsm2 or name another";
        case office::TokenError::no_free_slot:
            return "the PKCS#11 module has no free slot for a new token";
        case office::TokenError::token_not_found:
            return "the PKCS#11 module holds no token of this office";
        case office::TokenError::pin_refused:
            return "the token refuses the PIN: check the PIN file";
        case office::TokenError::master_missing:
            return "the token does not hold this key: bring it in with tallywatt-office key import";
        case office::TokenError::master_there:
            return "the token holds a key of this name already";
        case office::TokenError::wrong_shares:
            return "these shares do not make this key";
        case office::TokenError::token_failed:
            return "the token failed: its answer is in the log";
    }
    std::unreachable();
}

OrComplaint<std::string> read_secret(const fs::path& file) {
    std::error_code error;
    const fs::perms mode = fs::status(file, error).permissions();
    if (error) {
        return complain("cannot read " + file.string());
    }
    if ((mode & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none) {
        return complain(file.string() + " is open to others: chmod 600 it first");
    }
    std::ifstream stream{file};
    std::string line;
    if (!std::getline(stream, line) || line.empty()) {
        return complain(file.string() + " is empty or cannot be read");
    }
    return line;
}

OrComplaint<void> write_secret(const fs::path& file, const std::string& content) {
    const int handle = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (handle < 0) {
        return complain("cannot make " + file.string() + ", or it exists already");
    }
    const bool is_written =
        ::write(handle, content.data(), content.size()) == static_cast<::ssize_t>(content.size()) &&
        ::fsync(handle) == 0;
    ::close(handle);
    if (!is_written) {
        return complain("cannot write " + file.string());
    }
    return {};
}

}  // namespace apps
