#include "boards/host/control_request.h"

#include <gtest/gtest.h>

namespace boards {
namespace {

TEST(ControlRequest, says_what_ends_a_run) {
    const auto request =
        parse_request(R"({"do":"run","until":["supply_open","seconds"],"seconds":600})");

    ASSERT_TRUE(request);
    const auto& run = std::get<RunRequest>(*request);
    EXPECT_EQ(run.until, (std::vector{RunEnd::supply_open, RunEnd::seconds}));
    EXPECT_EQ(run.seconds, std::chrono::seconds{600});
}

TEST(ControlRequest, adds_a_load) {
    const auto request = parse_request(R"({"do":"add_load","milliwatts":2000000,"seconds":180})");

    ASSERT_TRUE(request);
    EXPECT_EQ(std::get<AddLoadRequest>(*request).power, base::Milliwatts{2'000'000});
}

TEST(ControlRequest, cuts_the_mains_and_brings_them_back) {
    EXPECT_FALSE(std::get<MainsRequest>(*parse_request(R"({"do":"mains","on":false})")).on);
    EXPECT_TRUE(std::get<MainsRequest>(*parse_request(R"({"do":"mains","on":true})")).on);
}

TEST(ControlRequest, is_refused_where_it_is_not_understood) {
    for (const char* line :
         {"", "status", "[]", "{}", R"({"do":"dance"})", R"({"do":1})", R"({"do":"run"})",
          R"({"do":"run","until":["never"]})", R"({"do":"run","until":["seconds"]})",
          R"({"do":"run","until":["seconds"],"seconds":-1})", R"({"do":"speed","value":"fast"})",
          R"({"do":"speed","value":1.5})", R"({"do":"mains"})",
          R"({"do":"add_load","milliwatts":-1,"seconds":5})"}) {
        EXPECT_FALSE(parse_request(line)) << line;
    }
}

TEST(RunEnds, have_the_names_of_the_protocol) {
    EXPECT_EQ(name_of(RunEnd::supply_open), "supply_open");
    EXPECT_EQ(name_of(RunEnd::seconds), "seconds");
}

}  // namespace
}  // namespace boards
