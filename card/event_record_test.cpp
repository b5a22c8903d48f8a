#include "card/event_record.h"

#include <gtest/gtest.h>

#include "card/testing/records.h"

namespace card {
namespace {

EventRecord example() {
    return {.key_version = KeyVersion{2},
            .meter = testing::example_meter,
            .report_counter = 7,
            .number = 900,
            .kind = 43,
            .reasons = 0x0102,
            .time = testing::example_time,
            .ordered_total = base::WattHours{30'000},
            .consumed_total = base::WattHours{1'234},
            .detail = -5};
}

TEST(EventRecord, gives_back_every_field_and_the_same_bytes) {
    const EventRecordBytes bytes = testing::signed_record(encode(example()), Key128{Block{1}});

    const auto event = decode_event_record(bytes);

    ASSERT_TRUE(event);
    EXPECT_EQ(*event, example());
    EventRecordBytes again = encode(*event);
    set_mac(again, mac_of(bytes));
    EXPECT_EQ(again, bytes);
}

TEST(EventRecord, is_refused_by_name_for_each_fault) {
    struct Fault {
        std::size_t at;
        std::uint8_t value;
        RecordError error;
    };
    for (const Fault& fault :
         {Fault{0, 2, RecordError::unknown_version}, Fault{1, 2, RecordError::unknown_suite},
          Fault{2, 0, RecordError::out_of_range}, Fault{3, 0, RecordError::unknown_kind},
          Fault{4, 1, RecordError::out_of_range}, Fault{22, 0xFF, RecordError::out_of_range},
          Fault{27, 0x80, RecordError::out_of_range}, Fault{33, 0x80, RecordError::out_of_range},
          Fault{47, 1, RecordError::spare_not_zero}}) {
        EventRecordBytes bytes = encode(example());
        bytes[fault.at] = fault.value;

        const auto refused = decode_event_record(bytes);

        ASSERT_FALSE(refused) << fault.at;
        EXPECT_EQ(refused.error(), fault.error) << fault.at;
    }
    EXPECT_EQ(decode_event_record(EventRecordBytes{}).error(), RecordError::blank);
    EXPECT_EQ(decode_event_record({}).error(), RecordError::wrong_length);
}

TEST(EventRecord,
     gives_the_log_a_digest_that_depends_on_each_of_its_own_fields_and_on_the_one_before) {
    const Digest8 before{1, 2, 3};
    const Digest8 digest = event_log_digest(before, example());
    const auto changed = [&before](auto change) {
        EventRecord event = example();
        change(event);
        return event_log_digest(before, event);
    };

    EXPECT_EQ(event_log_digest(before, example()), digest);
    EXPECT_NE(event_log_digest({}, example()), digest);
    EXPECT_NE(changed([](EventRecord& event) { event.number = 901; }), digest);
    EXPECT_NE(changed([](EventRecord& event) { event.kind = 44; }), digest);
    EXPECT_NE(changed([](EventRecord& event) { event.reasons = 0; }), digest);
    EXPECT_NE(changed([](EventRecord& event) { event.time += std::chrono::seconds{1}; }), digest);
    EXPECT_NE(changed([](EventRecord& event) { event.ordered_total = {}; }), digest);
    EXPECT_NE(changed([](EventRecord& event) { event.consumed_total = {}; }), digest);
    EXPECT_NE(changed([](EventRecord& event) { event.detail = 5; }), digest);
    // How it travels is not the event's.
    EXPECT_EQ(changed([](EventRecord& event) { event.report_counter = 8; }), digest);
    EXPECT_EQ(changed([](EventRecord& event) { event.key_version = KeyVersion{3}; }), digest);
}

TEST(EventRecord, gives_the_log_the_digest_of_its_bytes_16_to_46_and_its_kind) {
    const EventRecordBytes record = encode(example());
    std::array<std::uint8_t, 32> bytes{};
    std::copy_n(record.begin() + 16, 31, bytes.begin());
    bytes[31] = record[3];

    EXPECT_EQ(event_log_digest({7}, example()), digest_after({7}, bytes));
}

}  // namespace
}  // namespace card
