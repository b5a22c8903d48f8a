#include "office/store/audit_heads_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace office {
namespace {

constexpr std::string_view prefix = "heads-";
constexpr std::string_view suffix = ".txt";
constexpr std::string_view signature_line = "signature ";
constexpr std::string_view hex_digits = "0123456789abcdef";

std::string hex_of(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 0xF];
    }
    return text;
}

std::optional<std::vector<std::uint8_t>> bytes_of(std::string_view hex) {
    std::vector<std::uint8_t> bytes(hex.size() / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char* const pair = hex.data() + 2 * i;
        if (std::from_chars(pair, pair + 2, bytes[i], 16).ptr != pair + 2) {
            return std::nullopt;
        }
    }
    if (hex_of(bytes) != hex) {
        return std::nullopt;
    }
    return bytes;
}

// Names sort as times do, to the year 33658.
std::string file_name(std::chrono::sys_seconds at) {
    const std::string seconds = std::to_string(at.time_since_epoch().count());
    const std::string zeros(seconds.size() < 12 ? 12 - seconds.size() : 0, '0');
    return std::string{prefix} + zeros + seconds + std::string{suffix};
}

bool sync(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    const bool is_synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return is_synced;
}

// The whole file or none of it is there, also after a power cut.
bool write_durably(const std::filesystem::path& file, const std::string& content) {
    std::filesystem::path unfinished = file;
    unfinished += ".unfinished";
    std::error_code error;
    {
        std::ofstream out{unfinished, std::ios::binary | std::ios::trunc};
        out << content;
        if (!out.flush()) {
            return false;
        }
    }
    if (!sync(unfinished)) {
        return false;
    }
    std::filesystem::rename(unfinished, file, error);
    return !error && sync(file.parent_path());
}

std::optional<SignedHeads> read_copy(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{in}, {}};
    const auto signature_at = content.rfind(signature_line);
    if (!in || signature_at == std::string::npos || !content.ends_with('\n')) {
        return std::nullopt;
    }
    const auto heads = parse_audit_heads(std::string_view{content}.substr(0, signature_at));
    const auto hex_at = signature_at + signature_line.size();
    const auto signature =
        bytes_of(std::string_view{content}.substr(hex_at, content.size() - hex_at - 1));
    if (!heads || !signature) {
        return std::nullopt;
    }
    return SignedHeads{file.filename().string(), *heads, *signature};
}

}  // namespace

std::expected<void, StoreError> AuditHeadsFolder::keep(const AuditHeads& heads,
                                                       std::span<const std::uint8_t> signature) {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    const auto file = folder_ / file_name(heads.at);
    const std::string content =
        to_text(heads) + std::string{signature_line} + hex_of(signature) + '\n';
    if (error || !write_durably(file, content)) {
        return std::unexpected{
            StoreError{StoreProblem::read_or_write, file.string() + " cannot be written"}};
    }
    return {};
}

std::vector<std::filesystem::path> AuditHeadsFolder::files() const {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder_, error}) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(suffix)) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

std::optional<SignedHeads> AuditHeadsFolder::newest() const {
    const auto all_files = files();
    if (all_files.empty()) {
        return std::nullopt;
    }
    return read_copy(all_files.back());
}

std::expected<std::vector<SignedHeads>, StoreError> AuditHeadsFolder::all() const {
    std::vector<SignedHeads> copies;
    for (const auto& file : files()) {
        auto copy = read_copy(file);
        if (!copy) {
            return std::unexpected{
                StoreError{StoreProblem::read_or_write, file.string() + " is damaged"}};
        }
        copies.push_back(std::move(*copy));
    }
    return copies;
}

std::expected<bool, std::variant<StoreError, KeyProblem>> sign_heads(const Store& store,
                                                                     KeyStore& keys,
                                                                     AuditHeadsFolder& folder,
                                                                     std::chrono::sys_seconds at) {
    const auto heads = store.audit_heads();
    if (!heads) {
        return std::unexpected{heads.error()};
    }
    const auto newest = folder.newest();
    if (newest && newest->heads.heads == *heads) {
        return false;
    }
    // Copies are named by their second, and none may take the place of another.
    const AuditHeads now{newest ? std::max(at, newest->heads.at + std::chrono::seconds{1}) : at,
                         *heads};
    const std::string text = to_text(now);
    const auto signature =
        keys.sign_audit_heads(std::vector<std::uint8_t>{text.begin(), text.end()});
    if (!signature) {
        return std::unexpected{signature.error()};
    }
    if (const auto kept = folder.keep(now, *signature); !kept) {
        return std::unexpected{kept.error()};
    }
    return true;
}

}  // namespace office
