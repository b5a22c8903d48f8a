// Pages of a device that have a fault of their own.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <span>

#include "simulator/faults/power_supply.h"

namespace simulator {

enum class PageFault : std::uint8_t {
    reads_wrong_once,  // the next read has a wrong byte, later ones are right
    reads_wrong,       // every read has the same wrong byte
    dead,              // takes no write and reads as noise
};

class PageFaults {
 public:
    explicit PageFaults(std::uint32_t page_bytes) : page_bytes_{page_bytes} {}

    void set(std::uint32_t page, PageFault fault) { faults_[page] = fault; }

    // Spoils what was read from `address` on.
    void spoil(std::uint32_t address, std::span<std::uint8_t> read) {
        for (auto fault = faults_.begin(); fault != faults_.end();) {
            const bool is_used_up = spoil_one(fault->first, fault->second, address, read) &&
                                    fault->second == PageFault::reads_wrong_once;
            fault = is_used_up ? faults_.erase(fault) : std::next(fault);
        }
    }

    [[nodiscard]] bool is_dead(std::uint32_t address) const {
        const auto found = faults_.find(address / page_bytes_);
        return found != faults_.end() && found->second == PageFault::dead;
    }

 private:
    // True where the page was read.
    bool spoil_one(std::uint32_t page, PageFault fault, std::uint32_t address,
                   std::span<std::uint8_t> read) const {
        const std::uint64_t begin =
            std::max<std::uint64_t>(address, std::uint64_t{page} * page_bytes_);
        const std::uint64_t end =
            std::min<std::uint64_t>(address + read.size(), (std::uint64_t{page} + 1) * page_bytes_);
        if (begin >= end) {
            return false;
        }
        if (fault != PageFault::dead) {
            read[begin - address] ^= 0x40;
            return true;
        }
        Chance chance{page};
        for (std::uint64_t i = begin; i < end; ++i) {
            read[i - address] = static_cast<std::uint8_t>(chance.next());
        }
        return true;
    }

    std::uint32_t page_bytes_;
    std::map<std::uint32_t, PageFault> faults_;
};

}  // namespace simulator
