// A sale's receipt, in either language: what stands on it, line by line, whatever it is printed on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "office/domain/views.h"
#include "office/web/pages/page_text.h"

namespace office {

enum class ReceiptFormat : std::uint8_t { pdf, text_58_mm, text_80_mm };

// "pdf", "text_58_mm" or "text_80_mm".
[[nodiscard]] std::optional<ReceiptFormat> parse_receipt_format(std::string_view name);

struct Receipt {
    SaleView sale;
    std::string office;
    std::string currency;
    std::string customer;    // the name; empty where the account is gone
    std::string clerk;       //
    std::uint32_t copy = 0;  // 0: the original
};

enum class LineKind : std::uint8_t { heading, pair, total, rule };

// A heading stands in the middle; a pair has its words on the left and its value on the right.
struct ReceiptLine {
    LineKind kind = LineKind::pair;
    std::string words{};
    std::string value{};

    bool operator==(const ReceiptLine&) const = default;
};

[[nodiscard]] std::vector<ReceiptLine> receipt_lines(const Receipt& receipt, Language language);

// What the receipt's QR code says: "tallywatt:receipt:12".
[[nodiscard]] std::string receipt_code(const Receipt& receipt);

// For a printer of so many columns, 32 on paper of 58 mm, 48 on 80 mm. A Chinese character takes
// two. What is too long goes on on further lines; nothing is cut off. The code is drawn with half
// blocks.
inline constexpr std::size_t columns_of_58_mm = 32;
inline constexpr std::size_t columns_of_80_mm = 48;
[[nodiscard]] std::string receipt_text(const Receipt& receipt, Language language,
                                       std::size_t columns);

// One page of 80 mm, as long as it needs to be. Latin letters in Courier, Chinese in STSong-Light,
// which a viewer brings with it; a character that neither has is shown as "?".
//   source   ISO 32000-1, 9.6 (simple fonts), 9.7.5.2 (predefined CMaps)
[[nodiscard]] std::string receipt_pdf(const Receipt& receipt, Language language);

}  // namespace office
