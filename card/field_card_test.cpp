// A field card's places: each opens to its own meter, and the office reads them all.
#include <gtest/gtest.h>

#include <stdexcept>

#include "card/testing/cards.h"

namespace card {
namespace {

using testing::CardSession;
using testing::FieldCard;

constexpr CardSerial serial{0xF1E1D};
constexpr MeterId first_meter{11};
constexpr MeterId second_meter{22};

class FieldCardTest : public ::testing::Test {
 protected:
    const Key128 first_key{Block{1}};
    const Key128 second_key{Block{2}};
    FieldCard field{CardKind::inspection, serial, Key128{Block{9}}};
    CardSession session{field.card()};

    FieldCardTest() {
        field.begin_round(Generation{3}, {{first_meter, first_key}, {second_meter, second_key}});
    }
    // Opens the channel that a meter opens.
    [[nodiscard]] StatusWord open(std::uint8_t place, const Key128& meter_key,
                                  Generation round = Generation{3}) {
        CardSession meter{[this, place](std::span<const std::uint8_t> bytes) {
            std::vector<std::uint8_t> command{bytes.begin(), bytes.end()};
            if (command[1] == 0x50) {
                command[3] = place;
            }
            const auto answer = field.card().process(command, {1, 2, place});
            return std::vector<std::uint8_t>{answer.begin(), answer.end()};
        }};
        const StatusWord status = meter.open(KeySet::field, field_keys(meter_key, serial, round));
        session = meter;
        return status;
    }
};

TEST_F(FieldCardTest, tells_each_meter_its_place_and_another_that_it_has_none) {
    static_cast<void>(session.send(select_application()));

    const auto found = decode_place(session.send(find_place(second_meter)).data);

    ASSERT_TRUE(found);
    EXPECT_EQ(found->place, 1);
    EXPECT_EQ(session.send(find_place(MeterId{33})).status, StatusWord::data_not_found);
    EXPECT_EQ(session.send(find_place(MeterId{0})).status, StatusWord::data_not_found);
}

TEST_F(FieldCardTest, opens_to_its_meters_at_their_places_in_its_round_alone) {
    EXPECT_EQ(open(0, first_key), StatusWord::done);
    EXPECT_EQ(open(1, second_key), StatusWord::done);
    EXPECT_THROW(static_cast<void>(open(1, first_key)), std::runtime_error);
    EXPECT_THROW(static_cast<void>(open(0, first_key, Generation{2})), std::runtime_error);
    EXPECT_EQ(open(2, first_key), StatusWord::data_not_found);
    EXPECT_EQ(open(100, first_key), StatusWord::data_not_found);
    EXPECT_EQ(CardSession{field.card()}.open(KeySet::meter, {}), StatusWord::data_not_found);
}

TEST_F(FieldCardTest, lets_a_meter_write_its_own_report_and_events_and_nothing_else) {
    ASSERT_EQ(open(1, second_key), StatusWord::done);
    ReportBytes report{};
    report[0] = 7;
    EventRecordBytes event{};
    event[0] = 8;

    EXPECT_EQ(session.send_secured(update(File::report, report)).status, StatusWord::done);
    EXPECT_EQ(session.send_secured(update(event_file(15), event)).status, StatusWord::done);
    EXPECT_EQ(session.send_secured(update_place(File::report, 1, report)).status,
              StatusWord::wrong_parameters);

    EXPECT_EQ(field.place(1).report, report);
    EXPECT_EQ(field.place(1).events[15], event);
    EXPECT_TRUE(is_blank(field.place(0).report));
    ASSERT_EQ(open(1, second_key), StatusWord::done);
    EXPECT_EQ(session.send_secured(update(File::parameters, ParameterSetBytes{})).status,
              StatusWord::not_allowed);
}

TEST_F(FieldCardTest, lets_the_office_read_every_place_and_write_no_report) {
    field.memory()[1].report[0] = 7;
    ASSERT_EQ(session.open(KeySet::issuer, field.issuer().channel), StatusWord::done);

    const Response read_back = session.send_secured(read_place(File::report, 1));
    EXPECT_EQ(read_back.status, StatusWord::done);
    EXPECT_EQ(read_back.data[0], 7);
    EXPECT_EQ(session.send_secured(update_place(File::report, 1, ReportBytes{})).status,
              StatusWord::not_allowed);
}

TEST_F(FieldCardTest, begins_a_new_round_with_empty_places) {
    field.memory()[0].report[0] = 7;
    field.begin_round(Generation{4}, {{second_meter, second_key}});

    EXPECT_EQ(field.place(0).meter, second_meter);
    EXPECT_TRUE(is_blank(field.place(0).report));
    EXPECT_EQ(field.place(1).meter, MeterId{0});
    EXPECT_EQ(open(0, second_key, Generation{4}), StatusWord::done);
}

TEST_F(FieldCardTest, keeps_a_customers_card_from_becoming_one_and_one_meter_from_two_places) {
    SoftwareCard without_memory{field.card().memory()};
    CardSession at_office{without_memory};
    ASSERT_EQ(at_office.open(KeySet::issuer, field.issuer().channel), StatusWord::done);
    IdRecord next = field.card().memory().id;
    next.generation = Generation{4};
    EXPECT_EQ(at_office.send_secured(store_identity(encode(next))).status,
              StatusWord::conditions_not_met);

    ASSERT_EQ(session.open(KeySet::issuer, field.issuer().channel), StatusWord::done);
    const WrappedKey wrapped = wrap_key(field.issuer().dek, first_key);
    EXPECT_EQ(
        session.send_secured(put_place(5, {first_meter, KeyVersion{1}, wrapped, wrapped})).status,
        StatusWord::wrong_data);
}

TEST_F(FieldCardTest, locks_the_place_that_is_guessed_at_and_no_other) {
    for (int i = 0; i < most_tries; ++i) {
        static_cast<void>(session.send(select_application()));
        static_cast<void>(session.send(session.channel().initialize_update(KeySet::field, {})));
        const Command guess{0x84, 0x82, 0x33, 0, CommandData{Block{}}, {}};
        EXPECT_NE(session.send(guess).status, StatusWord::done);
    }
    EXPECT_EQ(open(0, first_key), StatusWord::blocked);
    EXPECT_EQ(open(1, second_key), StatusWord::done);
}

}  // namespace
}  // namespace card
