#include "office/domain/audit.h"

#include <charconv>
#include <concepts>
#include <cstddef>

namespace office {
namespace {

constexpr std::string_view title = "tallywatt audit heads 1 ";
constexpr std::string_view hex_digits = "0123456789abcdef";

std::string to_hex(const Digest& digest) {
    std::string text;
    for (const std::uint8_t byte : digest) {
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 0xF];
    }
    return text;
}

// Reads fields off the front of a text. After the first that is missing every one is missing.
class Fields {
 public:
    explicit Fields(std::string_view text) : rest_{text} {}

    bool skip(std::string_view expected) {
        if (!rest_.starts_with(expected)) {
            whole_ = false;
            return false;
        }
        rest_.remove_prefix(expected.size());
        return true;
    }

    template <std::integral Number>
    Number number() {
        Number value = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        whole_ = whole_ && error == std::errc{};
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return value;
    }

    Digest digest() {
        Digest value{};
        if (rest_.size() < 2 * value.size()) {
            whole_ = false;
            return value;
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            const char* const pair = rest_.data() + 2 * i;
            whole_ = whole_ && std::from_chars(pair, pair + 2, value[i], 16).ptr == pair + 2;
        }
        rest_.remove_prefix(2 * value.size());
        return value;
    }

    [[nodiscard]] bool is_whole() const { return whole_; }
    [[nodiscard]] bool is_used_up() const { return whole_ && rest_.empty(); }

 private:
    std::string_view rest_;
    bool whole_ = true;
};

}  // namespace

std::string to_text(const AuditHeads& heads) {
    std::string text{title};
    text += std::to_string(heads.at.time_since_epoch().count()) + '\n';
    for (const AuditHead& head : heads.heads) {
        text += std::to_string(head.chain) + ' ' + std::to_string(head.epoch) + ' ' +
                std::to_string(head.length) + ' ' + to_hex(head.digest) + '\n';
    }
    return text;
}

std::optional<AuditHeads> parse_audit_heads(std::string_view text) {
    AuditHeads heads;
    Fields fields{text};
    fields.skip(title);
    heads.at = std::chrono::sys_seconds{std::chrono::seconds{fields.number<std::int64_t>()}};
    fields.skip("\n");
    while (fields.is_whole() && !fields.is_used_up()) {
        AuditHead head;
        head.chain = fields.number<std::uint32_t>();
        fields.skip(" ");
        head.epoch = fields.number<std::uint32_t>();
        fields.skip(" ");
        head.length = fields.number<std::uint64_t>();
        fields.skip(" ");
        head.digest = fields.digest();
        fields.skip("\n");
        heads.heads.push_back(head);
    }
    // Only the one way of writing it was signed.
    if (!fields.is_used_up() || to_text(heads) != text) {
        return std::nullopt;
    }
    return heads;
}

}  // namespace office
