// The power of a simulated meter: it counts what the memory devices are asked to do and fails at
// the operation that the plan names.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace simulator {

// Thrown out of the operation in which the power failed; whoever runs the meter catches it.
struct PowerCut {};

// What is left of the write or erase in which the power failed.
enum class CutMode : std::uint8_t {
    before,       // nothing of it happened
    after,        // all of it happened, nobody was told
    first_bytes,  // the first `bytes` are new, the rest is old; of an erase that many 64ths
    mixed_bits,   // each bit is old or new
    noise,        // each byte of the page or sector may be anything
    reordered,    // of everything since the last barrier, this one too, some happened and some not
};

struct CutPlan {
    std::uint64_t operation = 0;  // counted from 0 when the power comes
    CutMode mode = CutMode::before;
    std::uint32_t bytes = 0;  // for first_bytes
    std::uint64_t seed = 0;   // for what is left to chance
};

// The numbers that a seed gives, the same everywhere (splitmix64).
class Chance {
 public:
    explicit Chance(std::uint64_t seed) : state_{seed} {}

    std::uint64_t next() {
        state_ += 0x9E37'79B9'7F4A'7C15;
        std::uint64_t value = state_;
        value = (value ^ value >> 30) * 0xBF58'476D'1CE4'E5B9;
        value = (value ^ value >> 27) * 0x94D0'49BB'1331'11EB;
        return value ^ value >> 31;
    }
    // 0 to `limit` - 1; `limit` is above 0.
    std::uint64_t below(std::uint64_t limit) { return next() % limit; }

 private:
    std::uint64_t state_;
};

// A device whose writes since the last barrier may be lost in part.
class Unsynced {
 public:
    Unsynced() = default;
    Unsynced(const Unsynced&) = delete;
    Unsynced& operator=(const Unsynced&) = delete;
    virtual ~Unsynced() = default;

    virtual void lose_some(Chance& chance) = 0;
};

class PowerSupply {
 public:
    // Without a plan the power holds.
    explicit PowerSupply(std::optional<CutPlan> plan = std::nullopt) : plan_{plan} {}

    // `device` lives as long as this power does.
    void feed(Unsynced& device) { fed_.push_back(&device); }

    // Counts one operation; gives the plan where it is the one to fail.
    [[nodiscard]] std::optional<CutPlan> next_operation() {
        const bool fails = plan_ && plan_->operation == operations_;
        if (warning_ && operations_ == warning_at_) {
            warning_();
        }
        ++operations_;
        return fails ? plan_ : std::nullopt;
    }

    // Calls `warning` when `operations` more have begun: the power-fail comparator of a board.
    void warn_after(std::uint64_t operations, std::function<void()> warning) {
        warning_at_ = operations_ + operations;
        warning_ = std::move(warning);
    }

    // The end: throws PowerCut.
    [[noreturn]] void cut(const CutPlan& plan) {
        if (plan.mode == CutMode::reordered) {
            Chance chance{plan.seed};
            for (Unsynced* device : fed_) {
                device->lose_some(chance);
            }
        }
        throw PowerCut{};
    }

    // How many there were since the power came.
    [[nodiscard]] std::uint64_t operations() const { return operations_; }

 private:
    std::optional<CutPlan> plan_;
    std::uint64_t operations_ = 0;
    std::uint64_t warning_at_ = 0;
    std::function<void()> warning_;
    std::vector<Unsynced*> fed_;
};

}  // namespace simulator
