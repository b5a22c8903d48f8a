#include "meter/self_test/own_consumption.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "meter/metrology/fixed_point.h"
#include "meter/ratings.h"

namespace meter {
namespace {

// A microwatt for a millisecond is a nanojoule.
constexpr std::int64_t controller_microwatts = 33'004;
constexpr std::int64_t front_end_microwatts = 29'700;
constexpr std::int64_t display_microwatts = 99;
constexpr std::int64_t lamp_microwatts = 6'600;
constexpr std::int64_t memory_standby_microwatts = 102;  // EEPROM 6 uA, flash 25 uA
constexpr std::int64_t supply_microwatts = 150'000;
constexpr std::int64_t nanojoules_of_switch_pulse = 75'000'000;
constexpr std::int64_t nanojoules_of_eeprom_page = 49'500;
constexpr std::int64_t nanojoules_of_flash_page = 148'500;
constexpr std::int64_t nanojoules_of_flash_sector = 4'950'000;
constexpr std::int64_t nanojoules_of_card_byte = 375'000;
constexpr std::chrono::milliseconds lamp_pulse{30};
// Of what the supply gives, what it loses.
constexpr std::int64_t lost_percent = 40;
constexpr std::int64_t given_percent = 60;
// 100 nF at 50 Hz, for each V^2.
constexpr std::int64_t nanovars_of_square_volt = 31'416;

constexpr std::int64_t millijoules_of_kilowatt_hour = 3'600'000'000;

std::int32_t average(std::int64_t nanojoules, std::chrono::milliseconds time) {
    const std::int64_t microwatts = nanojoules / time.count();
    return static_cast<std::int32_t>(
        std::min<std::int64_t>(microwatts, std::numeric_limits<std::int32_t>::max()));
}

std::int64_t nanojoules_of(const MemoryWork& work) {
    return work.eeprom_pages * nanojoules_of_eeprom_page +
           work.flash_pages * nanojoules_of_flash_page +
           work.flash_sectors * nanojoules_of_flash_sector;
}

}  // namespace

bool OwnConsumption::add(std::chrono::milliseconds elapsed, base::Millivolts voltage,
                         int lamps_lit) {
    const std::int64_t millivolts =
        std::clamp(voltage, base::Millivolts{}, full_scale_voltage).count();
    const std::int64_t square_volts = millivolts * millivolts / 1'000'000;
    elapsed_ += elapsed;
    square_milliseconds_ += square_volts * elapsed.count();
    lamps_lit_ += elapsed * lamps_lit;
    return elapsed_ >= window;
}

void OwnConsumption::finish(base::Millijoules consumed, std::int64_t pulses,
                            const MemoryWork& memory) {
    const std::int64_t blinks =
        (consumed - consumed_before_).count() * pulses / millijoules_of_kilowatt_hour;
    const auto lit =
        std::min<std::chrono::milliseconds>(lamp_pulse * blinks, elapsed_) + lamps_lit_;
    std::array<std::int64_t, consuming_part_count> nanojoules{};
    const auto of = [&nanojoules](ConsumingPart part) -> std::int64_t& {
        return nanojoules[static_cast<std::size_t>(part)];
    };
    const std::int64_t time = elapsed_.count();
    of(ConsumingPart::controller) = controller_microwatts * time;
    of(ConsumingPart::front_end) = front_end_microwatts * time;
    of(ConsumingPart::display) = display_microwatts * time;
    of(ConsumingPart::lamps) = lamp_microwatts * lit.count();
    of(ConsumingPart::switch_drive) = nanojoules_of_switch_pulse * switch_pulses_;
    of(ConsumingPart::memory) =
        memory_standby_microwatts * time + nanojoules_of(memory - memory_before_);
    of(ConsumingPart::card) = nanojoules_of_card_byte * card_bytes_;
    const std::int64_t given =
        std::accumulate(nanojoules.begin(), nanojoules.end(), std::int64_t{0});
    // 1 MOhm takes a microwatt for each square volt.
    of(ConsumingPart::divider) = square_milliseconds_;
    of(ConsumingPart::supply) = supply_microwatts * time + given * lost_percent / given_percent;
    std::ranges::transform(nanojoules, power_.begin(),
                           [this](std::int64_t energy) { return average(energy, elapsed_); });
    mean_square_ = average(square_milliseconds_, elapsed_);
    is_too_large_ = power() > largest_power || apparent() > largest_apparent;

    consumed_before_ = consumed;
    memory_before_ = memory;
    elapsed_ = lamps_lit_ = {};
    square_milliseconds_ = 0;
    switch_pulses_ = card_bytes_ = 0;
}

Microwatts OwnConsumption::power() const {
    return Microwatts{std::accumulate(power_.begin(), power_.end(), std::int64_t{0})};
}

MicrovoltAmperes OwnConsumption::apparent() const {
    const std::int64_t reactive = mean_square_ * nanovars_of_square_volt / 1'000;
    const std::int64_t active = power().count();
    return MicrovoltAmperes{
        square_root(static_cast<std::uint64_t>(active * active + reactive * reactive))};
}

}  // namespace meter
