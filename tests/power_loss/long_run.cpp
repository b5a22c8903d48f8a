// The long form: every scenario with more effort, every single damage, random years, and twenty
// years of wear. Its parts run on all cores; what each of them finds does not depend on that.
//
//   usage    power_loss_long [REPORT SEED COMMIT MACHINE]; the report goes to stdout without
//            power_loss_long --rehearse: every part with a small share of its effort
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
#include <string_view>
#include <thread>
#include <vector>

#include "meter/storage/meter_memory.h"
#include "tests/power_loss/damage.h"
#include "tests/power_loss/flood.h"
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

// How much of everything is tried: one in `share`.
struct Extent {
    std::uint64_t seed = 1;
    std::uint32_t share = 1;
};

struct Scenarios {
    Effort effort;
    std::mutex mutex;
    Tally sum;

    explicit Scenarios(const Extent& extent)
        : effort{.seed = extent.seed,
                 .stride = extent.share,
                 .torn_lengths = 2,
                 .seeds_each = 2,
                 .second_cuts = 1,
                 .damage_stride = extent.share,
                 .destroys_after_cuts = true} {}

    // Of each operation that is cut.
    [[nodiscard]] std::uint64_t cuts_each() const {
        return 2 + effort.torn_lengths + 3 * std::uint64_t{effort.seeds_each};
    }
    [[nodiscard]] std::string row(const char* name, const Tally& tally) const {
        const std::uint64_t cut = tally.first_cuts / cuts_each();
        require(cut * cuts_each() == tally.first_cuts, "a cut is missing");
        return text("| %s | %llu | %llu | %llu | %llu | %llu | %llu | %llu | %llu | %llu |\n", name,
                    ull{tally.operations}, ull{cut}, ull{cut}, ull{cut * effort.torn_lengths},
                    ull{cut * 3 * effort.seeds_each}, ull{tally.second_cuts}, ull{tally.destroyed},
                    ull{tally.bad}, ull{tally.all()});
    }
    std::string report(const Scenario& scenario) {
        const Tally tally = run(scenario, effort);
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

std::string report_flood() {
    const FloodWear flood = flood_with_cards();
    require(flood.in_twenty_years <= most_page_wear, "a flood of cards wears a page out");
    cut_a_flood_of_cards(1, 200);
    return text(
        "## Cards put in and pulled all day\n\n%llu insertions a day, %llu of them without a "
        "report: "
        "%.0f state records a day, %.0f cycles of the most worn page in twenty years. 200 cuts in "
        "it "
        "lost and invented nothing.\n\n",
        ull{flood.insertions_a_day}, ull{flood.put_off_a_day}, flood.state_commits_a_day,
        flood.in_twenty_years);
}

// The longest parts are begun first; what they say comes last.
void report_all(const Extent& extent) {
    const auto begin = Clock::now();
    const std::uint64_t seed = extent.seed;
    const std::uint32_t share = extent.share;
    Scenarios all{extent};
    std::vector<Job> jobs{
        [seed, share] {
            return report_years("Twenty years, a cut a week, two cards a month",
                                {.seed = seed,
                                 .days = 7'305 / share,
                                 .least_operations = 42'000,
                                 .more_operations = 10'000});
        },
        [seed, share] {
            return report_years("Random years with thousands of cuts",
                                {.seed = seed, .days = 730 / share});
        },
        [share] { return report_damage("any bit of the EEPROM flipped", flip_eeprom_bits(share)); },
        [share] {
            return report_damage("any bit of the flash's history flipped", flip_flash_bits(share));
        },
        [share] {
            return report_damage("any page or sector destroyed", destroy_pages_and_sectors(share));
        },
        report_flood};
    const std::size_t first_scenario = jobs.size();
    for (const Scenario& scenario : scenarios()) {
        jobs.emplace_back([&all, &scenario] { return all.report(scenario); });
    }
    const auto results = results_of(jobs);
    std::printf(
        "## Every cut point of every scenario\n\nEach operation is cut before it and after it, "
        "after "
        "two of its bytes, and with two seeds each of mixed bits, noise and everything since the "
        "last barrier reordered; then again in the recovery, in one of these modes; and a page is "
        "destroyed besides. Numbers are runs.\n\n| scenario | operations | before | after | first "
        "bytes | mixed, noise, reordered | two cuts | destroyed | bad | all "
        "|\n|---|---|---|---|---|---|---|---|---|---|\n");
    for (std::size_t i = first_scenario; i < results.size(); ++i) {
        std::fputs(results[i].c_str(), stdout);
    }
    std::fputs(all.row(text("all: %llu runs", ull{all.sum.all()}).c_str(), all.sum).c_str(),
               stdout);
    std::printf(
        "\n## Single damage of a meter with full histories\n\n| damage | runs | repaired | gaps in "
        "the load profile | in what is free |\n|---|---|---|---|---|\n%s%s%s\n%s%s%sAll of it: "
        "%.0f "
        "s on %u cores.\n",
        results[2].c_str(), results[3].c_str(), results[4].c_str(), results[1].c_str(),
        results[0].c_str(), results[5].c_str(), seconds_since(begin),
        std::thread::hardware_concurrency());
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
    const bool is_rehearsal = argc == 2 && std::string_view{argv[1]} == "--rehearse";
    if (argc != 1 && !is_for_a_file && !is_rehearsal) {
        std::fputs("usage: power_loss_long [--rehearse | REPORT SEED COMMIT MACHINE]\n", stderr);
        return 2;
    }
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
        constexpr std::uint32_t share_of_a_rehearsal = 61;
        report_all({.seed = seed, .share = is_rehearsal ? share_of_a_rehearsal : 1});
    } catch (const Violation& violation) {
        std::printf("\nVIOLATED: %s\n", violation.what());
        return 1;
    }
    return 0;
}
