#include "office/domain/key_share.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "office/domain/secret_sharing.h"

namespace office {
namespace {

constexpr std::uint8_t format_version = 1;
constexpr std::size_t row_bytes = 8;
constexpr std::size_t row_count = (key_share_size + row_bytes - 1) / row_bytes;

using ShareBytes = std::array<std::uint8_t, key_share_size>;

std::string hex(std::uint64_t value, std::size_t digits) {
    constexpr std::string_view capitals = "0123456789ABCDEF";
    std::string text(digits, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4) {
        *digit = capitals[value & 0xF];
    }
    return text;
}

std::uint16_t row_check(std::size_t row, std::span<const std::uint8_t> bytes) {
    const std::array number{static_cast<std::uint8_t>(row)};
    return static_cast<std::uint16_t>(base::crc32c(bytes, base::crc32c(number)));
}

std::span<const std::uint8_t> row_of(const ShareBytes& bytes, std::size_t row) {
    const std::size_t first = row_bytes * (row - 1);
    return std::span{bytes}.subspan(first, std::min(row_bytes, bytes.size() - first));
}

ShareBytes encode(const KeyShare& share) {
    ShareBytes bytes{};
    base::ByteWriter to{bytes};
    to.u8(format_version)
        .u8(std::to_underlying(share.master.kind))
        .u32(std::to_underlying(share.office))
        .u8(std::to_underlying(share.master.version))
        .u8(share.shares.needed)
        .u8(share.shares.count)
        .u8(share.number)
        .u32(std::to_underlying(share.set))
        .u32(std::to_underlying(share.fingerprint))
        .bytes(share.wrapped)
        .bytes(share.part);
    const auto content = std::span<const std::uint8_t>{bytes}.first(key_share_size - 4);
    to.u32(base::crc32c(content));
    return bytes;
}

std::expected<KeyShare, ShareFault> decode(const ShareBytes& bytes) {
    base::ByteReader from{bytes};
    const std::uint8_t version = from.u8();
    KeyShare share;
    share.master.kind = MasterKind{from.u8()};
    share.office = card::OfficeId{from.u32()};
    share.master.version = card::KeyVersion{from.u8()};
    share.shares.needed = from.u8();
    share.shares.count = from.u8();
    share.number = from.u8();
    share.set = ShareSet{from.u32()};
    share.fingerprint = Fingerprint{from.u32()};
    share.wrapped = from.array<24>();
    share.part = from.array<16>();
    const auto content = std::span<const std::uint8_t>{bytes}.first(key_share_size - 4);
    if (from.u32() != base::crc32c(content)) {
        return std::unexpected{ShareFault{ShareProblem::share_damaged}};
    }
    if (version != format_version || !is_valid(share.master) || !is_valid(share.shares) ||
        share.number < 1 || share.number > share.shares.count) {
        return std::unexpected{ShareFault{ShareProblem::unknown_format}};
    }
    return share;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

// The hexadecimal digits of a row after its number, "=" and blanks left out.
std::string digits_of(std::string_view line) {
    std::string digits;
    std::ranges::copy_if(line, std::back_inserter(digits),
                         [](char c) { return !is_blank(c) && c != '='; });
    return digits;
}

// Takes one row into `bytes`; false where its digits or its check are wrong.
bool take_row(std::string_view digits, std::size_t row, ShareBytes& bytes) {
    const std::size_t size = row_of(bytes, row).size();
    if (digits.size() != 2 * size + 4) {
        return false;
    }
    std::array<std::uint8_t, row_bytes + 2> read{};
    for (std::size_t i = 0; i < size + 2; ++i) {
        const char* const pair = digits.data() + 2 * i;
        if (std::from_chars(pair, pair + 2, read[i], 16).ptr != pair + 2) {
            return false;
        }
    }
    const auto content = std::span{read}.first(size);
    if (row_check(row, content) != (read[size] << 8 | read[size + 1])) {
        return false;
    }
    std::ranges::copy(content, bytes.begin() + static_cast<std::ptrdiff_t>(row_bytes * (row - 1)));
    return true;
}

}  // namespace

std::string to_text(Fingerprint fingerprint) {
    return hex(std::to_underlying(fingerprint), 8);
}

std::string to_text(const KeyShare& share) {
    std::string text = "TALLYWATT KEY SHARE\n";
    text += "key " + std::string{name_of(share.master.kind)} + " version " +
            std::to_string(std::to_underlying(share.master.version)) + " of office " +
            std::to_string(std::to_underlying(share.office)) + "\n";
    text += "fingerprint " + to_text(share.fingerprint) + "\n";
    text += "share " + std::to_string(share.number) + " of " + std::to_string(share.shares.count) +
            ", any " + std::to_string(share.shares.needed) + " give the key; set " +
            hex(std::to_underlying(share.set), 8) + "\n";
    const ShareBytes bytes = encode(share);
    for (std::size_t row = 1; row <= row_count; ++row) {
        text += std::to_string(row);
        const auto content = row_of(bytes, row);
        for (std::size_t i = 0; i < content.size(); ++i) {
            text += i % 2 == 0 ? " " : "";
            text += hex(content[i], 2);
        }
        text += " = " + hex(row_check(row, content), 4) + "\n";
    }
    return text;
}

std::expected<KeyShare, ShareFault> parse_key_share(std::string_view text) {
    ShareBytes bytes{};
    std::size_t row = 0;
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto first = std::ranges::find_if_not(line, is_blank);
        line.remove_prefix(static_cast<std::size_t>(first - line.begin()));
        if (line.empty() || line.front() < '0' || line.front() > '9') {
            continue;
        }
        ++row;
        const auto faulty = [&](ShareProblem problem) {
            return std::unexpected{ShareFault{problem, static_cast<std::uint8_t>(row)}};
        };
        if (row > row_count) {
            return std::unexpected{ShareFault{ShareProblem::unknown_format}};
        }
        const bool is_numbered = line.size() > 1 && is_blank(line[1]);
        if (!is_numbered || line.front() != static_cast<char>('0' + row)) {
            return faulty(ShareProblem::row_missing);
        }
        if (!take_row(digits_of(line.substr(1)), row, bytes)) {
            return faulty(ShareProblem::row_damaged);
        }
    }
    if (row == 0) {
        return std::unexpected{ShareFault{ShareProblem::no_rows}};
    }
    if (row < row_count) {
        return std::unexpected{
            ShareFault{ShareProblem::row_missing, static_cast<std::uint8_t>(row + 1)}};
    }
    return decode(bytes);
}

std::expected<JoinedShares, JoinProblem> join(std::span<const KeyShare> shares) {
    if (shares.empty()) {
        return std::unexpected{JoinProblem::too_few};
    }
    const KeyShare& first = shares.front();
    std::vector<SecretPart> parts;
    for (const KeyShare& share : shares) {
        KeyShare as_first = share;
        as_first.number = first.number;
        as_first.part = first.part;
        if (as_first != first) {
            return std::unexpected{JoinProblem::another_split};
        }
        if (std::ranges::find(parts, share.number, &SecretPart::x) != parts.end()) {
            return std::unexpected{JoinProblem::twice_the_same};
        }
        parts.push_back({share.number, share.part});
    }
    if (parts.size() < first.shares.needed) {
        return std::unexpected{JoinProblem::too_few};
    }
    JoinedShares joined{.office = first.office,
                        .master = first.master,
                        .shares = first.shares,
                        .fingerprint = first.fingerprint,
                        .wrapped = first.wrapped,
                        .share_key = join_secret(parts)};
    for (SecretPart& part : parts) {
        card::wipe(part.y);
    }
    return joined;
}

}  // namespace office
