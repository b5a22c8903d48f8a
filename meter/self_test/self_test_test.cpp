#include "meter/self_test/self_test.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "base/crc32c.h"

namespace meter {
namespace {

using namespace std::chrono_literals;

// A board whose parts can be made to fail.
struct Device {
    std::array<std::uint32_t, 16> words{};
    std::vector<std::uint8_t> program = std::vector<std::uint8_t>(10'000, 0x42);
    std::uint32_t sealed = base::crc32c(program);
    bool guard = true;
    bool seal = true;
    CalibrationRecord record = encode(Calibration{});

    std::span<volatile std::uint32_t> memory() { return words; }
    std::span<const std::uint8_t> image() { return program; }
    std::uint32_t image_checksum() { return sealed; }
    bool stack_guard_is_whole() { return guard; }
    std::span<const std::uint8_t> calibration() { return record; }
    bool calibration_is_sealed() { return seal; }
};

class SelfTestTest : public testing::Test {
 protected:
    Faults run(std::chrono::seconds time = 10s) {
        Faults faults;
        for (std::chrono::seconds passed{0}; passed < time; passed += 1s) {
            runs_ += self_test_.is_due(1s) ? 1 : 0;
            faults = self_test_.step(device_, watch_, committed_is_whole_, 1s);
        }
        return faults;
    }

    Device device_;
    SelfTestWatch watch_;
    bool committed_is_whole_ = true;
    SelfTest self_test_;
    int runs_ = 0;
};

TEST_F(SelfTestTest, finds_nothing_in_a_healthy_meter) {
    EXPECT_TRUE(run().is_empty());
    EXPECT_FALSE(self_test_.is_running());
}

TEST_F(SelfTestTest, runs_at_the_start_and_once_a_day) {
    run(23h);
    EXPECT_EQ(runs_, 1);

    run(25h);
    EXPECT_EQ(runs_, 2);
}

TEST_F(SelfTestTest, finds_a_program_that_has_changed) {
    device_.program[9'999] ^= 1;

    EXPECT_TRUE(run().contains(Fault::image));
}

TEST_F(SelfTestTest, finds_a_stack_that_reached_its_end) {
    device_.guard = false;

    EXPECT_TRUE(run().contains(Fault::stack_guard));
}

TEST_F(SelfTestTest, finds_a_calibration_that_is_not_whole) {
    device_.record[8] ^= 1;

    EXPECT_TRUE(run().contains(Fault::calibration));
}

TEST_F(SelfTestTest, finds_a_whole_calibration_whose_seal_is_broken) {
    device_.seal = false;

    EXPECT_TRUE(run().contains(Fault::calibration));
}

TEST_F(SelfTestTest, finds_a_commit_whose_copy_has_changed) {
    committed_is_whole_ = false;

    EXPECT_TRUE(run().contains(Fault::committed_state));
}

TEST_F(SelfTestTest, finds_a_front_end_that_is_stuck_for_ten_seconds) {
    watch_.front_end = FrontEnd::stuck;

    EXPECT_FALSE(run(9s).contains(Fault::front_end));
    EXPECT_TRUE(run(1s).contains(Fault::front_end));
}

TEST_F(SelfTestTest, tells_of_a_low_battery_and_a_worn_switch_while_they_last) {
    watch_.clock_battery_low = true;
    watch_.switch_is_worn = true;
    const Faults while_low = run(1s);
    watch_.clock_battery_low = false;

    EXPECT_TRUE(while_low.contains(Fault::clock_battery));
    EXPECT_TRUE(while_low.contains(Fault::switch_worn));
    EXPECT_FALSE(run(1s).contains(Fault::clock_battery));
}

TEST(FaultNames, stand_in_the_order_of_their_numbers) {
    for (std::size_t i = 0; i < fault_names.size(); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(fault_names[i].fault), i + 1);
    }
}

}  // namespace
}  // namespace meter
