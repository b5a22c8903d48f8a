// What a card refuses, and what the refusal leaves behind.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

#include "card/instructions.h"
#include "card/software_card.h"
#include "card/testing/card_session.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"

namespace card {
namespace {

using testing::bytes_of;
using testing::CardSession;

const Key128 wrong_key = testing::key_of("ffeeddccbbaa99887766554433221100");
const ChannelKeys wrong_keys{wrong_key, wrong_key};

class CardUnderAttack : public ::testing::Test {
 protected:
    const Key128 meter_key = testing::key_of("101112131415161718191a1b1c1d1e1f");
    const testing::IssuerKeys issuer = testing::issuer_keys(
        testing::key_of("000102030405060708090a0b0c0d0e0f"), testing::example_serial);
    const ChannelKeys meter =
        card_keys(meter_key, testing::example_serial, testing::example_id().generation);

    SoftwareCard card =
        testing::personalised_card(testing::example_id(), meter_key, issuer,
                                   testing::signed_order(testing::example_order(), meter_key));
    CardSession session{card};

    // The answer to raw bytes.
    StatusWord status_of(std::span<const std::uint8_t> command) {
        return decode_response(card.process(command, Challenge{7}))->status;
    }
    StatusWord status_of(const char* hex) { return status_of(bytes_of(hex)); }

    // One EXTERNAL AUTHENTICATE whose proof is made of `keys`, whatever the card's own proof is.
    StatusWord guess(KeySet set, const ChannelKeys& keys, std::uint8_t level = security_level_33) {
        const Challenges challenges{{1}, {7}};
        static_cast<void>(status_of(encode(select_application())));
        HostChannel host;
        const auto opening = status_of(encode(host.initialize_update(set, challenges.host)));
        if (opening != StatusWord::done) {
            return opening;
        }
        const SessionKeys session_keys_made = session_keys(keys, challenges);
        SecureMessaging messaging{session_keys_made};
        const Command proof{proprietary_class,
                            instructions::external_authenticate,
                            level,
                            0,
                            CommandData{host_cryptogram(session_keys_made, challenges)},
                            {}};
        return status_of(encode(messaging.sign(proof)));
    }
};

TEST_F(CardUnderAttack, counts_wrong_cryptograms_down_and_blocks_the_meters_set) {
    for (int left = most_tries - 1; left > 0; --left) {
        EXPECT_EQ(guess(KeySet::meter, wrong_keys), StatusWord::not_allowed);
        EXPECT_EQ(card.memory().meter.tries, left);
    }
    EXPECT_EQ(guess(KeySet::meter, wrong_keys), StatusWord::blocked);

    EXPECT_EQ(guess(KeySet::meter, meter), StatusWord::blocked);
    EXPECT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
    EXPECT_EQ(card.memory().id.life_cycle, LifeCycle::personalised);
}

TEST_F(CardUnderAttack, is_of_no_use_once_the_issuers_set_is_blocked) {
    for (int i = 0; i < most_tries; ++i) {
        static_cast<void>(guess(KeySet::issuer, wrong_keys));
    }

    EXPECT_EQ(card.memory().id.life_cycle, LifeCycle::blocked);
    EXPECT_EQ(guess(KeySet::issuer, issuer.channel), StatusWord::blocked);
    EXPECT_EQ(guess(KeySet::meter, meter), StatusWord::blocked);
    EXPECT_TRUE(decode_image(card.image()));
}

TEST_F(CardUnderAttack, gives_all_tries_back_after_a_success) {
    static_cast<void>(guess(KeySet::meter, wrong_keys));
    static_cast<void>(guess(KeySet::meter, wrong_keys));

    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);

    EXPECT_EQ(card.memory().meter.tries, most_tries);
}

TEST_F(CardUnderAttack, loses_no_try_by_a_challenge_alone) {
    const CardImage before = card.image();

    static_cast<void>(status_of(encode(select_application())));
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(status_of("8050310008000000000000000100"), StatusWord::done);
    }

    EXPECT_EQ(card.image(), before);
}

TEST_F(CardUnderAttack, keeps_the_lost_try_through_a_power_cut) {
    static_cast<void>(guess(KeySet::meter, wrong_keys));

    const auto memory = decode_image(card.image());

    ASSERT_TRUE(memory);
    EXPECT_EQ(memory->meter.tries, most_tries - 1);
}

// A thief who sees by the card's current or time that a guess was wrong, and cuts the power then.
TEST_F(CardUnderAttack, gives_no_try_back_to_who_cuts_the_power_before_the_answer) {
    const Command guess{proprietary_class | secured_bit,
                        instructions::external_authenticate,
                        security_level_33,
                        0,
                        CommandData{std::array<std::uint8_t, 16>{1}},
                        {}};
    for (int left = most_tries - 1; left >= 0; --left) {
        static_cast<void>(status_of(encode(select_application())));
        ASSERT_EQ(status_of("8050310008000000000000000100"), StatusWord::done);

        card.receive(encode(guess));

        EXPECT_EQ(card.memory().meter.tries, left);
        card = SoftwareCard{*decode_image(card.image())};
    }
    static_cast<void>(status_of(encode(select_application())));
    EXPECT_EQ(status_of("8050310008000000000000000100"), StatusWord::blocked);
}

TEST_F(CardUnderAttack, opens_at_no_level_below_33) {
    for (const std::uint8_t level :
         std::array<std::uint8_t, 7>{0, 0x01, 0x03, 0x11, 0x13, 0x31, 0x23}) {
        EXPECT_EQ(guess(KeySet::meter, meter, level), StatusWord::wrong_parameters);
        EXPECT_EQ(status_of("84b0820000"), StatusWord::not_allowed);
    }
    EXPECT_EQ(card.memory().meter.tries, most_tries);
    EXPECT_EQ(card.memory().meter.sessions, 0U);
}

TEST_F(CardUnderAttack, takes_one_proof_for_one_challenge_only) {
    ASSERT_EQ(guess(KeySet::meter, meter), StatusWord::done);

    EXPECT_EQ(status_of("848233001000000000000000000000000000000000"),
              StatusWord::conditions_not_met);
    EXPECT_EQ(status_of("84b0820000"), StatusWord::not_allowed);
}

TEST_F(CardUnderAttack, takes_no_proof_of_another_length_and_counts_none) {
    static_cast<void>(status_of(encode(select_application())));
    ASSERT_EQ(status_of("8050310008000000000000000100"), StatusWord::done);

    EXPECT_EQ(status_of("84823300080000000000000000"), StatusWord::wrong_length);
    EXPECT_EQ(status_of("848233001000000000000000000000000000000000"),
              StatusWord::conditions_not_met);
    EXPECT_EQ(card.memory().meter.tries, most_tries);
}

TEST_F(CardUnderAttack, answers_nothing_before_it_is_selected) {
    for (const char* command : {"00b0810000", "80ca000200", "8050300008000000000000000100",
                                "84b0820000", "848233001000000000000000000000000000000000"}) {
        EXPECT_EQ(status_of(command), StatusWord::conditions_not_met) << command;
    }
}

TEST_F(CardUnderAttack, gives_nothing_but_its_identity_without_a_channel) {
    static_cast<void>(status_of(encode(select_application())));

    for (const char* command : {"00b0820000", "00b0840000", "00b0850000", "84b0820000",
                                "84ca000100", "84d6820000", "84d83101", "84e20000"}) {
        EXPECT_EQ(status_of(command), StatusWord::not_allowed) << command;
    }
    EXPECT_EQ(status_of("80b0820000"), StatusWord::unknown_instruction);
    EXPECT_EQ(status_of("80ca000100"), StatusWord::data_not_found);
}

TEST_F(CardUnderAttack, refuses_writes_by_the_wrong_key_set) {
    const auto refuses = [&](KeySet set, const ChannelKeys& keys, const Command& command) {
        EXPECT_EQ(session.open(set, keys), StatusWord::done);
        CardMemory before = card.memory();
        EXPECT_EQ(session.send_secured(command).status, StatusWord::not_allowed);
        EXPECT_EQ(card.memory().log.front().operation, CardOperation::refused);
        before.log = card.memory().log;
        EXPECT_EQ(encode(card.memory()), encode(before));
    };
    const WrappedKey wrapped = wrap_key(issuer.dek, wrong_key);

    refuses(KeySet::meter, meter, update(File::order, OrderBytes{1}));
    refuses(KeySet::issuer, issuer.channel, update(File::report, ReportBytes{1}));
    refuses(KeySet::meter, meter, put_key(KeySet::meter, KeyPurpose::enc, wrapped));
    refuses(KeySet::meter, meter, store_identity(encode(testing::example_id())));
    refuses(KeySet::meter, meter, read(File::log));
    refuses(KeySet::issuer, issuer.channel, update(File::id, IdBytes{1}));
    refuses(KeySet::issuer, issuer.channel,
            update(File::log, std::array<std::uint8_t, log_size>{}));
}

TEST_F(CardUnderAttack, refuses_any_part_of_a_record) {
    Command shorter = update(File::order, OrderBytes{1});
    shorter.data.resize(order_size - 1);
    Command longer = update(File::order, OrderBytes{1});
    longer.data.push_back(0);
    Command later = update(File::order, OrderBytes{1});
    later.p2 = 1;
    Command read_part = read(File::order);
    read_part.p2 = 1;

    const auto status = [&](const Command& command) {
        EXPECT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
        return session.send_secured(command).status;
    };

    EXPECT_EQ(status(shorter), StatusWord::wrong_length);
    EXPECT_EQ(status(longer), StatusWord::wrong_length);
    EXPECT_EQ(status(later), StatusWord::wrong_parameters);
    EXPECT_EQ(status(read_part), StatusWord::wrong_parameters);
    EXPECT_EQ(card.memory().order, testing::signed_order(testing::example_order(), meter_key));
}

TEST_F(CardUnderAttack, knows_no_other_file_data_or_instruction) {
    const auto status = [&](const Command& command) {
        EXPECT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
        return session.send_secured(command).status;
    };

    EXPECT_EQ(status({0x80, 0xB0, 0x89, 0, {}, 0}), StatusWord::file_not_found);
    EXPECT_EQ(status({0x80, 0xB0, 0x02, 0, {}, 0}), StatusWord::wrong_parameters);
    EXPECT_EQ(status({0x80, 0xCA, 0, 9, {}, 0}), StatusWord::data_not_found);
    EXPECT_EQ(status({0x80, 0x20, 0, 0, {}, 0}), StatusWord::unknown_instruction);
    EXPECT_EQ(status_of("00a4040003010203"), StatusWord::file_not_found);
    EXPECT_EQ(status_of("00b0810000"), StatusWord::conditions_not_met);
}

TEST_F(CardUnderAttack, knows_no_other_class_or_key_set) {
    static_cast<void>(status_of(encode(select_application())));

    EXPECT_EQ(status_of("c0b0810000"), StatusWord::unknown_class);
    EXPECT_EQ(status_of("0020000000"), StatusWord::unknown_instruction);
    EXPECT_EQ(status_of("8050340008000000000000000100"), StatusWord::data_not_found);
    EXPECT_EQ(status_of("8050310108000000000000000100"), StatusWord::wrong_parameters);
    EXPECT_EQ(status_of("80503100040000000100"), StatusWord::wrong_length);
    EXPECT_EQ(status_of("00b08100"), StatusWord::wrong_length);
    EXPECT_EQ(status_of("00a4"), StatusWord::wrong_length);
    EXPECT_EQ(status_of(""), StatusWord::wrong_length);
}

TEST_F(CardUnderAttack, forgets_selection_and_channel_at_a_reset) {
    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);

    card.reset();

    EXPECT_EQ(session.send_secured(read(File::order)).status, StatusWord::conditions_not_met);
    static_cast<void>(status_of(encode(select_application())));
    EXPECT_EQ(status_of("84b0820008000000000000000000"), StatusWord::not_allowed);
}

TEST_F(CardUnderAttack, closes_the_channel_when_someone_speaks_without_a_code) {
    for (const char* injected : {"00b0810000", "80ca000200", "00b0", "c000000000"}) {
        ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);

        EXPECT_NE(status_of(injected), StatusWord::done);

        EXPECT_EQ(session.send_secured(read(File::order)).status, StatusWord::not_allowed);
    }
}

// What a man in the middle does to the commands between a meter and its card.
TEST_F(CardUnderAttack, closes_the_channel_after_a_replayed_or_invented_command) {
    std::vector<std::uint8_t> last;
    CardSession watched{[&](std::span<const std::uint8_t> command) {
        last.assign(command.begin(), command.end());
        const ResponseBytes response = card.process(command, Challenge{7});
        return std::vector<std::uint8_t>{response.begin(), response.end()};
    }};
    const ReportBytes report = testing::signed_report(testing::example_report(), meter_key);
    ASSERT_EQ(watched.open(KeySet::meter, meter), StatusWord::done);
    ASSERT_EQ(watched.send_secured(update(File::report, report)).status, StatusWord::done);
    const std::uint32_t changes = card.changes();

    EXPECT_EQ(status_of(last), StatusWord::secure_messaging_wrong);
    EXPECT_EQ(status_of(last), StatusWord::not_allowed);
    EXPECT_EQ(watched.send_secured(read(File::order)).status, StatusWord::not_allowed);
    EXPECT_EQ(card.memory().report, report);
    EXPECT_EQ(card.changes(), changes + 1);  // the note of the first refusal, and no more
}

TEST_F(CardUnderAttack, replays_of_a_whole_session_fail_at_the_proof) {
    std::vector<std::vector<std::uint8_t>> recorded;
    std::uint8_t fresh = 0;
    CardSession watched{[&](std::span<const std::uint8_t> command) {
        recorded.emplace_back(command.begin(), command.end());
        const ResponseBytes response = card.process(command, Challenge{++fresh});
        return std::vector<std::uint8_t>{response.begin(), response.end()};
    }};
    const ReportBytes report = testing::signed_report(testing::example_report(), meter_key);
    ASSERT_EQ(watched.open(KeySet::meter, meter), StatusWord::done);
    ASSERT_EQ(watched.send_secured(update(File::report, report)).status, StatusWord::done);

    std::vector<StatusWord> answers;
    for (const auto& command : recorded) {
        const ResponseBytes response = card.process(command, Challenge{++fresh});
        answers.push_back(decode_response(response)->status);
    }

    EXPECT_EQ(answers, (std::vector{StatusWord::done, StatusWord::done, StatusWord::not_allowed,
                                    StatusWord::not_allowed}));
}

TEST_F(CardUnderAttack, a_lying_answer_is_never_taken_for_a_written_record) {
    bool lies = false;
    CardSession deceived{[&](std::span<const std::uint8_t> command) {
        if (lies) {
            return bytes_of("9000");
        }
        const ResponseBytes response = card.process(command, Challenge{7});
        return std::vector<std::uint8_t>{response.begin(), response.end()};
    }};
    ASSERT_EQ(deceived.open(KeySet::meter, meter), StatusWord::done);

    lies = true;

    EXPECT_ANY_THROW(static_cast<void>(deceived.send_secured(update(File::report, ReportBytes{}))));
    EXPECT_FALSE(deceived.channel().is_open());
}

}  // namespace
}  // namespace card
