#include "apps/key_files.h"

#include <string>
#include <utility>

#include "office/web/secret.h"

namespace apps {

OrComplaint<void> write_key_file(office::KeyStore& keys, card::MeterId meter,
                                 card::KeyVersion version, const std::filesystem::path& file) {
    const auto exported = keys.export_meter_keys(meter, version);
    if (!exported) {
        return std::unexpected{
            std::string{exported.error() == office::KeyProblem::unknown_key_version
                            ? "the token lacks the master or the roll-over key: bring it in with "
                              "tallywatt-office key import"
                            : "the token did not give the meter's keys"}};
    }
    std::string json = "{\"meter\":\"" + std::to_string(std::to_underlying(meter)) +
                       "\",\"key_version\":" + std::to_string(std::to_underlying(version)) +
                       ",\"k_meter\":\"" + office::to_hex(exported->meter_key.bytes()) +
                       "\",\"k_roll\":\"" + office::to_hex(exported->roll_key.bytes()) + "\"}\n";
    const std::filesystem::path unfinished = file.string() + ".unfinished";
    std::error_code error;
    std::filesystem::remove(unfinished, error);
    auto written = write_secret(unfinished, json);
    std::fill(json.begin(), json.end(), '\0');
    if (!written) {
        return written;
    }
    std::filesystem::rename(unfinished, file, error);
    if (error) {
        return std::unexpected{"cannot write " + file.string() + ": " + error.message()};
    }
    return {};
}

}  // namespace apps
