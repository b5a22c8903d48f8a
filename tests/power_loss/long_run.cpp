// The long form: every scenario with more effort, random years, and twenty years of wear.
//
//   usage    power_loss_long [REPORT SEED COMMIT MACHINE]; the report goes to stdout without
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

#include "meter/storage/meter_memory.h"
#include "tests/power_loss/powered_meter.h"
#include "tests/power_loss/runner.h"
#include "tests/power_loss/scenario.h"
#include "tests/power_loss/years.h"

namespace power_loss {
namespace {

using Clock = std::chrono::steady_clock;
using ull = unsigned long long;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

void report_scenarios(std::uint64_t seed) {
    const auto begin = Clock::now();
    Tally sum;
    std::printf(
        "## Every cut point of every scenario\n\n| scenario | operations | one cut | two cuts | "
        "destroyed pages |\n|---|---|---|---|---|\n");
    for (const Scenario& scenario : scenarios()) {
        const Tally tally = run(
            scenario,
            Effort{
                .seed = seed, .stride = 1, .torn_lengths = 8, .seeds_each = 3, .second_cuts = 2});
        std::printf("| %.*s | %llu | %llu | %llu | %llu |\n",
                    static_cast<int>(scenario.name.size()), scenario.name.data(),
                    ull{tally.operations}, ull{tally.first_cuts}, ull{tally.second_cuts},
                    ull{tally.destroyed});
        std::fflush(stdout);
        sum += tally;
    }
    std::printf("| all: %llu runs | %llu | %llu | %llu | %llu |\n\n%.0f s, seed %llu.\n\n",
                ull{sum.all()}, ull{sum.operations}, ull{sum.first_cuts}, ull{sum.second_cuts},
                ull{sum.destroyed}, seconds_since(begin), ull{seed});
}

void report_years(const char* title, const YearsPlan& plan) {
    const auto begin = Clock::now();
    const YearsResult result = live(plan);
    const auto days = static_cast<double>(plan.days);
    std::printf("## %s\n\n", title);
    std::printf("%.1f years, seed %llu, %.0f s of one core.\n\n", days / 365.25, ull{plan.seed},
                seconds_since(begin));
    std::printf("| | |\n|---|---|\n| power cuts | %llu |\n| purchases | %llu |\n", ull{result.cuts},
                ull{result.purchases});
    std::printf(
        "| energy that flowed | %lld Wh |\n| missing in the register | %lld Wh, %.2f Wh a cut |\n",
        static_cast<long long>(result.flowed.count() / 3'600'000),
        static_cast<long long>((result.flowed - result.consumed).count() / 3'600'000),
        static_cast<double>((result.flowed - result.consumed).count()) / 3.6e6 /
            static_cast<double>(result.cuts == 0 ? 1 : result.cuts));
    std::printf("| EEPROM page writes a day | %.0f |\n| EEPROM bytes written a day | %.0f |\n",
                static_cast<double>(result.eeprom_writes) / days,
                static_cast<double>(result.eeprom_bytes) / days);
    std::printf("| highest wear of an EEPROM page | %u cycles |\n", result.highest_page_wear);
    std::printf(
        "| flash bytes written a day | %.0f |\n| highest wear of a flash sector | %u cycles |\n",
        static_cast<double>(result.flash_bytes) / days, result.highest_sector_wear);
    std::printf("| busy a day, EEPROM / flash | %.1f s / %.2f s |\n\n",
                static_cast<double>(result.eeprom_busy.count()) / 1e9 / days,
                static_cast<double>(result.flash_busy.count()) / 1e9 / days);
    std::fflush(stdout);
}

// What a commit and a start cost: on this machine, and in the devices' own time.
void report_costs() {
    boards::At24Eeprom eeprom;
    boards::W25qNorFlash flash;
    meter::MeterMemory memory{eeprom, flash};
    meter::State state;
    meter::StoredState room{};
    require(memory.key(keying, state, room).has_value(), "a blank device takes no key");
    meter::StateRecord record{};
    const auto commits = [&](int count, auto change) {
        const auto begin = Clock::now();
        const auto before = eeprom.activity();
        for (int i = 0; i < count; ++i) {
            change();
            encode(state, record);
            require(memory.save(record).has_value(), "a commit fails");
        }
        const double host = seconds_since(begin) / count * 1e6;
        const auto busy = (eeprom.activity() - before).busy.count() / count;
        std::printf("%.1f µs | %.1f ms |\n", host, static_cast<double>(busy) / 1e6);
    };
    std::printf("## Costs\n\n| | host | device |\n|---|---|---|\n| energy commit | ");
    commits(100'000, [&state] { state.account.consume(base::Millijoules{1}); });
    std::printf("| state commit | ");
    commits(5'000, [&state] { ++state.challenge_counter; });
    fill(memory.history());
    const auto before = eeprom.activity();
    const auto flash_before = flash.activity();
    const auto begin = Clock::now();
    meter::MeterMemory again{eeprom, flash};
    require(again.open(std::nullopt, state, room).has_value(), "a start fails");
    const double host = seconds_since(begin) * 1e6;
    const auto read = eeprom.activity() - before;
    const auto flash_read = flash.activity() - flash_before;
    std::printf("| start with full histories | %.0f µs | %.0f ms |\n\n", host,
                static_cast<double>((read.busy + flash_read.busy).count()) / 1e6);
    std::printf(
        "The start makes %llu reads of the EEPROM (%llu bytes) and %llu of the flash (%llu "
        "bytes).\n\n",
        ull{read.reads}, ull{read.bytes_read}, ull{flash_read.reads}, ull{flash_read.bytes_read});
}

}  // namespace
}  // namespace power_loss

int main(int argc, char** argv) {
    using namespace power_loss;
    const bool is_for_a_file = argc == 5;
    if (is_for_a_file && std::freopen(argv[1], "w", stdout) == nullptr) {
        std::fprintf(stderr, "power_loss_long: cannot write %s\n", argv[1]);
        return 1;
    }
    const std::uint64_t seed = is_for_a_file ? std::stoull(argv[2]) : 1;
    try {
        std::printf("# Power loss and wear\n\n");
        if (is_for_a_file) {
            std::printf("Commit %s, seed %s, %s. Made by `./run test --long`.\n\n", argv[3],
                        argv[2], argv[4]);
        }
        report_costs();
        report_scenarios(seed);
        report_years("Random years with thousands of cuts", {.seed = seed, .days = 730});
        report_years(
            "Twenty years, a cut a week, two cards a month",
            {.seed = seed, .days = 7'305, .least_operations = 42'000, .more_operations = 10'000});
    } catch (const Violation& violation) {
        std::printf("\nVIOLATED: %s\n", violation.what());
        std::fprintf(stderr, "%s\n", violation.what());
        return 1;
    }
    return 0;
}
