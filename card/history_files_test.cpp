// The history on a customer's card: its meter writes it, its office reads it, nobody else does
// anything.
#include <gtest/gtest.h>

#include <vector>

#include "card/testing/cards.h"

namespace card {
namespace {

using testing::CardSession;

constexpr std::array event_like{std::uint8_t{1}, std::uint8_t{1}};

PeriodEndsBytes record_of(std::uint8_t report_counter) {
    PeriodEndsBytes record{};
    record[0] = 1;
    record[15] = report_counter;
    return record;
}

EventRecordBytes event_of(std::uint8_t report_counter) {
    EventRecordBytes event{};
    event[0] = 1;
    event[15] = report_counter;
    return event;
}

class HistoryFiles : public ::testing::Test {
 protected:
    const Key128 meter_key{Block{1}};
    const testing::IssuerKeys issuer =
        testing::issuer_keys(Key128{Block{2}}, testing::example_serial);
    SoftwareCard card = testing::personalised_card(testing::example_id(), meter_key, issuer, {});
    CardSession session{card};

    void open_as_meter() {
        const IdRecord id = testing::example_id();
        ASSERT_EQ(session.open(KeySet::meter, card_keys(meter_key, id.serial, id.generation)),
                  StatusWord::done);
    }
    void open_as_office() {
        ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
    }
    StatusWord write(File file, std::uint8_t place, std::span<const std::uint8_t> content) {
        return session.send_secured(update_place(file, place, content)).status;
    }
};

TEST_F(HistoryFiles, are_written_by_the_meter_and_read_by_the_office) {
    open_as_meter();
    for (std::uint8_t place = 0; place < day_end_places; ++place) {
        EXPECT_EQ(write(File::day_ends, place, record_of(place)), StatusWord::done);
    }
    EXPECT_EQ(write(File::month_ends, 4, record_of(44)), StatusWord::done);
    EXPECT_EQ(write(event_file(15), 0, event_of(55)), StatusWord::done);

    open_as_office();

    const auto day = session.send_secured(read_place(File::day_ends, 11));
    EXPECT_EQ(day.status, StatusWord::done);
    EXPECT_TRUE(std::ranges::equal(day.data, record_of(11)));
    EXPECT_TRUE(std::ranges::equal(session.send_secured(read_place(File::month_ends, 4)).data,
                                   record_of(44)));
    EXPECT_TRUE(std::ranges::equal(session.send_secured(read(event_file(15))).data, event_of(55)));
    const auto counters =
        decode_history_counters(session.send_secured(get_history_counters()).data);
    ASSERT_TRUE(counters);
    EXPECT_EQ(counters->at(11), 11U);
    EXPECT_EQ(counters->at(12), 0U);
    EXPECT_EQ(counters->at(12 + 4), 44U);
    EXPECT_EQ(counters->back(), 55U);
}

TEST_F(HistoryFiles, are_not_written_by_the_office_nor_read_by_the_meter) {
    open_as_meter();
    ASSERT_EQ(write(File::day_ends, 0, record_of(1)), StatusWord::done);
    EXPECT_EQ(session.send_secured(read(File::day_ends)).status, StatusWord::not_allowed);
    open_as_meter();
    EXPECT_EQ(session.send_secured(get_history_counters()).status, StatusWord::not_allowed);

    for (const File file : {File::day_ends, File::month_ends}) {
        open_as_office();
        EXPECT_EQ(write(file, 0, record_of(2)), StatusWord::not_allowed);
    }
    open_as_office();
    EXPECT_EQ(write(event_file(0), 0, event_of(2)), StatusWord::not_allowed);
    EXPECT_EQ(card.memory().history.day_ends[0], record_of(1));
}

TEST_F(HistoryFiles, have_so_many_places_and_no_more) {
    const std::vector<std::pair<File, std::uint8_t>> beyond{
        {File::day_ends, 12}, {File::month_ends, 5}, {File::day_ends, 255}};
    for (const auto& [file, place] : beyond) {
        open_as_meter();
        EXPECT_EQ(write(file, place, record_of(1)), StatusWord::wrong_parameters);
        open_as_office();
        EXPECT_EQ(session.send_secured(read_place(file, place)).status,
                  StatusWord::wrong_parameters);
    }
    open_as_meter();
    EXPECT_EQ(write(event_file(0), 1, event_of(1)), StatusWord::wrong_parameters);
}

TEST_F(HistoryFiles, are_written_whole_or_not_at_all) {
    open_as_meter();
    Command part = update_place(File::day_ends, 3, record_of(1));
    part.data = CommandData{event_like};

    EXPECT_EQ(session.send_secured(part).status, StatusWord::wrong_length);
    EXPECT_TRUE(is_blank(card.memory().history.day_ends[3]));
}

TEST_F(HistoryFiles, leave_the_log_to_what_it_is_for) {
    open_as_meter();
    const CardLog before = card.memory().log;
    const std::uint32_t changes = card.changes();

    EXPECT_EQ(write(File::day_ends, 0, record_of(1)), StatusWord::done);

    EXPECT_EQ(card.memory().log, before);
    EXPECT_GT(card.changes(), changes);
}

TEST_F(HistoryFiles, are_empty_for_the_next_customer) {
    open_as_meter();
    ASSERT_EQ(write(File::day_ends, 0, record_of(1)), StatusWord::done);
    IdRecord next = testing::example_id();
    next.generation = Generation{2};

    const ChannelKeys keys = card_keys(meter_key, next.serial, next.generation);
    open_as_office();
    for (const auto& [purpose, key] :
         {std::pair{KeyPurpose::enc, keys.enc}, std::pair{KeyPurpose::mac, keys.mac}}) {
        const auto put = put_key(KeySet::meter, purpose, wrap_key(issuer.dek, key));
        ASSERT_EQ(session.send_secured(put).status, StatusWord::done);
    }
    ASSERT_EQ(session.send_secured(store_identity(encode(next))).status, StatusWord::done);

    EXPECT_EQ(history_counters_of(card.memory().history), history_counters_of({}));
}

}  // namespace
}  // namespace card
