#include <algorithm>

#include "office/web/receipts/characters.h"
#include "office/web/receipts/qr_code.h"
#include "office/web/receipts/receipt.h"

namespace office {
namespace {

std::string in_the_middle(const std::string& words, std::size_t columns) {
    std::string text;
    for (const std::string& piece : pieces_of(words, columns)) {
        text += std::string((columns - columns_of(piece)) / 2, ' ') + piece + '\n';
    }
    return text;
}

// Words on the left, the value on the right: on one line where both fit with a blank between.
std::string beside(const std::string& words, const std::string& value, std::size_t columns) {
    const std::size_t needed = columns_of(words) + 1 + columns_of(value);
    if (needed <= columns) {
        return words + std::string(columns - needed + 1, ' ') + value + '\n';
    }
    std::string text;
    for (const std::string& piece : pieces_of(words, columns)) {
        text += piece + '\n';
    }
    for (const std::string& piece : pieces_of(value, columns)) {
        text += std::string(columns - columns_of(piece), ' ') + piece + '\n';
    }
    return text;
}

// Two rows of modules a line, with a margin of two around.
std::string drawn(const QrCode& code, std::size_t columns) {
    constexpr std::size_t margin = 2;
    const std::size_t side = code.size() + 2 * margin;
    const std::string indent((columns - std::min(columns, side)) / 2, ' ');
    // Rows and columns of the margin before the square wrap round to numbers far outside it.
    std::string text;
    for (std::size_t row = 0; row < side; row += 2) {
        text += indent;
        for (std::size_t column = 0; column < side; ++column) {
            const bool above = code.is_dark(row - margin, column - margin);
            const bool below = code.is_dark(row + 1 - margin, column - margin);
            text += above && below ? "█" : above ? "▀" : below ? "▄" : " ";
        }
        text += '\n';
    }
    return text;
}

}  // namespace

std::string receipt_text(const Receipt& receipt, Language language, std::size_t columns) {
    std::string text;
    for (const ReceiptLine& line : receipt_lines(receipt, language)) {
        switch (line.kind) {
            case LineKind::heading:
                text += in_the_middle(line.words, columns);
                break;
            case LineKind::pair:
            case LineKind::total:
                text += beside(line.words, line.value, columns);
                break;
            case LineKind::rule:
                text += std::string(columns, '-') + '\n';
                break;
        }
    }
    return text + drawn(QrCode{receipt_code(receipt)}, columns);
}

}  // namespace office
