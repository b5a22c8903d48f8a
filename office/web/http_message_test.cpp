#include "office/web/http_message.h"

#include <gtest/gtest.h>

#include "office/web/router.h"

namespace office {
namespace {

TEST(PercentDecoded, gives_the_bytes_that_were_meant) {
    EXPECT_EQ(percent_decoded("a%20b+c", PlusSign::itself), "a b+c");
    EXPECT_EQ(percent_decoded("a%20b+c", PlusSign::blank), "a b c");
    EXPECT_EQ(percent_decoded("%E7%94%B5", PlusSign::itself), "电");
}

TEST(PercentDecoded, refuses_what_is_no_escape_and_the_zero_byte) {
    EXPECT_FALSE(percent_decoded("%", PlusSign::itself));
    EXPECT_FALSE(percent_decoded("%4", PlusSign::itself));
    EXPECT_FALSE(percent_decoded("%zz", PlusSign::itself));
    EXPECT_FALSE(percent_decoded("%+1", PlusSign::itself));
    EXPECT_FALSE(percent_decoded("%00", PlusSign::itself));
}

TEST(DecodedForm, gives_the_pairs_and_the_last_of_a_name) {
    const auto form = decoded_form("name=wen&password=a%26b&empty=&alone&name=ada");

    ASSERT_TRUE(form);
    EXPECT_EQ(form->at("name"), "ada");
    EXPECT_EQ(form->at("password"), "a&b");
    EXPECT_EQ(form->at("empty"), "");
    EXPECT_EQ(form->at("alone"), "");
}

TEST(CookieValue, finds_the_cookie_by_its_whole_name) {
    EXPECT_EQ(cookie_value("a=1; tallywatt=abc; b=2", "tallywatt"), "abc");
    EXPECT_EQ(cookie_value("nottallywatt=abc", "tallywatt"), "");
    EXPECT_EQ(cookie_value("", "tallywatt"), "");
}

TEST(Match, takes_the_arguments_out_of_the_path) {
    const auto found = match("/api/v1/orders/{meter}/write", "/api/v1/orders/4711/write");

    ASSERT_TRUE(found);
    EXPECT_EQ(*found, std::vector<std::string>{"4711"});
}

TEST(Match, refuses_other_paths) {
    EXPECT_FALSE(match("/api/v1/orders/{meter}/write", "/api/v1/orders/4711"));
    EXPECT_FALSE(match("/api/v1/orders/{meter}/write", "/api/v1/orders//write"));
    EXPECT_FALSE(match("/api/v1/meters/{meter}", "/api/v1/meters/1/2"));
    EXPECT_FALSE(match("/livez", "/livez/"));
}

TEST(FindRoute, tells_an_unknown_path_from_a_method_that_the_path_does_not_have) {
    struct Route {
        Method method;
        std::string_view pattern;
    };
    const std::vector<Route> routes{{Method::get, "/a"}, {Method::post, "/a"}, {Method::get, "/b"}};
    HttpRequest request;
    request.method = Method::post;

    request.path = "/a";
    EXPECT_EQ(find_route(routes, request).route, &routes[1]);
    request.path = "/b";
    EXPECT_EQ(find_route(routes, request).status, 405);
    request.path = "/c";
    EXPECT_EQ(find_route(routes, request).status, 404);
}

}  // namespace
}  // namespace office
