#include <algorithm>
#include <array>
#include <cstdio>

#include "office/web/receipts/characters.h"
#include "office/web/receipts/qr_code.h"
#include "office/web/receipts/receipt.h"

namespace office {
namespace {

// Thousandths of a point, so that positions are exact.
constexpr long point = 1000;
constexpr long page_width = 226'772;  // 80 mm
constexpr long margin = 12 * point;
constexpr long line_height = 13 * point;
constexpr long code_side = 90 * point;
constexpr int font_size = 8;
constexpr int total_size = 12;

std::string number(long thousandths) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%ld.%03ld", thousandths / point, thousandths % point);
    return text.data();
}

// Courier holds what Windows code page 1252 shares with Unicode.
bool is_latin(char32_t character) {
    return (0x20 <= character && character < 0x7F) || (0xA0 <= character && character <= 0xFF);
}

// Courier's characters are 0.6 of their size wide, Chinese ones as wide as high.
long width_of(std::string_view text, int size) {
    long width = 0;
    for (const char32_t character : code_points(text)) {
        width += is_latin(character) ? 600L * size : 1000L * size;
    }
    return width;
}

std::string hex(char32_t character, int digits) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%0*X", digits, static_cast<unsigned>(character));
    return text.data();
}

// Shows the text in runs of one font each.
std::string shown(std::string_view text, int size) {
    constexpr char32_t largest_of_font = 0xFFFF;
    std::string operators;
    std::string run;
    bool run_is_latin = true;
    const auto end_run = [&] {
        if (!run.empty()) {
            operators += (run_is_latin ? "/Latin " : "/Chinese ") + std::to_string(size) + " Tf <" +
                         run + "> Tj\n";
            run.clear();
        }
    };
    for (char32_t character : code_points(text)) {
        if (character < 0x20 || character > largest_of_font) {
            character = '?';
        }
        if (is_latin(character) != run_is_latin) {
            end_run();
            run_is_latin = is_latin(character);
        }
        run += hex(character, run_is_latin ? 2 : 4);
    }
    end_run();
    return operators;
}

std::string placed(std::string_view text, int size, long x, long y) {
    return "BT " + number(x) + " " + number(y) + " Td\n" + shown(text, size) + "ET\n";
}

std::string drawn(const QrCode& code, long x, long top) {
    const long module = code_side / static_cast<long>(code.size());
    std::string operators;
    for (std::size_t row = 0; row < code.size(); ++row) {
        for (std::size_t column = 0; column < code.size(); ++column) {
            if (code.is_dark(row, column)) {
                operators += number(x + static_cast<long>(column) * module) + " " +
                             number(top - static_cast<long>(row + 1) * module) + " " +
                             number(module) + " " + number(module) + " re\n";
            }
        }
    }
    return operators + "f\n";
}

// A line that is too long for the page goes on on the next one, whole.
struct PlacedLine {
    LineKind kind{};
    std::string left{};
    std::string right{};
};

std::vector<PlacedLine> broken(const std::vector<ReceiptLine>& lines) {
    constexpr long room = page_width - 2 * margin;
    constexpr std::size_t columns = 41;  // of Courier at font_size
    std::vector<PlacedLine> all;
    for (const ReceiptLine& line : lines) {
        const int size = line.kind == LineKind::total ? total_size : font_size;
        const long gap = 600L * size;
        if (width_of(line.words, size) + width_of(line.value, size) + gap <= room) {
            all.push_back({line.kind, line.words, line.value});
            continue;
        }
        // East Asian characters are narrower here than two columns, so pieces of columns fit.
        for (const std::string& piece : pieces_of(line.words, columns)) {
            all.push_back({line.kind == LineKind::heading ? line.kind : LineKind::pair, piece, {}});
        }
        for (const std::string& piece : pieces_of(line.value, columns)) {
            if (!piece.empty()) {
                all.push_back({LineKind::pair, {}, piece});
            }
        }
    }
    return all;
}

std::string content_of(const std::vector<PlacedLine>& lines, const QrCode& code, long height) {
    std::string operators = "0 g 0.5 w\n";
    long y = height - margin - line_height;
    for (const PlacedLine& line : lines) {
        const int size = line.kind == LineKind::total ? total_size : font_size;
        const long right = page_width - margin;
        if (line.kind == LineKind::rule) {
            const long middle = y + line_height / 4;
            operators += number(margin) + " " + number(middle) + " m " + number(right) + " " +
                         number(middle) + " l S\n";
        } else if (line.kind == LineKind::heading) {
            operators += placed(line.left, size, (page_width - width_of(line.left, size)) / 2, y);
        } else {
            operators += placed(line.left, size, margin, y) +
                         placed(line.right, size, right - width_of(line.right, size), y);
        }
        y -= line_height;
    }
    return operators + drawn(code, (page_width - code_side) / 2, y + line_height / 2);
}

// The objects of the file, numbered from 1, and the table that finds them.
std::string document(const std::vector<std::string>& objects) {
    std::string file = "%PDF-1.4\n";
    std::string table;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        std::array<char, 32> entry{};
        std::snprintf(entry.data(), entry.size(), "%010zu 00000 n \n", file.size());
        table += entry.data();
        file += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const std::string count = std::to_string(objects.size() + 1);
    const std::string start = std::to_string(file.size());
    return file + "xref\n0 " + count + "\n0000000000 65535 f \n" + table + "trailer\n<< /Size " +
           count + " /Root 1 0 R >>\nstartxref\n" + start + "\n%%EOF\n";
}

}  // namespace

std::string receipt_pdf(const Receipt& receipt, Language language) {
    const auto lines = broken(receipt_lines(receipt, language));
    const QrCode code{receipt_code(receipt)};
    const long height = 2 * margin + line_height * static_cast<long>(lines.size() + 1) + code_side;
    const std::string content = content_of(lines, code, height);
    return document({
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 " + number(page_width) + " " + number(height) +
            "] /Contents 4 0 R /Resources << /Font << /Latin 5 0 R /Chinese 6 0 R >> >> >>",
        "<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "endstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [7 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 8 0 R /DW 1000 >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
        "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    });
}

}  // namespace office
