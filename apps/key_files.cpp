#include "apps/key_files.h"

#include <string>
#include <utility>

#include "card/crypto/key128.h"
#include "office/web/secret.h"

namespace apps {

OrComplaint<void> write_key_file(office::KeyStore& keys, card::MeterId meter,
                                 card::KeyVersion version, const std::filesystem::path& file) {
    auto key = keys.export_meter_key(meter, version);
    if (!key) {
        return std::unexpected{std::string{"the token did not give the meter's key"}};
    }
    std::string json = "{\"meter\":\"" + std::to_string(std::to_underlying(meter)) +
                       "\",\"key_version\":" + std::to_string(std::to_underlying(version)) +
                       ",\"k_meter\":\"" + office::to_hex(*key) + "\"}\n";
    card::wipe(*key);
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
