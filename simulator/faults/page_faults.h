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
    worn,              // takes no write and keeps what it holds
};

class PageFaults {
 public:
    explicit PageFaults(std::uint32_t page_bytes) : page_bytes_{page_bytes} {}

    void set(std::uint32_t page, PageFault fault) { faults_[page] = fault; }
    // The same for all pages of `bytes` from `address` on.
    void set_range(std::uint32_t address, std::uint32_t bytes, PageFault fault) {
        for (std::uint32_t page = address / page_bytes_; page < (address + bytes) / page_bytes_;
             ++page) {
            set(page, fault);
        }
    }

    // Spoils what was read from `address` on.
    void spoil(std::uint32_t address, std::span<std::uint8_t> read) {
        auto fault = faults_.lower_bound(address / page_bytes_);
        while (fault != faults_.end() && fault->first * page_bytes_ < address + read.size()) {
            spoil_one(fault->first, fault->second, address, read);
            fault = fault->second == PageFault::reads_wrong_once ? faults_.erase(fault)
                                                                 : std::next(fault);
        }
    }

    // What is written or erased there changes nothing.
    [[nodiscard]] bool takes_no_write(std::uint32_t address) const {
        const auto found = faults_.find(address / page_bytes_);
        return found != faults_.end() &&
               (found->second == PageFault::dead || found->second == PageFault::worn);
    }

 private:
    // The page and what was read overlap.
    void spoil_one(std::uint32_t page, PageFault fault, std::uint32_t address,
                   std::span<std::uint8_t> read) const {
        const std::uint32_t begin = std::max(address, page * page_bytes_);
        const std::uint32_t end =
            std::min(address + static_cast<std::uint32_t>(read.size()), (page + 1) * page_bytes_);
        if (fault == PageFault::dead) {
            Chance chance{page};
            for (std::uint32_t i = begin; i < end; ++i) {
                read[i - address] = static_cast<std::uint8_t>(chance.next());
            }
        } else if (fault != PageFault::worn) {
            read[begin - address] ^= 0x40;
        }
    }

    std::uint32_t page_bytes_;
    std::map<std::uint32_t, PageFault> faults_;
};

}  // namespace simulator
