#include "tests/power_loss/years.h"

#include <array>
#include <string>
#include <utility>

#include "base/rounding.h"
#include "meter/storage/commit_schedule.h"
#include "simulator/faults/power_supply.h"
#include "tests/power_loss/powered_meter.h"
#include "tests/power_loss/world.h"

namespace power_loss {
namespace {

using base::WattHours;
using simulator::CutMode;
using namespace std::chrono_literals;

class Life {
 public:
    explicit Life(const YearsPlan& plan) : plan_{plan}, chance_{plan.seed}, begin_{world_.clock} {
        world_.hand_over(card::OrderKind::opening, 1, ordered_);
        purchases_ = 1;
    }

    YearsResult run() {
        bool is_over = false;
        while (!is_over) {
            try {
                PoweredMeter meter{world_, next_cut()};
                is_over = live_until_end(meter);
            } catch (const simulator::PowerCut&) {
                ++world_.cuts;
            }
        }
        return result();
    }

 private:
    simulator::CutPlan next_cut() {
        constexpr std::array modes{CutMode::before,     CutMode::after, CutMode::first_bytes,
                                   CutMode::mixed_bits, CutMode::noise, CutMode::reordered};
        const std::uint64_t operation =
            plan_.least_operations + chance_.below(plan_.more_operations);
        const CutMode mode = modes[static_cast<std::size_t>(chance_.below(modes.size()))];
        const auto bytes = static_cast<std::uint32_t>(1 + chance_.below(63));
        return {.operation = operation, .mode = mode, .bytes = bytes, .seed = chance_.next()};
    }

    // True once the days are over; a power cut ends it early.
    bool live_until_end(PoweredMeter& meter) {
        constexpr std::chrono::milliseconds day_length = 24h;
        const base::Milliwatts power{plan_.watt_hours_a_day * 1'000 / 24};
        const std::chrono::milliseconds step = meter::longest_step(power);
        while (world_.clock - begin_ < plan_.days * day_length) {
            if (!meter.supply_is_closed() || world_.clock >= next_purchase_) {
                buy(meter);
            }
            meter.step(power, step);
        }
        meter.save();
        return true;
    }

    void buy(PoweredMeter& meter) {
        const auto& ordered = meter.state().account.ordered();
        if (std::to_underlying(ordered.sequence) == purchases_) {
            ++purchases_;
            ordered_ = ordered_ + WattHours{plan_.watt_hours_a_day * plan_.days_between_purchases};
            world_.hand_over(card::OrderKind::purchase, purchases_, ordered_);
        }
        std::ignore = meter.insert_card();
        require(meter.state().account.ordered().ordered_total == ordered_, "an order is lost");
        require(meter.supply_is_closed(), "the supply stays open with credit");
        next_purchase_ =
            world_.clock + std::chrono::milliseconds{24h} * plan_.days_between_purchases;
    }

    YearsResult result() {
        PoweredMeter last{world_};
        const base::Millijoules consumed = last.state().account.consumed_total();
        const base::Millijoules missing = world_.flowed - consumed;
        const WattHours allowed{static_cast<std::int64_t>(10 * world_.cuts)};
        require(!missing.is_negative() && missing <= base::millijoules(allowed),
                "more than 10 Wh are missing for each cut: " + std::to_string(missing.count()));
        const auto& eeprom = world_.eeprom.activity();
        const auto& flash = world_.flash.activity();
        return {.cuts = world_.cuts,
                .purchases = purchases_,
                .highest_page_wear = world_.eeprom.highest_wear(),
                .highest_sector_wear = world_.flash.highest_wear(),
                .eeprom_writes = eeprom.writes,
                .eeprom_bytes = eeprom.bytes_written,
                .flash_bytes = flash.bytes_written,
                .flash_erases = flash.erases,
                .flowed = world_.flowed,
                .consumed = consumed,
                .eeprom_busy = eeprom.busy,
                .flash_busy = flash.busy};
    }

    YearsPlan plan_;
    simulator::Chance chance_;
    World world_;
    std::chrono::sys_time<std::chrono::milliseconds> begin_;
    std::chrono::sys_time<std::chrono::milliseconds> next_purchase_ = begin_;
    WattHours ordered_{500'000};
    unsigned purchases_ = 0;
};

}  // namespace

YearsResult live(const YearsPlan& plan) {
    return Life{plan}.run();
}

}  // namespace power_loss
