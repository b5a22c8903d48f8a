// What the office counts about itself since it started, in the text format that Prometheus reads
// (version 0.0.4). Labels are routes and statuses, never what a path or a body holds.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "office/domain/office_health.h"
#include "office/web/http_message.h"

namespace office {

// GET, POST or other.
[[nodiscard]] std::string_view method_name(Method method);

// What stands as it is at the moment of asking.
struct OfficeGauges {
    std::size_t connections = 0;
    std::size_t desks = 0;
    std::uint64_t audit_entries = 0;  // of all chains
    HealthState health;
};

// From any thread.
class Metrics {
 public:
    // One request that was answered. `route` is its pattern, "other" where there is none.
    void answered(Method method, std::string_view route, int status,
                  std::chrono::microseconds took);

    [[nodiscard]] std::string text(const OfficeGauges& now) const;

 private:
    // Requests that took at most so many seconds; the last bucket is all of them.
    static constexpr std::array<double, 8> bounds{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5};
    struct Times {
        std::array<std::uint64_t, bounds.size() + 1> at_most{};
        std::chrono::microseconds sum{};
    };
    struct Route {
        std::map<int, std::uint64_t> by_status;
        Times times;
    };

    void write_requests(std::string& text) const;
    void write_times(std::string& text) const;

    mutable std::mutex mutex_;
    std::map<std::pair<Method, std::string>, Route, std::less<>> routes_;
};

}  // namespace office
