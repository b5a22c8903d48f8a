#include "office/web/names.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "office/web/pages/page_text.h"

namespace office {
namespace {

TEST(Findings, each_has_a_row_in_the_document_and_a_text_of_its_own_in_both_languages) {
    std::ostringstream document;
    document << std::ifstream{TALLYWATT_SOURCE "/docs/formats/http.md"}.rdbuf();
    std::set<std::string_view> texts;

    for (const Finding finding : all_findings) {
        const std::string row = "\n| " + std::string{finding_name(finding)} + " | ";
        EXPECT_TRUE(document.str().find(row) != std::string::npos) << row;
        texts.insert(finding_text(Language::english, finding));
        texts.insert(finding_text(Language::chinese, finding));
    }

    EXPECT_EQ(texts.size(), all_findings.size() * 2);
}

}  // namespace
}  // namespace office
