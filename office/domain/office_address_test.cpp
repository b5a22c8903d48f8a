#include "office/domain/office_address.h"

#include <gtest/gtest.h>

namespace office {
namespace {

TEST(OfficeAddress, is_plain_or_behind_tls_with_the_usual_port_where_none_is_given) {
    const auto plain = parse_office_address("http://office.example/");
    const auto tls = parse_office_address("https://office.example");
    const auto with_port = parse_office_address("https://127.0.0.1:8443");

    ASSERT_TRUE(plain && tls && with_port);
    EXPECT_EQ(plain->transport, Transport::plain);
    EXPECT_EQ(plain->host, "office.example");
    EXPECT_EQ(plain->port, "80");
    EXPECT_EQ(tls->transport, Transport::tls);
    EXPECT_EQ(tls->port, "443");
    EXPECT_EQ(with_port->host, "127.0.0.1");
    EXPECT_EQ(with_port->port, "8443");
}

TEST(OfficeAddress, of_any_other_form_is_refused) {
    for (const char* url : {"", "office.example", "ftp://office.example", "https://", "http://:80",
                            "http://a/b", "https://a:port", "https://a:123456", "HTTPS//a"}) {
        EXPECT_FALSE(parse_office_address(url)) << url;
    }
}

}  // namespace
}  // namespace office
