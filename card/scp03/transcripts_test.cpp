// Both sides of the channel against exchanges recorded from a real card.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "card/apdu.h"
#include "card/scp03/card_channel.h"
#include "card/scp03/host_channel.h"
#include "card/scp03/initialize_update.h"
#include "card/testing/hex.h"

namespace card {
namespace {

using testing::bytes_of;
using testing::hex_of;

struct Transcript {
    nlohmann::json json;

    [[nodiscard]] std::string text(const char* field) const {
        return json.at(field).get<std::string>();
    }
    [[nodiscard]] Command command(const char* field) const {
        return *decode_command(bytes_of(text(field)));
    }
    [[nodiscard]] Response response(const char* field) const {
        return *decode_response(bytes_of(text(field) + text("response_status")));
    }
    [[nodiscard]] SessionKeys session() const {
        return session_keys(AesKey{bytes_of(text("key_enc"))}, AesKey{bytes_of(text("key_mac"))},
                            challenges());
    }
    [[nodiscard]] KeySet key_set() const { return answer().key_set; }
    [[nodiscard]] InitializeUpdateAnswer answer() const {
        return *decode_initialize_update(bytes_of(text("initialize_update_response")));
    }
    [[nodiscard]] Challenges challenges() const {
        Challenges challenges;
        const Command command_sent = command("initialize_update_command");
        std::ranges::copy(command_sent.data, challenges.host.begin());
        challenges.card = answer().card_challenge;
        return challenges;
    }
};

std::string hex_without_le(Command command) {
    command.expected_length.reset();
    return hex_of(encode(command));
}

class Scp03Transcripts : public ::testing::Test {
 protected:
    void SetUp() override {
        take_all_of(TALLYWATT_SOURCE "/card/testdata/scp03_aes192_aes256.json");
        take_all_of(TALLYWATT_SHARED "/vectors/scp03.json");
        if (level_11.size() < 3) {
            GTEST_SKIP() << "the published vectors are not beside the project";
        }
        ASSERT_EQ(level_11.size(), 3U);  // one for each length of key
        ASSERT_EQ(level_33.size(), 3U);
    }
    void take_all_of(const char* path) {
        std::ifstream file{path};
        if (!file.is_open()) {
            return;
        }
        for (const auto& json : nlohmann::json::parse(file)) {
            const auto name = json.at("name").get<std::string>();
            const bool is_33 = name.find("level 33") != std::string::npos;
            (is_33 ? level_33 : level_11).push_back({json});
        }
    }

    std::vector<Transcript> level_11;
    std::vector<Transcript> level_33;
};

TEST_F(Scp03Transcripts, both_sides_derive_the_keys_and_cryptograms_of_every_exchange) {
    std::vector<Transcript> all = level_11;
    all.insert(all.end(), level_33.begin(), level_33.end());

    for (const Transcript& transcript : all) {
        const SessionKeys keys = transcript.session();
        const Command sent = transcript.command("external_authenticate_command");

        EXPECT_EQ(card_cryptogram(keys, transcript.challenges()),
                  transcript.answer().card_cryptogram);
        EXPECT_EQ(hex_of(host_cryptogram(keys, transcript.challenges())),
                  hex_of(std::span{sent.data}.first<8>()));
    }
}

TEST_F(Scp03Transcripts, the_codes_of_level_11_are_those_of_the_card) {
    for (const Transcript& transcript : level_11) {
        const SessionKeys keys = transcript.session();
        SecureMessaging host{keys};
        Command authentication = transcript.command("external_authenticate_command");
        authentication.data.resize(8);

        EXPECT_EQ(hex_without_le(host.sign(authentication)),
                  transcript.text("external_authenticate_command"));
        EXPECT_EQ(hex_without_le(host.sign(transcript.command("plain_command"))),
                  hex_without_le(transcript.command("wrapped_command")));
        const auto response = host.verify(transcript.response("wrapped_response"));
        ASSERT_TRUE(response);
        EXPECT_EQ(hex_of(response->data), transcript.text("plain_response"));
        EXPECT_EQ(hex_without_le(host.sign(transcript.command("next_plain_command"))),
                  transcript.text("next_wrapped_command_without_le"));
    }
}

// The commands that follow, of every case, where a transcript has them.
TEST_F(Scp03Transcripts, every_further_command_is_made_and_read) {
    int compared = 0;
    for (const auto* level : {&level_11, &level_33}) {
        for (const Transcript& transcript : *level) {
            SecureMessaging host{transcript.session()};
            SecureMessaging card{transcript.session()};
            Command authentication = transcript.command("external_authenticate_command");
            ASSERT_TRUE(card.verify(authentication));
            authentication.data.resize(8);
            static_cast<void>(host.sign(authentication));
            std::vector<std::pair<std::string, std::string>> commands{
                {transcript.text("plain_command"), ""},
                {transcript.text("next_plain_command"), ""}};
            for (const auto& each : transcript.json.value("further", nlohmann::json::array())) {
                commands.emplace_back(each.at("plain"), each.at("wrapped_without_le"));
            }
            for (const auto& [plain, expected] : commands) {
                const Command command = *decode_command(bytes_of(plain));
                const Command wrapped =
                    level == &level_11 ? host.sign(command) : host.protect(command);
                const auto read = level == &level_11 ? card.verify(wrapped) : card.open(wrapped);

                ASSERT_TRUE(read);
                EXPECT_EQ(hex_without_le(*read), plain);
                if (!expected.empty()) {
                    EXPECT_EQ(hex_without_le(wrapped), expected) << transcript.text("name");
                    ++compared;
                }
            }
        }
    }
    EXPECT_EQ(compared, 12);
}

TEST_F(Scp03Transcripts, the_host_sends_and_reads_every_byte_of_level_33) {
    for (const Transcript& transcript : level_33) {
        HostChannel host;

        const Command start =
            host.initialize_update(transcript.key_set(), transcript.challenges().host);
        EXPECT_EQ(hex_of(encode(start)), transcript.text("initialize_update_command"));

        const auto challenges = host.accept_challenge(
            *decode_response(bytes_of(transcript.text("initialize_update_response") + "9000")));
        ASSERT_TRUE(challenges);
        const auto authentication = host.authenticate(transcript.session());
        ASSERT_TRUE(authentication);
        EXPECT_EQ(hex_of(encode(*authentication)),
                  transcript.text("external_authenticate_command"));
        ASSERT_TRUE(host.accept_authentication(Response{}));

        const auto wrapped = host.wrap(transcript.command("plain_command"));
        ASSERT_TRUE(wrapped);
        EXPECT_EQ(hex_of(encode(*wrapped)), transcript.text("wrapped_command"));
        const auto data = host.unwrap(transcript.response("wrapped_response"));
        ASSERT_TRUE(data);
        EXPECT_EQ(hex_of(*data), transcript.text("plain_response"));

        const auto next = host.wrap(transcript.command("next_plain_command"));
        ASSERT_TRUE(next);
        EXPECT_EQ(hex_without_le(*next), transcript.text("next_wrapped_command_without_le"));
    }
}

TEST_F(Scp03Transcripts, the_card_reads_and_answers_every_byte_of_level_33) {
    for (const Transcript& transcript : level_33) {
        CardChannel card;

        const Cryptogram proof =
            card.challenge(transcript.key_set(), transcript.session(), transcript.challenges());
        EXPECT_EQ(proof, transcript.answer().card_cryptogram);
        ASSERT_TRUE(card.authenticate(transcript.command("external_authenticate_command")));

        const auto command = card.open(transcript.command("wrapped_command"));
        ASSERT_TRUE(command);
        EXPECT_EQ(hex_without_le(*command), transcript.text("plain_command"));
        const Response answer = card.protect(transcript.response("plain_response"));
        EXPECT_EQ(hex_of(answer.data), transcript.text("wrapped_response"));

        const auto next = card.open(
            *decode_command(bytes_of(transcript.text("next_wrapped_command_without_le"))));
        ASSERT_TRUE(next);
        EXPECT_EQ(hex_without_le(*next), transcript.text("next_plain_command"));
    }
}

}  // namespace
}  // namespace card
