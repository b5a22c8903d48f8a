#include "office/domain/production_file.h"

#include <gtest/gtest.h>

namespace office {
namespace {

TEST(ProductionFile, is_read_with_columns_in_any_order_and_quoted_fields) {
    const auto rows = parse_production_file(
        "card,meter,keys,name,tariff,address\r\n"
        "any,4711,yes,\"Diallo, Amina\",1,\"12 \"\"River\"\" Lane\"\r\n"
        "0123456789abcdef,4712,no,,,\r\n"
        "no,4713,yes,\"two\nlines\",2,\n"
        "no,4714,no,,,");

    ASSERT_TRUE(rows) << rows.error().reason;
    ASSERT_EQ(rows->size(), 4U);
    EXPECT_EQ(rows->at(0).card, CardWanted{AnyBlankCard{}});
    EXPECT_EQ(rows->at(0).name, "Diallo, Amina");
    EXPECT_EQ(rows->at(0).address, "12 \"River\" Lane");
    EXPECT_EQ(rows->at(0).tariff, TariffId{1});
    EXPECT_EQ(rows->at(1).card, CardWanted{card::CardSerial{0x0123456789ABCDEF}});
    EXPECT_EQ(rows->at(2).line, 4U);
    EXPECT_EQ(rows->at(3).line, 6U);
}

TEST(ProductionFile, is_written_and_read_back) {
    const std::vector<ProductionRow> rows{{.line = 2,
                                           .meter = card::MeterId{1},
                                           .keys = true,
                                           .card = AnyBlankCard{},
                                           .tariff = TariffId{3},
                                           .name = "a \"quoted\", name\nof two lines",
                                           .address = "",
                                           .phone = "+33"},
                                          {.line = 4,
                                           .meter = card::MeterId{999'999'999'999},
                                           .keys = false,
                                           .card = card::CardSerial{0xFEDC},
                                           .tariff = std::nullopt,
                                           .name = "",
                                           .address = "",
                                           .phone = ""}};

    EXPECT_EQ(parse_production_file(to_csv(rows)), rows);
}

struct Bad {
    std::string text;
    std::size_t line;
    std::string reason;
};

class BadProductionFile : public testing::TestWithParam<Bad> {};

TEST_P(BadProductionFile, is_refused_by_line_and_reason) {
    const auto rows = parse_production_file(GetParam().text);

    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().line, GetParam().line);
    EXPECT_NE(rows.error().reason.find(GetParam().reason), std::string::npos)
        << rows.error().reason;
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadProductionFile,
    testing::Values(
        Bad{"", 1, "no column"}, Bad{"meter\n", 1, "no row"},
        Bad{"keys\nyes\n", 1, "meter is missing"}, Bad{"meter,meter\n1,1\n", 1, "twice"},
        Bad{"meter,colour\n1,red\n", 1, "colour"}, Bad{"meter,keys\n1\n", 2, "fields"},
        Bad{"meter\n0\n", 2, "digits"}, Bad{"meter\n1000000000000\n", 2, "digits"},
        Bad{"meter\n 1\n", 2, "digits"}, Bad{"meter,keys\n1,maybe\n", 2, "yes or no"},
        Bad{"meter,card\n1,0123\n", 2, "16 hexadecimal"}, Bad{"meter,tariff\n1,x\n", 2, "tariff"},
        Bad{"meter,tariff\n1,2\n", 2, "needs a name"}, Bad{"meter\n1\n1\n", 3, "twice"},
        Bad{"meter,card\n1,0123456789ABCDEF\n2,0123456789abcdef\n", 3, "twice"},
        Bad{"meter,name\n1,\"open\n", 2, "quote"}, Bad{"meter,name\n1,a\"b\n", 2, "quote"},
        Bad{"meter,name\n1,\"a\"b\n", 2, "quote"},
        Bad{"meter,name\n1," + std::string(201, 'x') + "\n", 2, "200 bytes"}));

TEST(ProductionFile, of_more_than_100000_rows_is_refused) {
    std::string text = "meter\n";
    for (std::size_t meter = 1; meter <= most_production_rows + 1; ++meter) {
        text += std::to_string(meter) + "\n";
    }

    EXPECT_EQ(parse_production_file(text).error().line, most_production_rows + 2);
    text.resize(text.rfind('\n', text.size() - 2) + 1);
    EXPECT_TRUE(parse_production_file(text));
}

}  // namespace
}  // namespace office
