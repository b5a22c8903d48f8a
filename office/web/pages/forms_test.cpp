#include "office/web/pages/forms.h"

#include <gtest/gtest.h>

namespace office {
namespace {

TEST(Forms, take_money_as_people_type_it) {
    EXPECT_EQ(parse_money("500", "EUR"), base::MinorUnits{50'000});
    EXPECT_EQ(parse_money("12.5", "EUR"), base::MinorUnits{1'250});
    EXPECT_EQ(parse_money("0.01", "EUR"), base::MinorUnits{1});
    EXPECT_EQ(parse_money("500", "JPY"), base::MinorUnits{500});
    EXPECT_EQ(parse_money("1.234", "KWD"), base::MinorUnits{1'234});
}

TEST(Forms, take_no_money_that_could_be_meant_in_two_ways) {
    for (const std::string_view wrong : {"", ".", "1.", ".5", "-1", "+1", "1,50", "1 000", "1.234",
                                         "1e3", "0x1", "1.5.0", "123456789012345"}) {
        EXPECT_FALSE(parse_money(wrong, "EUR")) << wrong;
    }
    EXPECT_FALSE(parse_money("1.5", "JPY"));
}

TEST(Forms, take_energy_to_the_watt_hour) {
    EXPECT_EQ(parse_kilowatt_hours("30"), base::WattHours{30'000});
    EXPECT_EQ(parse_kilowatt_hours("0.125"), base::WattHours{125});
    EXPECT_FALSE(parse_kilowatt_hours("0.1234"));
}

TEST(Forms, show_what_was_typed_as_text_and_the_complaint_beside_it) {
    const std::string html =
        field({.label = "Amount", .name = "amount", .value = "\"><b>", .complaint = "No <number>"});

    EXPECT_NE(html.find("value=\"&quot;&gt;&lt;b&gt;\""), std::string::npos);
    EXPECT_NE(html.find("aria-invalid=\"true\" aria-describedby=\"amount-complaint\""),
              std::string::npos);
    EXPECT_NE(html.find("No &lt;number&gt;"), std::string::npos);
}

TEST(Forms, tell_text_from_bytes_that_are_none) {
    EXPECT_TRUE(
        is_readable("Ami\xC3\xB1"
                    "a 电"));
    for (const std::string_view wrong : {"\xFF", "\xC3(", "\xED\x9F", "a\nb", "\x7F"}) {
        EXPECT_FALSE(is_readable(wrong)) << wrong;
    }
}

TEST(Forms, write_any_text_into_an_address) {
    EXPECT_EQ(query_encoded("a b&c=\xE7\x94\xB5/~"), "a%20b%26c%3d%e7%94%b5%2f~");
}

}  // namespace
}  // namespace office
