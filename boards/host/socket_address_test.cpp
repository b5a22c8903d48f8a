#include "boards/host/socket_address.h"

#include <gtest/gtest.h>

namespace boards {
namespace {

TEST(SocketAddress, is_read_and_written_as_host_and_port) {
    const auto address = parse_address("10.1.2.3:8080");

    ASSERT_TRUE(address);
    EXPECT_EQ(text_of(*address), "10.1.2.3:8080");
    EXPECT_FALSE(is_loopback(*address));
}

TEST(SocketAddress, of_this_machine_alone_is_told_from_others) {
    for (const char* text : {"127.0.0.1:1", "localhost:1", "127.9.9.9:1"}) {
        EXPECT_TRUE(is_loopback(*parse_address(text))) << text;
    }
    EXPECT_FALSE(is_loopback(*parse_address("0.0.0.0:1")));
}

TEST(SocketAddress, is_refused_in_any_other_form) {
    for (const char* text : {"", ":", "80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x",
                             "127.0.0.1:65536", "127.0.0.1:-1", "example.org:80", "::1:80"}) {
        EXPECT_FALSE(parse_address(text)) << text;
    }
}

}  // namespace
}  // namespace boards
