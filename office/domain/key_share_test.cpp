#include "office/domain/key_share.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "base/crc32c.h"
#include "office/domain/secret_sharing.h"

namespace office {
namespace {

const card::Key128 share_key{card::Block{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};

std::vector<KeyShare> example_shares(ShareSet set = ShareSet{0x5F3A9B21}) {
    const std::vector<std::uint8_t> coefficients(coefficient_bytes(2), 0x3C);
    std::vector<KeyShare> shares;
    for (const SecretPart& part : split_secret(share_key, 2, 3, coefficients)) {
        KeyShare share{.office = card::OfficeId{7},
                       .master = {MasterKind::master, card::KeyVersion{2}},
                       .shares = {.needed = 2, .count = 3},
                       .number = part.x,
                       .set = set,
                       .fingerprint = Fingerprint{0x1A2B3C4D},
                       .wrapped = {},
                       .part = part.y};
        share.wrapped.fill(0xEE);
        shares.push_back(share);
    }
    return shares;
}

std::string hex_of(const card::Block& bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 0xF];
    }
    return text;
}

// The rows of a record, with the checks that the format document describes.
std::string typed(const std::string& record) {
    std::string text;
    for (std::size_t row = 0; 16 * row < record.size(); ++row) {
        const std::string digits = record.substr(16 * row, 16);
        std::vector<std::uint8_t> bytes{static_cast<std::uint8_t>(row + 1)};
        for (std::size_t i = 0; i < digits.size(); i += 2) {
            bytes.push_back(
                static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
        }
        const std::uint32_t check = base::crc32c(bytes);
        card::Block shown{static_cast<std::uint8_t>(check >> 8), static_cast<std::uint8_t>(check)};
        text += std::to_string(row + 1) + " " + digits + " " + hex_of(shown).substr(0, 4) + "\n";
    }
    return text;
}

TEST(KeyShareText, is_read_back_as_it_was_written) {
    for (const KeyShare& share : example_shares()) {
        EXPECT_EQ(parse_key_share(to_text(share)), share);
    }
}

// The bytes that docs/formats/key_share.md shows.
TEST(KeyShareText, is_what_the_format_document_shows) {
    EXPECT_EQ(to_text(example_shares().front()),
              "TALLYWATT KEY SHARE\n"
              "key master version 2 of office 7\n"
              "fingerprint 1A2B3C4D\n"
              "share 1 of 3, any 2 give the key; set 5F3A9B21\n"
              "1 0101 0000 0007 0202 = CB74\n"
              "2 0301 5F3A 9B21 1A2B = 4ACC\n"
              "3 3C4D EEEE EEEE EEEE = E534\n"
              "4 EEEE EEEE EEEE EEEE = 7D93\n"
              "5 EEEE EEEE EEEE EEEE = ABDB\n"
              "6 EEEE 3D3E 3F38 393A = EDDD\n"
              "7 3B34 3536 3730 3132 = 120C\n"
              "8 332C B3FB 3774 = 08F7\n");
}

TEST(KeyShareText, is_read_when_typed_from_paper_in_small_letters_without_its_head) {
    const KeyShare share = example_shares().front();
    std::string text = to_text(share);
    text.erase(0, text.find("\n1 ") + 1);
    std::ranges::transform(text, text.begin(), [](char c) {
        return 'A' <= c && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    std::erase(text, '=');

    EXPECT_EQ(parse_key_share("typed by hand\r\n\r\n  " + text), share);
}

TEST(KeyShareText, names_the_row_of_any_wrong_digit) {
    const std::string text = to_text(example_shares().front());
    const std::size_t first = text.find("\n1 ") + 1;
    std::uint8_t row = 0;
    for (std::size_t i = first; i < text.size(); ++i) {
        row = static_cast<std::uint8_t>(row + (text[i - 1] == '\n' ? 1 : 0));
        const bool is_row_number = text[i - 1] == '\n';
        if (is_row_number || text[i] == ' ' || text[i] == '=' || text[i] == '\n') {
            continue;
        }
        std::string wrong = text;
        wrong[i] = text[i] == '7' ? '8' : '7';
        EXPECT_EQ(parse_key_share(wrong),
                  (std::unexpected{ShareFault{ShareProblem::row_damaged, row}}))
            << wrong;
    }
}

TEST(KeyShareText, names_what_is_missing) {
    const std::string text = to_text(example_shares().front());
    std::string without_third = text;
    const std::size_t third = text.find("\n3 ");
    without_third.erase(third, text.find("\n4 ") - third);

    EXPECT_EQ(parse_key_share("hello\n"), (std::unexpected{ShareFault{ShareProblem::no_rows}}));
    EXPECT_EQ(parse_key_share(without_third),
              (std::unexpected{ShareFault{ShareProblem::row_missing, 3}}));
    EXPECT_EQ(parse_key_share(text.substr(0, text.find("\n8 ") + 1)),
              (std::unexpected{ShareFault{ShareProblem::row_missing, 8}}));
    EXPECT_EQ(parse_key_share(text + text.substr(text.find("\n1 ") + 1)),
              (std::unexpected{ShareFault{ShareProblem::unknown_format}}));
}

// docs/formats/key_shares.json, whose records are written here as a person would type them.
TEST(KeyShares, published_for_other_languages_join_to_their_share_keys) {
    std::ifstream file{TALLYWATT_SOURCE "/docs/formats/key_shares.json"};
    const auto splits = nlohmann::json::parse(file)["splits"];
    ASSERT_EQ(splits.size(), 2U);
    for (const auto& split : splits) {
        std::vector<KeyShare> shares;
        for (const std::string record : split["shares"]) {
            const auto share = parse_key_share(typed(record));
            ASSERT_TRUE(share);
            shares.push_back(*share);
        }
        const std::size_t needed = split["needed"];

        const auto joined = join(std::span{shares}.last(needed));

        ASSERT_TRUE(joined);
        EXPECT_EQ(hex_of(joined->share_key.bytes()), split["share_key"].get<std::string>());
        const auto master = card::unwrap_key(joined->share_key, joined->wrapped);
        ASSERT_TRUE(master);
        EXPECT_EQ(hex_of(master->bytes()), split["master"].get<std::string>());
    }
}

TEST(KeyShares, any_two_of_three_give_the_share_key) {
    const auto shares = example_shares();
    for (const auto& [a, b] : {std::pair{0, 1}, std::pair{2, 0}, std::pair{1, 2}}) {
        const std::array two{shares[static_cast<std::size_t>(a)],
                             shares[static_cast<std::size_t>(b)]};
        const auto joined = join(two);
        ASSERT_TRUE(joined);
        EXPECT_EQ(joined->share_key.bytes(), share_key.bytes());
        EXPECT_EQ(joined->fingerprint, Fingerprint{0x1A2B3C4D});
    }
}

TEST(KeyShares, that_do_not_go_together_are_refused) {
    const auto shares = example_shares();
    const auto others = example_shares(ShareSet{1});
    const std::array one{shares[0]};
    const std::array mixed{shares[0], others[1]};
    const std::array twice{shares[0], shares[0]};

    EXPECT_EQ(join({}).error(), JoinProblem::too_few);
    EXPECT_EQ(join(one).error(), JoinProblem::too_few);
    EXPECT_EQ(join(mixed).error(), JoinProblem::another_split);
    EXPECT_EQ(join(twice).error(), JoinProblem::twice_the_same);
}

}  // namespace
}  // namespace office
