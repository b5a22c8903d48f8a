// Whether the office can do its work now: what a load balancer asks, and what an operator is warned
// of.
#pragma once

#include <chrono>
#include <cstdint>

namespace office {

// Signed copies are due every minute: behind by more than this, and somebody must look.
inline constexpr std::chrono::minutes longest_without_signed_copy{5};

struct HealthState {
    bool can_write_books = true;
    bool has_keys = true;  // the token answers
    // For how long what the chains hold has not been signed and copied; 0 where all of it is.
    std::chrono::seconds unsigned_for{};

    [[nodiscard]] constexpr bool are_copies_old() const {
        return unsigned_for > longest_without_signed_copy;
    }
};

class OfficeHealth {
 public:
    virtual ~OfficeHealth() = default;

    // Looks at most once a second, however often it is asked.
    [[nodiscard]] virtual HealthState look() = 0;
};

}  // namespace office
