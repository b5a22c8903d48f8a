// A memory device whose power may fail and whose pages may be bad. It is put around any device for
// one time of being powered; the device keeps what is left.
#pragma once

#include <algorithm>
#include <cstdint>
#include <expected>
#include <ranges>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "meter/ports/eeprom.h"
#include "meter/ports/nor_flash.h"
#include "simulator/faults/page_faults.h"
#include "simulator/faults/power_supply.h"

namespace simulator {

template <typename Inner>
class FaultyDevice final : public Unsynced {
    using Outcome = std::expected<void, meter::DeviceError>;

 public:
    // `inner`, `power` and `faults` must live as long; `faults` may be missing.
    FaultyDevice(Inner& inner, PowerSupply& power, PageFaults* faults = nullptr)
        : inner_{inner}, power_{power}, faults_{faults} {
        power_.feed(*this);
    }

    [[nodiscard]] std::uint32_t size_bytes() const { return inner_.size_bytes(); }

    [[nodiscard]] Outcome read(std::uint32_t address, std::span<std::uint8_t> out) {
        const auto outcome = inner_.read(address, out);
        if (outcome && faults_ != nullptr) {
            faults_->spoil(address, out);
        }
        return outcome;
    }

    [[nodiscard]] Outcome write(std::uint32_t address, std::span<const std::uint8_t> bytes)
        requires meter::Eeprom<Inner>
    {
        return perform({.address = address, .bytes = {bytes.begin(), bytes.end()}});
    }
    [[nodiscard]] Outcome program(std::uint32_t address, std::span<const std::uint8_t> bytes)
        requires meter::NorFlash<Inner>
    {
        return perform({.address = address, .bytes = {bytes.begin(), bytes.end()}});
    }
    [[nodiscard]] Outcome erase_sector(std::uint32_t address)
        requires meter::NorFlash<Inner>
    {
        return perform({.address = address, .bytes = {}});
    }

    [[nodiscard]] Outcome barrier() {
        unsynced_.clear();
        return inner_.barrier();
    }

    void lose_some(Chance& chance) override {
        for (const Done& done : unsynced_ | std::views::reverse) {
            inner_.alter(done.begin, done.before);
        }
        for (const Done& done : unsynced_) {
            if (chance.next() % 2 == 0) {
                std::ignore = apply(done.operation);
            }
        }
        unsynced_.clear();
    }

 private:
    struct Operation {
        std::uint32_t address = 0;
        std::vector<std::uint8_t> bytes;  // none: an erase

        [[nodiscard]] bool is_erase() const { return bytes.empty(); }
    };
    struct Done {
        Operation operation;
        std::uint32_t begin = 0;  // of the page or sector that it touched
        std::vector<std::uint8_t> before;
    };

    [[nodiscard]] static std::uint32_t page_bytes() {
        if constexpr (meter::NorFlash<Inner>) {
            return meter::nor_page_bytes;
        } else {
            return meter::eeprom_page_bytes;
        }
    }

    [[nodiscard]] Outcome apply(const Operation& operation) {
        if constexpr (meter::NorFlash<Inner>) {
            return operation.is_erase() ? inner_.erase_sector(operation.address)
                                        : inner_.program(operation.address, operation.bytes);
        } else {
            return inner_.write(operation.address, operation.bytes);
        }
    }

    [[nodiscard]] std::vector<std::uint8_t> content(std::uint32_t begin, std::uint32_t count) {
        std::vector<std::uint8_t> bytes(count);
        std::ignore = inner_.read(begin, bytes);
        return bytes;
    }

    [[nodiscard]] Outcome perform(Operation operation) {
        if (faults_ != nullptr && faults_->takes_no_write(operation.address)) {
            return {};
        }
        const auto plan = power_.next_operation();
        if (plan && plan->mode == CutMode::before) {
            power_.cut(*plan);
        }
        const std::uint32_t span_bytes =
            operation.is_erase() ? meter::nor_sector_bytes : page_bytes();
        const std::uint32_t begin = operation.address - operation.address % span_bytes;
        auto before = content(begin, span_bytes);
        const auto outcome = apply(operation);
        if (plan) {
            tear(*plan, operation, begin, before);
        }
        if (outcome) {
            unsynced_.push_back(
                {.operation = std::move(operation), .begin = begin, .before = std::move(before)});
        }
        if (plan) {
            power_.cut(*plan);
        }
        return outcome;
    }

    // Makes of the finished operation what `plan` leaves of it.
    void tear(const CutPlan& plan, const Operation& operation, std::uint32_t begin,
              const std::vector<std::uint8_t>& before) {
        auto after = content(begin, static_cast<std::uint32_t>(before.size()));
        Chance chance{plan.seed};
        switch (plan.mode) {
            case CutMode::before:
            case CutMode::after:
            case CutMode::reordered:
                return;
            case CutMode::first_bytes: {
                const std::uint32_t first = operation.address - begin;
                // A sector is as many times larger than a page as its cut lies further in.
                constexpr auto sector_scale =
                    static_cast<std::uint32_t>(meter::nor_sector_bytes / meter::eeprom_page_bytes);
                const std::uint32_t scale = operation.is_erase() ? sector_scale : 1;
                const std::uint32_t kept = std::min<std::uint32_t>(
                    first + plan.bytes * scale, static_cast<std::uint32_t>(after.size()));
                std::ranges::copy(std::span{before}.subspan(kept),
                                  std::span{after}.subspan(kept).begin());
                break;
            }
            case CutMode::mixed_bits:
                for (std::size_t i = 0; i < after.size(); ++i) {
                    const auto mask = static_cast<std::uint8_t>(chance.next());
                    after[i] = static_cast<std::uint8_t>((after[i] & mask) | (before[i] & ~mask));
                }
                break;
            case CutMode::noise:
                for (std::size_t i = 0; i < after.size(); ++i) {
                    // Where nothing was to change a flash leaves the bytes as they were.
                    if (!meter::NorFlash<Inner> || after[i] != before[i]) {
                        after[i] = static_cast<std::uint8_t>(chance.next());
                    }
                }
                break;
        }
        inner_.alter(begin, after);
    }

    Inner& inner_;
    PowerSupply& power_;
    PageFaults* faults_;
    std::vector<Done> unsynced_;
};

}  // namespace simulator
