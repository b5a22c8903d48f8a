#include "boards/host/key_file.h"

#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

#include "boards/host/whole_file.h"

namespace boards {
namespace {

using Json = nlohmann::json;

template <typename T>
std::optional<T> number_of(std::string_view text, int base) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::optional<std::string> string_in(const Json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string()) {
        return std::nullopt;
    }
    return found->get<std::string>();
}

std::optional<card::Key128> key_of(std::string_view hex) {
    card::Block bytes{};
    if (hex.size() != 2 * bytes.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = number_of<std::uint8_t>(hex.substr(2 * i, 2), 16);
        if (!byte) {
            return std::nullopt;
        }
        bytes[i] = *byte;
    }
    return card::Key128{bytes};
}

}  // namespace

std::expected<meter::Keying, std::string> parse_key_file(std::string_view text) {
    const Json file = Json::parse(text, nullptr, false);
    if (!file.is_object()) {
        return std::unexpected{std::string{"is not a JSON object"}};
    }
    const auto meter_text = string_in(file, "meter");
    const auto meter = meter_text ? number_of<std::uint64_t>(*meter_text, 10) : std::nullopt;
    if (!meter || !card::is_valid(card::MeterId{*meter})) {
        return std::unexpected{std::string{R"(has no "meter" of 1 to 12 digits in quotes)"}};
    }
    const auto version = file.find("key_version");
    if (version == file.end() || !version->is_number_unsigned() || *version < 1 || *version > 255) {
        return std::unexpected{std::string{R"(has no "key_version" from 1 to 255)"}};
    }
    const auto key_text = string_in(file, "k_meter");
    const auto key = key_text ? key_of(*key_text) : std::nullopt;
    if (!key) {
        return std::unexpected{std::string{R"(has no "k_meter" of 32 hexadecimal digits)"}};
    }
    std::optional<card::Key128> roll_key;
    if (file.contains("k_roll")) {
        const auto roll_text = string_in(file, "k_roll");
        roll_key = roll_text ? key_of(*roll_text) : std::nullopt;
        if (!roll_key) {
            return std::unexpected{
                std::string{R"(has a "k_roll" that is not 32 hexadecimal digits)"}};
        }
    }
    return meter::Keying{.meter = card::MeterId{*meter},
                         .key_version = card::KeyVersion{version->get<std::uint8_t>()},
                         .meter_key = *key,
                         .roll_key = roll_key};
}

std::expected<meter::Keying, FileError> read_key_file(const std::filesystem::path& path) {
    const auto text = read_whole_file(path);
    if (!text) {
        return std::unexpected{text.error()};
    }
    auto keying = parse_key_file(*text);
    if (!keying) {
        return std::unexpected{FileError{path.string() + " " + keying.error()}};
    }
    return *keying;
}

}  // namespace boards
