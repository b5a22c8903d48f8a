#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "office/web/json_fields.h"
#include "office/web/json_writer.h"

namespace office {
namespace {

FieldError error_of(std::string_view text) {
    auto fields = JsonFields::parse(text);
    if (!fields) {
        return fields.error();
    }
    const auto finished = fields->finish();
    return finished ? FieldError{} : finished.error();
}

TEST(JsonFields, gives_each_field_once_it_is_asked_for) {
    auto fields = JsonFields::parse(R"({"name":"Amina \u00e9","count":-3,"write":true})");
    ASSERT_TRUE(fields);

    EXPECT_EQ(fields->text("name", 20), "Amina \xC3\xA9");
    EXPECT_EQ(fields->integer("count", -5, 5), -3);
    EXPECT_TRUE(fields->optional_flag("write", false));
    EXPECT_EQ(fields->optional_text("phone", 20), "");
    EXPECT_TRUE(fields->finish());
}

TEST(JsonFields, names_the_field_that_nobody_asked_for) {
    const FieldError error = error_of(R"({"unasked":1})");

    EXPECT_EQ(error.problem, FieldProblem::unknown_field);
    EXPECT_EQ(error.field, "unasked");
}

TEST(JsonFields, keeps_the_first_thing_that_is_wrong) {
    auto fields = JsonFields::parse(R"({"count":"three","name":7})");
    ASSERT_TRUE(fields);

    EXPECT_EQ(fields->integer("count", 2, 5), 2);
    EXPECT_EQ(fields->text("name", 20), "");

    const auto finished = fields->finish();
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().problem, FieldProblem::wrong_type);
    EXPECT_EQ(finished.error().field, "count");
}

TEST(JsonFields, tells_a_number_that_is_not_whole_from_one_out_of_range) {
    auto fraction = JsonFields::parse(R"({"count":1.5})");
    auto huge = JsonFields::parse(R"({"count":18446744073709551615})");
    auto large = JsonFields::parse(R"({"count":6})");
    ASSERT_TRUE(fraction && huge && large);

    std::ignore = fraction->integer("count", 0, 5);
    std::ignore = huge->integer("count", 0, 5);
    std::ignore = large->integer("count", 0, 5);

    EXPECT_EQ(fraction->finish().error().problem, FieldProblem::not_whole);
    EXPECT_EQ(huge->finish().error().problem, FieldProblem::not_whole);
    EXPECT_EQ(large->finish().error().problem, FieldProblem::out_of_range);
}

TEST(JsonFields, refuses_what_is_no_flat_object) {
    EXPECT_EQ(error_of("").problem, FieldProblem::not_json);
    EXPECT_EQ(error_of("{}x").problem, FieldProblem::not_json);
    EXPECT_EQ(error_of("[1]").problem, FieldProblem::not_an_object);
    EXPECT_EQ(error_of("7").problem, FieldProblem::not_an_object);
    EXPECT_EQ(error_of(R"({"a":{"b":1}})").problem, FieldProblem::not_an_object);
    EXPECT_EQ(error_of(R"({"a":1,"a":1})").problem, FieldProblem::given_twice);
}

TEST(JsonFields, refuses_a_text_that_is_too_long_or_holds_a_zero_byte) {
    auto longer = JsonFields::parse(R"({"name":"four"})");
    auto zero = JsonFields::parse(R"({"name":"\u0000"})");
    ASSERT_TRUE(longer && zero);

    std::ignore = longer->text("name", 3);
    std::ignore = zero->text("name", 3);

    EXPECT_EQ(longer->finish().error().problem, FieldProblem::out_of_range);
    EXPECT_EQ(zero->finish().error().problem, FieldProblem::out_of_range);
}

TEST(JsonWriter, writes_members_in_order_and_escapes_what_it_is_given) {
    JsonWriter json;

    json.begin_object().member("text", "a\"b\\c\n").member("count", -7).member("yes", true);
    json.name("list").begin_list().value(1).null().begin_object().end_object().end_list();
    json.end_object();

    EXPECT_EQ(json.take(), R"({"text":"a\"b\\c\u000a","count":-7,"yes":true,"list":[1,null,{}]})");
}

}  // namespace
}  // namespace office
