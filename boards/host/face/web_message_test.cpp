#include "boards/host/face/web_message.h"

#include <gtest/gtest.h>

namespace boards {
namespace {

constexpr std::string_view command =
    "POST /do?x=1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nOrigin: http://127.0.0.1:8080\r\n"
    "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

TEST(WebMessage, is_taken_once_it_is_whole_however_it_arrives) {
    for (std::size_t size = 0; size < command.size(); ++size) {
        const auto part = take_request(command.substr(0, size));
        ASSERT_TRUE(part) << size;
        EXPECT_FALSE(*part) << size;
    }

    const auto whole = take_request(std::string{command} + "GET /");

    ASSERT_TRUE(whole && *whole);
    EXPECT_EQ((*whole)->size, command.size());
    EXPECT_EQ((*whole)->request.method, WebMethod::post);
    EXPECT_EQ((*whole)->request.path, "/do");
    EXPECT_EQ((*whole)->request.host, "127.0.0.1:8080");
    EXPECT_EQ((*whole)->request.origin, "http://127.0.0.1:8080");
    EXPECT_EQ((*whole)->request.content_type, "application/json");
    EXPECT_EQ((*whole)->request.body, "{}");
}

TEST(WebMessage, is_refused_where_it_is_no_request_or_too_long) {
    const std::string long_header = "GET / HTTP/1.1\r\nX: " + std::string(longest_header, 'x');
    const std::string long_body = "POST /do HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n";

    EXPECT_EQ(take_request("noise\r\n\r\n").error(), 400);
    EXPECT_EQ(take_request(long_header).error(), 431);
    EXPECT_EQ(take_request(long_body).error(), 413);
}

TEST(WebMessage, answers_with_a_policy_that_lets_nothing_of_other_sites_in) {
    const std::string answer = web_answer(404, "application/json", "{}");

    EXPECT_TRUE(answer.starts_with("HTTP/1.1 404 Not Found\r\n"));
    EXPECT_TRUE(answer.contains("Content-Security-Policy: default-src 'none'; script-src 'self';"));
    EXPECT_TRUE(answer.contains("Content-Length: 2\r\n"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n{}"));
    EXPECT_FALSE(answer.contains("unsafe-inline"));
}

TEST(WebMessage, writes_a_live_event_on_a_line_of_its_own) {
    EXPECT_EQ(event_text("{}"), "data: {}\n\n");
}

}  // namespace
}  // namespace boards
