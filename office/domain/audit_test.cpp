#include "office/domain/audit.h"

#include <gtest/gtest.h>

namespace office {
namespace {

AuditHeads heads() {
    AuditHead first{.chain = 1, .epoch = 3, .length = 120, .digest = {}};
    first.digest.fill(0xA5);
    return {std::chrono::sys_seconds{std::chrono::seconds{1'790'000'000}}, {first, {2, 1, 0, {}}}};
}

TEST(AuditHeads, are_one_text_that_reads_back) {
    const std::string text = to_text(heads());

    EXPECT_TRUE(text.starts_with("tallywatt audit heads 1 1790000000\n1 3 120 a5a5"));
    EXPECT_EQ(parse_audit_heads(text), heads());
}

TEST(AuditHeads, refuse_a_text_written_in_any_other_way) {
    const std::string text = to_text(heads());

    EXPECT_FALSE(parse_audit_heads(""));
    EXPECT_FALSE(parse_audit_heads(text + "\n"));
    EXPECT_FALSE(parse_audit_heads(text.substr(0, text.size() - 1)));
    EXPECT_FALSE(parse_audit_heads("x" + text));
    std::string padded = text;
    padded.replace(padded.find(" 120 "), 5, " 0120 ");
    EXPECT_FALSE(parse_audit_heads(padded));
    std::string upper = text;
    upper.replace(upper.find("a5"), 2, "A5");
    EXPECT_FALSE(parse_audit_heads(upper));
}

}  // namespace
}  // namespace office
