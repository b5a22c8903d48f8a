#include "card/period_ends.h"

#include <gtest/gtest.h>

#include "card/testing/records.h"

namespace card {
namespace {

PeriodEnds four_days() {
    PeriodEnds record{.key_version = KeyVersion{2},
                      .period = Period::day,
                      .meter = testing::example_meter,
                      .report_counter = 7,
                      .ends = {}};
    for (int day = 1; day <= 4; ++day) {
        record.ends.push_back({.time = testing::example_time + std::chrono::days{day},
                               .clock_trusted = day != 2,
                               .ordered_total = base::WattHours{30'000},
                               .consumed_total = base::WattHours{1'234 * day}});
    }
    return record;
}

PeriodEnds six_months() {
    PeriodEnds record = four_days();
    record.period = Period::month;
    record.ends.push_back(record.ends[3]);
    record.ends.push_back(record.ends[3]);
    return record;
}

TEST(PeriodEnds, give_back_every_field_and_the_same_bytes) {
    for (const PeriodEnds& given : {four_days(), six_months()}) {
        const PeriodEndsBytes bytes = testing::signed_record(encode(given), Key128{Block{1}});

        const auto record = decode_period_ends(bytes);

        ASSERT_TRUE(record);
        EXPECT_EQ(*record, given);
        PeriodEndsBytes again = encode(*record);
        set_mac(again, mac_of(bytes));
        EXPECT_EQ(again, bytes);
    }
}

TEST(PeriodEnds, are_refused_by_name_for_each_fault) {
    struct Fault {
        std::size_t at;
        std::uint8_t value;
        RecordError error;
    };
    for (const Fault& fault : {
             Fault{0, 2, RecordError::unknown_version}, Fault{1, 2, RecordError::unknown_suite},
             Fault{2, 0, RecordError::out_of_range},
             Fault{3, 0x0D, RecordError::unknown_kind},    // no period
             Fault{3, 0xCD, RecordError::unknown_kind},    // one that there is not
             Fault{3, 0x5D, RecordError::spare_not_zero},  // trusts a fifth one that is not there
             Fault{4, 1, RecordError::out_of_range},       // meter
             Fault{20, 0x80, RecordError::out_of_range},   // ordered total of the first
             Fault{26, 0x80, RecordError::out_of_range},   // its consumed total
             Fault{87, 1, RecordError::spare_not_zero},    // the fifth has an energy and no time
             Fault{99, 1, RecordError::spare_not_zero},    // the sixth, after none
         }) {
        PeriodEndsBytes bytes = encode(four_days());
        bytes[fault.at] = fault.value;

        const auto refused = decode_period_ends(bytes);

        ASSERT_FALSE(refused) << fault.at;
        EXPECT_EQ(refused.error(), fault.error) << fault.at;
    }
    EXPECT_EQ(decode_period_ends(PeriodEndsBytes{}).error(), RecordError::blank);
    EXPECT_EQ(decode_period_ends({}).error(), RecordError::wrong_length);
}

TEST(PeriodEnds, are_refused_where_there_are_none) {
    PeriodEndsBytes bytes = encode(four_days());
    bytes[3] = 0x40;
    std::ranges::fill(bytes.begin() + 16, bytes.begin() + 112, std::uint8_t{0});

    const auto refused = decode_period_ends(bytes);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), RecordError::out_of_range);
}

}  // namespace
}  // namespace card
