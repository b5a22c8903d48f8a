#include "office/web/metrics.h"

#include <unistd.h>

#include <fstream>
#include <sstream>

namespace office {
namespace {

// Routes are our own patterns: nothing in them needs an escape.
std::string labels(const std::pair<Method, std::string>& route) {
    return "method=\"" + std::string{method_name(route.first)} + "\",route=\"" + route.second +
           "\"";
}

std::string seconds_text(double seconds) {
    std::ostringstream text;
    text << seconds;
    return text.str();
}

void describe(std::string& text, std::string_view name, std::string_view type,
              std::string_view help) {
    text += "# HELP " + std::string{name} + ' ' + std::string{help} + "\n# TYPE " +
            std::string{name} + ' ' + std::string{type} + '\n';
}

void gauge(std::string& text, std::string_view name, std::string_view help, std::uint64_t value) {
    describe(text, name, "gauge", help);
    text += std::string{name} + ' ' + std::to_string(value) + '\n';
}

// As the system counts it; 0 where it does not say.
std::uint64_t resident_bytes() {
    std::ifstream file{"/proc/self/statm"};
    std::uint64_t all = 0;
    std::uint64_t resident = 0;
    file >> all >> resident;
    return file ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace

std::string_view method_name(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::post:
            return "POST";
        case Method::other:
            return "other";
    }
    std::unreachable();
}

void Metrics::answered(Method method, std::string_view route, int status,
                       std::chrono::microseconds took) {
    const double seconds = std::chrono::duration<double>{took}.count();
    const std::lock_guard lock{mutex_};
    Route& counted = routes_[{method, std::string{route}}];
    ++counted.by_status[status];
    counted.times.sum += took;
    ++counted.times.at_most.back();
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        if (seconds <= bounds[i]) {
            ++counted.times.at_most[i];
        }
    }
}

std::string Metrics::text(const OfficeGauges& now) const {
    std::string text;
    {
        const std::lock_guard lock{mutex_};
        write_requests(text);
        write_times(text);
    }
    gauge(text, "tallywatt_http_connections", "Connections that are open.", now.connections);
    gauge(text, "tallywatt_desks_connected", "Desks that are connected.", now.desks);
    gauge(text, "tallywatt_audit_entries", "Entries of all audit chains.", now.audit_entries);
    gauge(text, "tallywatt_audit_unsigned_seconds",
          "For how long what the audit chains hold was not signed and copied.",
          static_cast<std::uint64_t>(now.health.unsigned_for.count()));
    gauge(text, "tallywatt_books_writable", "1 where the books can be written.",
          now.health.can_write_books ? 1U : 0U);
    gauge(text, "tallywatt_keys_usable", "1 where the key store answers.",
          now.health.has_keys ? 1U : 0U);
    gauge(text, "process_resident_memory_bytes", "Memory of the process.", resident_bytes());
    return text;
}

void Metrics::write_requests(std::string& text) const {
    describe(text, "tallywatt_http_requests_total", "counter", "Requests that were answered.");
    for (const auto& [route, counted] : routes_) {
        for (const auto& [status, count] : counted.by_status) {
            text += "tallywatt_http_requests_total{" + labels(route) + ",status=\"" +
                    std::to_string(status) + "\"} " + std::to_string(count) + '\n';
        }
    }
}

void Metrics::write_times(std::string& text) const {
    constexpr std::string_view name = "tallywatt_http_request_seconds";
    describe(text, name, "histogram", "From the whole request to its answer.");
    for (const auto& [route, counted] : routes_) {
        const auto& at_most = counted.times.at_most;
        const auto line = [&](std::string_view what, const std::string& more,
                              const std::string& value) {
            text += std::string{name} + std::string{what} + '{' + labels(route) + more + "} " +
                    value + '\n';
        };
        for (std::size_t i = 0; i < bounds.size(); ++i) {
            line("_bucket", ",le=\"" + seconds_text(bounds[i]) + '"', std::to_string(at_most[i]));
        }
        line("_bucket", ",le=\"+Inf\"", std::to_string(at_most.back()));
        line("_sum", "", seconds_text(std::chrono::duration<double>{counted.times.sum}.count()));
        line("_count", "", std::to_string(at_most.back()));
    }
}

}  // namespace office
