#include "boards/host/household.h"

#include <array>

namespace boards {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using namespace std::chrono_literals;

constexpr std::uint64_t odd_golden_ratio = 0x9E37'79B9'7F4A'7C15;

// SplitMix64 (Steele, Lea, Flood 2014): every input gives one well mixed output.
constexpr std::uint64_t mixed(std::uint64_t value) {
    value += odd_golden_ratio;
    value = (value ^ value >> 30) * 0xBF58'476D'1CE4'E5B9;
    value = (value ^ value >> 27) * 0x94D0'49BB'1331'11EB;
    return value ^ value >> 31;
}

// One thing that is switched on for a while, at most once a day.
struct Appliance {
    std::int64_t watts;
    minutes earliest;   // of the day
    minutes spread;     // begins within this long after `earliest`
    minutes shortest;   // how long it runs
    minutes variation;  // up to this much longer
    std::uint64_t days_in_ten;
};

// Heaters that take turns keep the whole below 9 kW: of the large ones only kettle, oven and hob
// may meet.
constexpr std::array<Appliance, 13> appliances{{
    {2000, 6h + 15min, 90min, 3min, 2min, 10},     // kettle, morning
    {2000, 10h, 120min, 3min, 2min, 8},            // kettle
    {2000, 15h, 120min, 3min, 2min, 9},            // kettle
    {2000, 19h + 45min, 90min, 3min, 2min, 10},    // kettle, evening
    {900, 6h + 30min, 60min, 4min, 3min, 9},       // toaster
    {1500, 11h + 45min, 45min, 15min, 15min, 8},   // hob, noon
    {1800, 18h, 60min, 30min, 20min, 10},          // hob, evening
    {2200, 17h + 45min, 60min, 20min, 30min, 5},   // oven
    {1900, 8h + 30min, 60min, 15min, 10min, 4},    // washing machine heats
    {250, 9h + 45min, 30min, 50min, 20min, 4},     // washing machine turns
    {120, 17h + 30min, 60min, 240min, 60min, 10},  // television
    {280, 17h, 60min, 300min, 60min, 10},          // light, evening
    {150, 6h, 30min, 90min, 30min, 10},            // light, morning
}};

constexpr std::int64_t fridge_watts = 110;
constexpr seconds fridge_cycle = 47min;
constexpr seconds fridge_runs = 19min;

// Draws of one day and one purpose; each call gives another number.
class Draws {
 public:
    Draws(std::uint64_t seed, std::int64_t day, std::uint64_t purpose)
        : state_{mixed(mixed(mixed(seed) ^ static_cast<std::uint64_t>(day)) ^ purpose)} {}

    // 0 to `bound` - 1; `bound` is above 0 and small against 2^64.
    std::uint64_t below(std::uint64_t bound) {
        state_ = mixed(state_);
        return state_ % bound;
    }
    seconds up_to(seconds longest) {
        return seconds{below(static_cast<std::uint64_t>(longest.count()) + 1)};
    }

 private:
    std::uint64_t state_;
};

bool runs(const Appliance& appliance, Draws draws, seconds in_day) {
    if (draws.below(10) >= appliance.days_in_ten) {
        return false;
    }
    const seconds start = appliance.earliest + draws.up_to(appliance.spread);
    const seconds length = appliance.shortest + draws.up_to(appliance.variation);
    return start <= in_day && in_day < start + length;
}

}  // namespace

base::Milliwatts Household::power_at(std::chrono::sys_seconds time) const {
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::int64_t day = midnight.time_since_epoch().count();
    const seconds in_day = time - midnight;

    // The home's own character: 150 to 229 W that never stop, the fridge's phase.
    Draws character{seed_, 0, appliances.size()};
    std::int64_t watts = 150 + static_cast<std::int64_t>(character.below(80));
    const seconds phase = character.up_to(fridge_cycle);
    if ((time.time_since_epoch() + phase) % fridge_cycle < fridge_runs) {
        watts += fridge_watts;
    }
    for (std::size_t i = 0; i < appliances.size(); ++i) {
        if (runs(appliances[i], Draws{seed_, day, i}, in_day)) {
            watts += appliances[i].watts;
        }
    }
    // Small things come and go by the minute: up to 40 W.
    Draws flicker{seed_, day, appliances.size() + 1 + static_cast<std::uint64_t>(in_day / 1min)};
    watts += static_cast<std::int64_t>(flicker.below(41));
    return base::Milliwatts{watts * 1000};
}

}  // namespace boards
