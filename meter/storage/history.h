// The meter's history on its flash. It follows the committed state and can always be behind it,
// never ahead: after a power cut it catches up with the events that the state still holds.
//
//   RAM   under 200 bytes
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "base/rounding.h"
#include "meter/calendar/local_time.h"
#include "meter/ports/kept_history.h"
#include "meter/ports/nor_flash.h"
#include "meter/state.h"
#include "meter/storage/flash_headers.h"
#include "meter/storage/flash_layout.h"
#include "meter/storage/guarded_device.h"
#include "meter/storage/history_records.h"
#include "meter/storage/history_ring.h"
#include "meter/storage/load_profile.h"
#include "meter/storage/log_records.h"
#include "meter/storage/mount_error.h"
#include "meter/storage/scrub_result.h"

namespace meter {

template <NorFlash Device>
class History {
 public:
    using Ring = HistoryRing<GuardedDevice<Device>>;
    using Profile = LoadProfile<GuardedDevice<Device>>;

    explicit History(Device& device) : device_{device} {}

    // For the power-fail warning: nothing is written until it ends. The board's driver ends its own
    // waiting for the flash as soon as it comes.
    void power_is_failing(bool is_failing) { device_.stop(is_failing); }

    // Finds where each ring goes on. A blank device becomes that of `owner`; so does one whose both
    // headers are damaged, but what it holds then is passed over and counts as lost: it may be of a
    // meter before. Refused, and then nothing is ever written: absent, wrong_size, foreign,
    // newer_format.
    // Gives what it found: records and headers with one whole copy that got the other again, and
    // where records are lost.
    [[nodiscard]] std::expected<ScrubResult, MountError> mount(DeviceOwner owner);

    // Before `owner` begins its life, and before mount(): what is there already is of a meter
    // before it, whose registers and numbers say nothing of its own. False where the flash did not
    // take this; a flash that mount() refuses needs none of it.
    [[nodiscard]] bool begin_anew(DeviceOwner owner);

    // A period or a local day has ended since the last record: commit the state, then call
    // follow().
    [[nodiscard]] bool is_due(const State& state) const;

    // Writes what is new in the committed `state`: events, reports, and the registers at the end
    // of periods of the load profile and of local days and months by the state's parameters. After
    // an absence the newest end alone is written. False where the flash did not take it.
    bool follow(const State& state);

    // Looks at one sector, 0 to scrub_steps - 1.
    static constexpr std::uint32_t scrub_steps =
        1 + flash_layout::events.sectors + flash_layout::day_ends.sectors +
        flash_layout::month_ends.sectors + flash_layout::reports.sectors +
        flash_layout::profile_notes.sectors + flash_layout::load_profile.sectors;
    [[nodiscard]] ScrubResult scrub(std::uint32_t step);

    // The event of all losses that mount() and scrub() gave is committed.
    void note_told() { load_profile_.note_told(); }

    [[nodiscard]] Ring& events() { return events_; }
    [[nodiscard]] Ring& day_ends() { return day_ends_; }
    [[nodiscard]] Ring& month_ends() { return month_ends_; }
    [[nodiscard]] Ring& reports() { return reports_; }
    [[nodiscard]] Profile& load_profile() { return load_profile_; }
    [[nodiscard]] Ring& ring(HistoryKind kind);

    // It knows of something that `state` does not: the state is not the newest there was.
    [[nodiscard]] bool is_ahead_of(const State& state) const {
        return last_event_ > state.events.last_number() || last_report_ > state.reports.counter;
    }
    // Tells `listener`, by hear(), the events with numbers above `number`, oldest first, then the
    // newest report.
    template <typename Listener>
    void tell_what_follows(std::uint32_t number, Listener& listener);

    // The highest consumed total that is proven here: no register may read below it.
    [[nodiscard]] base::Millijoules consumed_at_least();

 private:
    using Minutes = std::chrono::sys_time<std::chrono::minutes>;

    using Twins = std::array<Ring*, 4>;

    // In the order of the numbers in the headers.
    [[nodiscard]] Twins twins() { return {&events_, &day_ends_, &month_ends_, &reports_}; }
    ScrubResult recover_rings();
    [[nodiscard]] bool has_records();
    // Records up to these numbers are not read; which they are, and which there are.
    void begin_after(const EarlierNumbers& earlier);
    [[nodiscard]] EarlierNumbers earlier_numbers();
    [[nodiscard]] EarlierNumbers newest_numbers();
    void find_ends();
    [[nodiscard]] bool follow_events(const State& state);
    [[nodiscard]] bool follow_days(const State& state);
    [[nodiscard]] bool follow_profile(const State& state);
    [[nodiscard]] bool follow_reports(const State& state);
    template <typename AnyRing, typename Decode>
    [[nodiscard]] auto newest_of(AnyRing& ring, Decode decode);

    [[nodiscard]] static Minutes period_of(const State& state) {
        const std::chrono::minutes period = state.parameters.load_profile_period;
        return Minutes{state.time.time_since_epoch() / period * period};
    }

    GuardedDevice<Device> device_;
    bool is_writable_ = false;
    bool was_refused_ = false;  // the device stopped answering in the middle of follow()
    FlashHeaders<GuardedDevice<Device>> headers_{device_};
    DeviceOwner owner_{};
    Ring events_{device_, flash_layout::events};
    Ring day_ends_{device_, flash_layout::day_ends};
    Ring month_ends_{device_, flash_layout::month_ends};
    Ring reports_{device_, flash_layout::reports};
    Profile load_profile_{device_};
    // What was written last; nothing in a new meter, which begins with the running period and day.
    std::uint32_t last_event_ = 0;
    std::uint32_t last_report_ = 0;
    std::optional<Minutes> last_period_;
    std::optional<std::chrono::sys_seconds> last_day_;  // its end
    std::chrono::sys_seconds next_day_{};  // the end of the running one, by the last follow()
    std::optional<Minutes> powered_from_;  // the first period that began after the start
};

template <NorFlash Device>
auto History<Device>::ring(HistoryKind kind) -> Ring& {
    switch (kind) {
        case HistoryKind::day_ends:
            return day_ends_;
        case HistoryKind::month_ends:
            return month_ends_;
        case HistoryKind::events:
            return events_;
    }
    std::unreachable();
}

template <NorFlash Device>
std::expected<ScrubResult, MountError> History<Device>::mount(DeviceOwner owner) {
    is_writable_ = false;
    if (const auto checked = headers_.check(owner); !checked) {
        return std::unexpected{checked.error()};
    }
    owner_ = owner;
    const auto loaded = headers_.load();
    begin_after(loaded.earlier);
    ScrubResult found = recover_rings();
    if (!loaded.format && has_records()) {
        begin_after(newest_numbers());
        ++found.lost;
    }
    if (loaded.format && *loaded.format < storage_format) {
        load_profile_.take_over_marks();
    }
    find_ends();
    // Two headers are new where both were written: the device is, or its format.
    found.repaired += headers_.write(owner, earlier_numbers()).repaired % 2;
    powered_from_.reset();
    is_writable_ = true;
    return found;
}

template <NorFlash Device>
bool History<Device>::begin_anew(DeviceOwner owner) {
    is_writable_ = false;
    if (!headers_.check(owner)) {
        return true;
    }
    begin_after(headers_.load().earlier);
    std::ignore = recover_rings();
    if (!has_records()) {
        return true;
    }
    begin_after(newest_numbers());
    std::ignore = headers_.write(owner, earlier_numbers());
    return headers_.say(owner, earlier_numbers());
}

template <NorFlash Device>
ScrubResult History<Device>::recover_rings() {
    ScrubResult found = load_profile_.recover();
    for (Ring* ring : twins()) {
        found.repaired += ring->recover() ? 1U : 0U;
    }
    was_refused_ = false;
    return found;
}

template <NorFlash Device>
bool History<Device>::has_records() {
    return !load_profile_.is_empty() || !std::ranges::all_of(twins(), &Ring::is_empty);
}

template <NorFlash Device>
void History<Device>::begin_after(const EarlierNumbers& earlier) {
    for (std::size_t i = 0; i < twins().size(); ++i) {
        twins()[i]->begin_after(earlier[i]);
    }
    load_profile_.begin_after(earlier.back());
}

template <NorFlash Device>
EarlierNumbers History<Device>::earlier_numbers() {
    EarlierNumbers numbers{};
    std::ranges::transform(twins(), numbers.begin(), &Ring::earlier);
    numbers.back() = load_profile_.earlier();
    return numbers;
}

template <NorFlash Device>
EarlierNumbers History<Device>::newest_numbers() {
    EarlierNumbers numbers = earlier_numbers();
    for (std::size_t i = 0; i < twins().size(); ++i) {
        numbers[i] = std::max(numbers[i], twins()[i]->newest());
    }
    numbers.back() = std::max(numbers.back(), load_profile_.newest());
    return numbers;
}

template <NorFlash Device>
template <typename AnyRing, typename Decode>
auto History<Device>::newest_of(AnyRing& ring, Decode decode) {
    constexpr std::uint32_t numbers_tried = 4;  // the newest may have been passed over
    HistoryPayload payload{};
    const auto part = std::span{payload}.first(ring.payload_size());
    decltype(decode(std::span<const std::uint8_t>{part})) found =
        std::unexpected{StoredRecordError::wrong_checksum};
    for (std::uint32_t i = 0; i < numbers_tried && ring.newest() >= ring.oldest() + i; ++i) {
        if (ring.read(ring.newest() - i, part)) {
            found = decode(std::span<const std::uint8_t>{part});
            break;
        }
    }
    return found;
}

template <NorFlash Device>
void History<Device>::find_ends() {
    const auto event = newest_of(events_, decode_event);
    last_event_ = event ? event->number : 0;
    const auto report = newest_of(reports_, decode_reading);
    last_report_ = report ? report->report_counter : 0;
    const auto value = newest_of(load_profile_, decode_profile);
    last_period_ = value ? std::optional{value->end} : std::nullopt;
    const auto day = newest_of(day_ends_, decode_reading);
    last_day_ = day ? std::optional{day->time} : std::nullopt;
    if (!last_day_ && last_period_) {
        last_day_ = *last_period_;  // the first day has not ended yet
    }
    next_day_ = {};
}

template <NorFlash Device>
bool History<Device>::is_due(const State& state) const {
    return is_writable_ &&
           (!last_period_ || period_of(state) > *last_period_ || state.seconds() >= next_day_);
}

template <NorFlash Device>
bool History<Device>::follow(const State& state) {
    if (!is_writable_ || device_.is_stopped()) {
        return false;
    }
    if (was_refused_) {
        std::ignore = recover_rings();  // what was written then is found as a start finds it
        find_ends();
    }
    const bool is_followed = follow_events(state) && follow_reports(state) && follow_days(state) &&
                             follow_profile(state);
    was_refused_ = !is_followed && !is_answering(device_);
    return is_followed;
}

template <NorFlash Device>
bool History<Device>::follow_events(const State& state) {
    for (const Event& event : state.events.recent()) {
        if (event.number > last_event_) {
            if (!events_.append(encode_event(event))) {
                return false;
            }
            last_event_ = event.number;
        }
    }
    return true;
}

template <NorFlash Device>
bool History<Device>::follow_reports(const State& state) {
    if (state.reports.counter == last_report_) {
        return true;
    }
    if (!reports_.append(encode_reading(reading_of(state, state.seconds())))) {
        return false;
    }
    last_report_ = state.reports.counter;
    return true;
}

template <NorFlash Device>
bool History<Device>::follow_days(const State& state) {
    if (last_day_ && state.seconds() < next_day_ && period_of(state) == last_period_) {
        return true;
    }
    // Asked for anew each period, because the parameters may have changed.
    const std::chrono::sys_seconds day = begin_of_local_day(state.parameters, state.seconds());
    next_day_ = end_of_local_day(state.parameters, day);
    if (!last_day_) {
        last_day_ = day;
    }
    if (day <= *last_day_) {
        return true;
    }
    const auto month = begin_of_local_month(state.parameters, day);
    if (month > *last_day_) {
        // A cut may have come after the month's end and before the day's.
        const auto newest = newest_of(month_ends_, decode_reading);
        const bool is_written = newest && newest->time >= month;
        if (!is_written && !month_ends_.append(encode_reading(reading_of(state, month)))) {
            return false;
        }
    }
    if (!day_ends_.append(encode_reading(reading_of(state, day)))) {
        return false;
    }
    last_day_ = day;
    return true;
}

template <NorFlash Device>
bool History<Device>::follow_profile(const State& state) {
    const Minutes period = period_of(state);
    const std::chrono::minutes length = state.parameters.load_profile_period;
    if (!powered_from_) {
        powered_from_ = period + length;
    }
    if (last_period_ && period <= *last_period_) {
        return true;
    }
    // In a new meter the first value is where the profile begins.
    const ProfileValue value{.end = period,
                             .clock_trusted = state.clock_trusted,
                             .supply_closed = state.reasons.is_empty(),
                             .had_power = period - length >= *powered_from_,
                             .consumed_total = base::watt_hours_up(state.account.consumed_total())};
    if (!load_profile_.append(encode_profile(value))) {
        return false;
    }
    last_period_ = period;
    return true;
}

template <NorFlash Device>
ScrubResult History<Device>::scrub(std::uint32_t step) {
    if (!is_writable_) {
        return {};
    }
    if (step-- == 0) {
        return headers_.scrub(owner_, earlier_numbers());
    }
    for (Ring* ring : {&events_, &day_ends_, &month_ends_, &reports_, &load_profile_.notes()}) {
        if (step < ring->sectors()) {
            return ring->scrub(step);
        }
        step -= ring->sectors();
    }
    return load_profile_.scrub(step);
}

template <NorFlash Device>
template <typename Listener>
void History<Device>::tell_what_follows(std::uint32_t number, Listener& listener) {
    const auto event_at = [this](std::uint32_t record) {
        HistoryPayload payload{};
        return events_.read(record, payload) ? decode_event(payload)
                                             : std::unexpected{StoredRecordError::wrong_checksum};
    };
    std::uint32_t first = events_.newest() + 1;
    for (; first > events_.oldest(); --first) {
        const auto event = event_at(first - 1);
        if (event && event->number <= number) {
            break;
        }
    }
    for (; first <= events_.newest(); ++first) {
        if (const auto event = event_at(first); event && event->number > number) {
            number = event->number;
            listener.hear(*event);
        }
    }
    if (const auto report = newest_of(reports_, decode_reading)) {
        listener.hear(*report);
    }
}

template <NorFlash Device>
base::Millijoules History<Device>::consumed_at_least() {
    base::Millijoules highest{};
    if (const auto event = newest_of(events_, decode_event)) {
        highest = std::max(highest, event->consumed_total);
    }
    for (Ring* ring : {&day_ends_, &reports_}) {
        if (const auto reading = newest_of(*ring, decode_reading)) {
            highest = std::max(highest, reading->consumed_total);
        }
    }
    if (const auto value = newest_of(load_profile_, decode_profile)) {
        // The profile rounds up, so it proves one watt-hour less.
        const base::WattHours proven{value->consumed_total.count() - 1};
        highest = std::max(highest, base::millijoules(proven));
    }
    return highest;
}

}  // namespace meter
