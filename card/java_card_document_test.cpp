// The path to a chip, held to what the software card does: its commands and its memory.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "card/card_memory.h"
#include "card/scp03/session.h"
#include "card/t1/station.h"

namespace card {
namespace {

std::string text_of(const char* path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

const std::string chip = text_of(TALLYWATT_SOURCE "/docs/design/java_card.md");
const std::string format = text_of(TALLYWATT_SOURCE "/docs/formats/card.md");

// The commands that begin the rows of a table: words in capitals.
std::set<std::string> commands_of(const std::string& document) {
    const std::regex row{R"(\n\| ([A-Z]{3,}(?: [A-Z]{3,})*)([^|]*)\|)"};
    const std::regex more{R"(, ([A-Z]{3,}(?: [A-Z]{3,})*))"};
    std::set<std::string> commands;
    for (std::sregex_iterator i{document.begin(), document.end(), row}; i != std::sregex_iterator{};
         ++i) {
        commands.insert((*i)[1]);
        const std::string rest = (*i)[2];
        for (std::sregex_iterator j{rest.begin(), rest.end(), more}; j != std::sregex_iterator{};
             ++j) {
            commands.insert((*j)[1]);
        }
    }
    return commands;
}

// Bytes of a row of the table of memory, as it states them in sum.
std::size_t stated(const std::string& kind) {
    const std::regex row{R"(\| )" + kind + R"([^|]*\| (\d+) \|)"};
    std::smatch match;
    EXPECT_TRUE(std::regex_search(chip, match, row)) << kind;
    return match.empty() ? 0 : std::stoul(match[1]);
}

TEST(JavaCardDocument, has_every_command_of_the_format_and_no_other) {
    const auto commands = commands_of(chip);

    EXPECT_EQ(commands.size(), 8U);
    EXPECT_EQ(commands, commands_of(format));
}

TEST(JavaCardDocument, states_the_memory_that_a_card_keeps) {
    constexpr std::size_t start_version_and_checksum = 6 + 1 + 4;

    EXPECT_EQ(stated("persistent"), image_size - start_version_and_checksum);
}

TEST(JavaCardDocument, states_the_memory_that_a_card_needs_while_it_works) {
    constexpr std::size_t session = 3 * sizeof(Block) + sizeof(Block) + 4 + 2 * sizeof(Challenge);
    constexpr std::size_t keys_on_their_way = (3 + 2 + 2) * sizeof(Block);

    EXPECT_EQ(stated("transient"), session + keys_on_their_way + T1Message::capacity());
    EXPECT_EQ(stated("transaction buffer"),
              id_size + keys_on_their_way + 2 + 3 * order_size + keys_record_size + log_size);
}

}  // namespace
}  // namespace card
