// What a card is in its life, from blank to retired: who gets in, what is taken, what it may
// become. And the rights of each key set on each file, as the table of docs/formats/card.md says.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "card/software_card.h"
#include "card/testing/card_session.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"

namespace card {
namespace {

using testing::CardSession;
using testing::example_id;
using testing::example_serial;

class CardInItsLife : public ::testing::Test {
 protected:
    [[nodiscard]] static IdRecord id_in(LifeCycle cycle) {
        IdRecord id = example_id();
        id.life_cycle = cycle;
        return cycle == LifeCycle::blank ? IdRecord{.serial = example_serial} : id;
    }
    void begin_in(LifeCycle cycle) {
        CardMemory memory =
            testing::personalised_card(example_id(), meter_key, issuer, OrderBytes{7}).memory();
        memory.id = id_in(cycle);
        card = SoftwareCard{memory};
    }
    [[nodiscard]] StatusWord store(const IdRecord& id) {
        EXPECT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
        return session.send_secured(store_identity(encode(id))).status;
    }
    [[nodiscard]] StatusWord write_order() {
        EXPECT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
        return session.send_secured(update(File::order, OrderBytes{1})).status;
    }

    const Key128 meter_key = testing::key_of("101112131415161718191a1b1c1d1e1f");
    const testing::IssuerKeys issuer =
        testing::issuer_keys(testing::key_of("000102030405060708090a0b0c0d0e0f"), example_serial);
    const ChannelKeys meter = card_keys(meter_key, example_serial, example_id().generation);

    SoftwareCard card = SoftwareCard::blank(example_serial);
    CardSession session{card};
};

TEST_F(CardInItsLife, lets_meters_in_and_takes_orders_only_while_it_is_personalised) {
    struct Expected {
        LifeCycle cycle;
        StatusWord to_meters;
        StatusWord to_orders;
    };
    for (const auto& [cycle, to_meters, to_orders] :
         {Expected{LifeCycle::blank, StatusWord::conditions_not_met,
                   StatusWord::conditions_not_met},
          Expected{LifeCycle::personalised, StatusWord::done, StatusWord::done},
          Expected{LifeCycle::blocked, StatusWord::blocked, StatusWord::conditions_not_met},
          Expected{LifeCycle::retired, StatusWord::conditions_not_met,
                   StatusWord::conditions_not_met}}) {
        begin_in(cycle);

        EXPECT_EQ(session.open(KeySet::meter, meter), to_meters) << std::to_underlying(cycle);
        EXPECT_EQ(write_order(), to_orders) << std::to_underlying(cycle);
    }
}

TEST_F(CardInItsLife, becomes_what_the_office_says_where_that_may_follow) {
    constexpr auto refused = StatusWord::wrong_data;
    constexpr auto needs_keys = StatusWord::conditions_not_met;  // of another assignment
    constexpr auto done = StatusWord::done;
    const std::vector<std::vector<StatusWord>> outcomes{
        // to blank, personalised, blocked, retired
        {refused, needs_keys, refused, refused},  // from blank
        {refused, done, done, done},              // from personalised
        {refused, done, done, done},              // from blocked
        {refused, needs_keys, refused, done},     // from retired
    };
    for (std::size_t from = 0; from < outcomes.size(); ++from) {
        for (std::size_t to = 0; to < outcomes[from].size(); ++to) {
            begin_in(LifeCycle{static_cast<std::uint8_t>(from)});
            const IdRecord next = id_in(LifeCycle{static_cast<std::uint8_t>(to)});

            EXPECT_EQ(store(next), outcomes[from][to]) << from << " to " << to;
            EXPECT_EQ(card.memory().id.life_cycle,
                      LifeCycle{static_cast<std::uint8_t>(outcomes[from][to] == done ? to : from)});
        }
    }
}

TEST_F(CardInItsLife, is_blocked_and_unblocked_with_all_that_is_on_it) {
    begin_in(LifeCycle::personalised);

    ASSERT_EQ(store(id_in(LifeCycle::blocked)), StatusWord::done);
    EXPECT_EQ(session.open(KeySet::meter, meter), StatusWord::blocked);
    ASSERT_EQ(store(id_in(LifeCycle::personalised)), StatusWord::done);

    EXPECT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    EXPECT_EQ(card.memory().order, OrderBytes{7});
}

TEST_F(CardInItsLife, is_for_another_meter_after_it_was_retired) {
    begin_in(LifeCycle::retired);
    IdRecord next = example_id();
    next.generation = Generation{2};
    const ChannelKeys next_meter = card_keys(meter_key, example_serial, next.generation);
    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);

    for (const Command& step :
         {put_key(KeySet::meter, KeyPurpose::enc, wrap_key(issuer.dek, next_meter.enc)),
          put_key(KeySet::meter, KeyPurpose::mac, wrap_key(issuer.dek, next_meter.mac)),
          store_identity(encode(next))}) {
        ASSERT_EQ(session.send_secured(step).status, StatusWord::done);
    }

    EXPECT_EQ(session.open(KeySet::meter, next_meter), StatusWord::done);
    EXPECT_EQ(card.memory().order, OrderBytes{});
}

TEST_F(CardInItsLife, takes_new_issuer_keys_under_the_old_ones_and_keeps_everything_else) {
    begin_in(LifeCycle::personalised);
    const testing::IssuerKeys next =
        testing::issuer_keys(testing::key_of("202122232425262728292a2b2c2d2e2f"), example_serial);
    const CardMemory before = card.memory();
    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
    for (const Command& step :
         {put_key(KeySet::issuer, KeyPurpose::enc, wrap_key(issuer.dek, next.channel.enc)),
          put_key(KeySet::issuer, KeyPurpose::mac, wrap_key(issuer.dek, next.channel.mac)),
          put_key(KeySet::issuer, KeyPurpose::dek, wrap_key(issuer.dek, next.dek))}) {
        ASSERT_EQ(session.send_secured(step).status, StatusWord::done);
        // Pulled here, the card would open with the old keys.
        ASSERT_EQ(card.memory().issuer.keys.enc.bytes(), before.issuer.keys.enc.bytes());
    }

    ASSERT_EQ(session.send_secured(store_identity(encode(example_id()))).status, StatusWord::done);

    EXPECT_EQ(session.open(KeySet::issuer, next.channel), StatusWord::done);
    EXPECT_ANY_THROW(static_cast<void>(session.open(KeySet::issuer, issuer.channel)));
    EXPECT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    EXPECT_EQ(card.memory().order, before.order);
}

TEST_F(CardInItsLife, notes_what_it_refused_in_a_channel) {
    begin_in(LifeCycle::personalised);
    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    ASSERT_EQ(session.send_secured(read(File::log)).status, StatusWord::not_allowed);
    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    Command forged = read(File::order);
    forged.cla |= 0x04;
    forged.data.resize(8);
    ASSERT_EQ(session.send(forged).status, StatusWord::secure_messaging_wrong);
    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);

    const auto log = decode_log(session.send_secured(read(File::log)).data);

    ASSERT_TRUE(log);
    EXPECT_EQ((*log)[1], (CardLogRecord{CardOperation::refused, 0x31, 2}));
    EXPECT_EQ((*log)[3], (CardLogRecord{CardOperation::refused, 0x31, 1}));
}

TEST_F(CardInItsLife, keeps_the_newest_sixteen_of_its_log) {
    begin_in(LifeCycle::personalised);
    for (int i = 0; i < 20; ++i) {
        ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    }

    for (std::size_t i = 0; i < log_length; ++i) {
        EXPECT_EQ(card.memory().log[i], (CardLogRecord{CardOperation::session_opened, 0x31,
                                                       static_cast<std::uint32_t>(20 - i)}));
    }
}

struct Rights {
    File file{};
    std::string read;
    std::string written;
};

// The rows of the table of files: identifier, file, length, read, written.
std::vector<Rights> documented_rights() {
    std::ifstream document{TALLYWATT_SOURCE "/docs/formats/card.md"};
    const std::regex row{R"(\| (0[1-9]) \| [a-z ]+ \| \d+ \| ([^|]+) \| ([^|]+) \|)"};
    std::vector<Rights> all;
    for (std::string line; std::getline(document, line);) {
        if (std::smatch match; std::regex_match(line, match, row)) {
            all.push_back(
                {File{static_cast<std::uint8_t>(std::stoi(match[1]))}, match[2], match[3]});
        }
    }
    return all;
}

bool names(const std::string& cell, KeySet set) {
    return cell.find(set == KeySet::issuer ? "30" : "31") != std::string::npos;
}

TEST_F(CardInItsLife, gives_each_key_set_the_rights_of_the_document_and_no_others) {
    const auto all = documented_rights();
    ASSERT_GE(all.size(), 5U);
    for (const auto& [file, read_by, written_by] : all) {
        for (const KeySet set : {KeySet::issuer, KeySet::meter}) {
            begin_in(LifeCycle::personalised);
            ASSERT_EQ(session.open(set, set == KeySet::issuer ? issuer.channel : meter),
                      StatusWord::done);
            const bool is_open_to_all = read_by.starts_with("by anyone");
            const bool may_write =
                names(written_by, set) && written_by.find("STORE DATA") == std::string::npos;

            const auto read_status = session.send_secured(read(file)).status;
            ASSERT_EQ(session.open(set, set == KeySet::issuer ? issuer.channel : meter),
                      StatusWord::done);
            const std::vector<std::uint8_t> content(size_of(file));
            const auto write_status = session.send_secured(update(file, content)).status;

            EXPECT_EQ(read_status, is_open_to_all || names(read_by, set) ? StatusWord::done
                                                                         : StatusWord::not_allowed);
            EXPECT_EQ(write_status, may_write ? StatusWord::done : StatusWord::not_allowed);
        }
        ASSERT_EQ(session.send(select_application()).status, StatusWord::done);
        Command plain = read(file);
        plain.cla = 0;
        EXPECT_EQ(session.send(plain).status,
                  read_by.starts_with("by anyone") ? StatusWord::done : StatusWord::not_allowed);
    }
}

}  // namespace
}  // namespace card
