// The long form: every scenario with more effort, every single damage, random years, and twenty
// years of wear. Its parts run on all cores; what each of them finds does not depend on that.
//
//   usage    power_loss_long [REPORT SEED COMMIT MACHINE]; the report goes to stdout without
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "meter/storage/meter_memory.h"
#include "tests/power_loss/damage.h"
#include "tests/power_loss/powered_meter.h"
#include "tests/power_loss/runner.h"
#include "tests/power_loss/scenario.h"
#include "tests/power_loss/years.h"

namespace power_loss {
namespace {

using Clock = std::chrono::steady_clock;
using ull = unsigned long long;

// What the parts are taken to draw while they are busy, by their data sheets.
constexpr double eeprom_watts = 0.003 * 5.0;
constexpr double flash_watts = 0.025 * 3.3;
// A fifth of what a page or a sector is rated for.
constexpr std::uint32_t most_page_wear = 200'000;
constexpr std::uint32_t most_sector_wear = 20'000;
constexpr std::chrono::milliseconds longest_start{500};

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

// One part of the run: what it found, to be written where its turn is.
using Job = std::function<std::string()>;

template <typename... Values>
std::string text(const char* format, Values... values) {
    std::array<char, 1024> line{};
    std::snprintf(line.data(), line.size(), format, values...);
    return line.data();
}

// Runs all jobs on all cores and gives what they wrote, in their order. A job that fails ends it.
std::vector<std::string> results_of(const std::vector<Job>& jobs) {
    std::vector<std::string> results(jobs.size());
    std::vector<std::exception_ptr> failures(jobs.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < jobs.size(); i = next++) {
            try {
                results[i] = jobs[i]();
            } catch (const Violation& violation) {
                std::fprintf(stderr, "%s\n", violation.what());  // the others may take long
                failures[i] = std::current_exception();
                next = jobs.size();
            }
        }
    };
    {
        std::vector<std::jthread> workers(std::max(1U, std::thread::hardware_concurrency()));
        std::ranges::generate(workers, [&] { return std::jthread{work}; });
    }
    for (const std::exception_ptr& failure : failures) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
    return results;
}

struct Scenarios {
    std::uint64_t seed = 1;
    std::mutex mutex;
    Tally sum;

    std::string row(const char* name, const Tally& tally) const {
        return text("| %s | %llu | %llu | %llu | %llu | %llu |\n", name, ull{tally.operations},
                    ull{tally.first_cuts}, ull{tally.second_cuts}, ull{tally.destroyed},
                    ull{tally.bad});
    }
    std::string report(const Scenario& scenario) {
        const Tally tally = run(scenario, Effort{.seed = seed,
                                                 .stride = 1,
                                                 .torn_lengths = 2,
                                                 .seeds_each = 2,
                                                 .second_cuts = 1,
                                                 .destroys_after_cuts = true});
        const std::scoped_lock lock{mutex};
        sum += tally;
        return row(std::string{scenario.name}.c_str(), tally);
    }
};

std::string report_damage(const char* name, const DamageTally& tally) {
    return text("| %s | %llu | %llu | %llu | %llu |\n", name, ull{tally.all()}, ull{tally.repaired},
                ull{tally.gaps}, ull{tally.harmless});
}

std::string report_years(const char* title, const YearsPlan& plan) {
    const auto begin = Clock::now();
    const YearsResult result = live(plan);
    require(result.highest_page_wear <= most_page_wear, "a page wears out");
    require(result.highest_sector_wear <= most_sector_wear, "a sector wears out");
    const auto days = static_cast<double>(plan.days);
    const auto watt_hours = [](base::Millijoules energy) {
        return static_cast<double>(energy.count()) / 3.6e6;
    };
    const auto seconds_a_day = [days](std::chrono::nanoseconds busy) {
        return static_cast<double>(busy.count()) / 1e9 / days;
    };
    const double missing = watt_hours(result.flowed - result.consumed);
    const double eeprom_busy = seconds_a_day(result.eeprom_busy);
    const double flash_busy = seconds_a_day(result.flash_busy);
    const auto a_day = [days](std::uint64_t count) { return static_cast<double>(count) / days; };
    return text("## %s\n\n%.1f years, seed %llu, %.0f s of one core.\n\n| | |\n|---|---|\n", title,
                days / 365.25, ull{plan.seed}, seconds_since(begin)) +
           text("| power cuts | %llu |\n| purchases | %llu |\n", ull{result.cuts},
                ull{result.purchases}) +
           text("| energy that flowed | %.0f Wh |\n", watt_hours(result.flowed)) +
           text("| missing in the register | %.0f Wh, %.2f Wh a cut |\n", missing,
                missing / static_cast<double>(std::max<std::uint64_t>(result.cuts, 1))) +
           text("| EEPROM page writes a day | %.0f |\n| EEPROM bytes written a day | %.0f |\n",
                a_day(result.eeprom_writes), a_day(result.eeprom_bytes)) +
           text("| highest wear of an EEPROM page | %u of 1,000,000 cycles |\n",
                result.highest_page_wear) +
           text("| flash bytes written a day | %.0f |\n| flash sectors erased a day | %.3f |\n",
                a_day(result.flash_bytes), a_day(result.flash_erases)) +
           text("| highest wear of a flash sector | %u of 100,000 cycles |\n",
                result.highest_sector_wear) +
           text("| busy a day, EEPROM / flash | %.1f s / %.2f s |\n", eeprom_busy, flash_busy) +
           text("| energy of storage a day | %.2f J |\n\n",
                eeprom_busy * eeprom_watts + flash_busy * flash_watts);
}

// The longest parts are begun first; what they say comes last.
void report_all(std::uint64_t seed) {
    const auto begin = Clock::now();
    Scenarios all;
    all.seed = seed;
    std::vector<Job> jobs{
        [seed] {
            return report_years("Twenty years, a cut a week, two cards a month",
                                {.seed = seed,
                                 .days = 7'305,
                                 .least_operations = 42'000,
                                 .more_operations = 10'000});
        },
        [seed] {
            return report_years("Random years with thousands of cuts", {.seed = seed, .days = 730});
        },
        [] { return report_damage("any bit of the EEPROM flipped", flip_eeprom_bits(1)); },
        [] { return report_damage("any bit of the flash's history flipped", flip_flash_bits(1)); },
        [] { return report_damage("any page or sector destroyed", destroy_pages_and_sectors(1)); }};
    const std::size_t first_scenario = jobs.size();
    for (const Scenario& scenario : scenarios()) {
        jobs.emplace_back([&all, &scenario] { return all.report(scenario); });
    }
    const auto results = results_of(jobs);
    std::printf(
        "## Every cut point of every scenario\n\n| scenario | operations | one cut | two cuts | "
        "destroyed | bad |\n|---|---|---|---|---|---|\n");
    for (std::size_t i = first_scenario; i < results.size(); ++i) {
        std::fputs(results[i].c_str(), stdout);
    }
    std::fputs(all.row(text("all: %llu runs", ull{all.sum.all()}).c_str(), all.sum).c_str(),
               stdout);
    std::printf(
        "\n## Single damage of a meter with full histories\n\n| damage | runs | repaired | gaps in "
        "the load profile | in what is free |\n|---|---|---|---|---|\n%s%s%s\n%s%sAll of it: %.0f "
        "s on %u cores.\n",
        results[2].c_str(), results[3].c_str(), results[4].c_str(), results[1].c_str(),
        results[0].c_str(), seconds_since(begin), std::thread::hardware_concurrency());
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
    require(read.busy + flash_read.busy <= longest_start, "a start takes too long");
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
        report_all(seed);
    } catch (const Violation& violation) {
        std::printf("\nVIOLATED: %s\n", violation.what());
        return 1;
    }
    return 0;
}
