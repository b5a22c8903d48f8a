#include "office/web/receipts/receipt.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "office/web/receipts/characters.h"
#include "office/web/receipts/qr_code.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

Receipt receipt() {
    Receipt made{.sale = {},
                 .office = "Test office",
                 .currency = "EUR",
                 .customer = "Amina Diallo",
                 .clerk = "wen"};
    made.sale.receipt = ReceiptNumber{12};
    made.sale.meter = card::MeterId{4711};
    made.sale.customer = card::CustomerNumber{7};
    made.sale.desk = "counter-1";
    made.sale.desk_receipt = DeskReceipt{3};
    made.sale.energy = WattHours{30'000};
    made.sale.net = MinorUnits{930};
    made.sale.tax = MinorUnits{186};
    made.sale.total = MinorUnits{1116};
    made.sale.tendered = MinorUnits{1500};
    return made;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::size_t widest_line(const std::string& text) {
    std::istringstream lines{text};
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);) {
        widest = std::max(widest, columns_of(line));
    }
    return widest;
}

TEST(Receipt, says_what_was_paid_for_what) {
    const std::string text = receipt_text(receipt(), Language::english, columns_of_80_mm);

    for (const std::string_view part : {"Receipt 12", "Amina Diallo", "4711", "30.000", "EUR 9.30",
                                        "EUR 1.86", "EUR 11.16", "EUR 3.84", "counter-1", "wen"}) {
        EXPECT_TRUE(contains(text, part)) << part;
    }
    EXPECT_FALSE(contains(text, "COPY"));
}

TEST(Receipt, says_which_copy_it_is) {
    Receipt again = receipt();
    again.copy = 2;

    EXPECT_TRUE(contains(receipt_text(again, Language::english, columns_of_58_mm), "COPY 2"));
    EXPECT_TRUE(contains(receipt_text(again, Language::chinese, columns_of_58_mm), "副本 2"));
}

TEST(Receipt, fits_its_paper_and_cuts_nothing_off) {
    Receipt wide = receipt();
    wide.customer = std::string(70, 'Q');

    for (const std::size_t columns : {columns_of_58_mm, columns_of_80_mm}) {
        for (const Language language : {Language::english, Language::chinese}) {
            const std::string text = receipt_text(wide, language, columns);
            EXPECT_LE(widest_line(text), columns);
            EXPECT_EQ(std::ranges::count(text, 'Q'), 70);
        }
    }
}

TEST(Receipt, breaks_chinese_between_characters) {
    EXPECT_EQ(pieces_of("电卡a表", 4), (std::vector<std::string>{"电卡", "a表"}));
    EXPECT_EQ(columns_of("电卡a"), 5U);
    EXPECT_EQ(code_points("\xFFz"), (std::vector<char32_t>{0xFFFD, 'z'}));
}

TEST(Receipt, has_the_finder_patterns_of_a_qr_code) {
    const QrCode code{"tallywatt:receipt:12"};

    EXPECT_EQ(code.size(), 25U);  // version 2 holds 26 bytes at medium correction
    for (const auto& [row, column] : {std::pair{0UL, 0UL}, {0UL, 18UL}, {18UL, 0UL}}) {
        EXPECT_TRUE(code.is_dark(row, column) && code.is_dark(row + 6, column + 6));
        EXPECT_FALSE(code.is_dark(row + 1, column + 1));
        EXPECT_TRUE(code.is_dark(row + 3, column + 3));
    }
    EXPECT_FALSE(code.is_dark(25, 0));
}

TEST(Receipt, is_a_pdf_whose_table_finds_its_objects) {
    const std::string pdf = receipt_pdf(receipt(), Language::chinese);

    ASSERT_TRUE(pdf.starts_with("%PDF-1.4\n"));
    ASSERT_TRUE(pdf.ends_with("%%EOF\n"));
    const std::size_t table = std::stoul(pdf.substr(pdf.rfind("startxref\n") + 10));
    ASSERT_TRUE(pdf.substr(table).starts_with("xref\n0 9\n"));
    const std::size_t fourth = std::stoul(pdf.substr(table + 9 + 4 * 20, 10));
    EXPECT_TRUE(pdf.substr(fourth).starts_with("4 0 obj\n<< /Length "));
    EXPECT_TRUE(contains(pdf, "<4555522031312E3136> Tj"));  // "EUR 11.16"
    EXPECT_TRUE(contains(pdf, "<6536636E> Tj"));            // 收据
}

}  // namespace
}  // namespace office
