#include "office/cli/export_journal.h"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

namespace office {
namespace {

using Json = nlohmann::ordered_json;

std::string field(const Json& leg, const char* name) {
    if (!leg.contains(name) || leg[name].is_null()) {
        return {};
    }
    return leg[name].is_string() ? leg[name].get<std::string>() : leg[name].dump();
}

// Nothing in a leg needs quotes.
void write_leg(std::ostream& file, const Json& leg) {
    constexpr const char* columns[] = {"leg",     "posting",      "business_date", "meter",
                                       "account", "amount_minor", "amount_wh"};
    const char* comma = "";
    for (const char* const column : columns) {
        file << comma << field(leg, column);
        comma = ",";
    }
    file << "\r\n";
}

// The legs written; a sentence where it could not be finished.
std::expected<std::uint64_t, std::string> write_all(const OfficeClient& client,
                                                    const JournalOptions& options,
                                                    std::ostream& file) {
    std::string dates;
    dates += options.from.empty() ? "" : "&from=" + percent_encoded(options.from);
    dates += options.to.empty() ? "" : "&to=" + percent_encoded(options.to);
    std::uint64_t after = 0;
    std::uint64_t count = 0;
    file << "leg,posting,business_date,meter,account,amount_minor,amount_wh\r\n";
    for (;;) {
        const auto answer =
            client.get("/api/v1/journal?limit=1000&after=" + std::to_string(after) + dates);
        if (!answer) {
            return std::unexpected{answer.error()};
        }
        const Json page = Json::parse(answer->body, nullptr, false);
        if (answer->status != 200 || !page.contains("items")) {
            return std::unexpected{told(*answer)};
        }
        for (const Json& leg : page["items"]) {
            write_leg(file, leg);
        }
        if (page["items"].empty()) {
            return count;
        }
        count += page["items"].size();
        after = page.value("next", std::uint64_t{0});
        std::fprintf(stderr, "%llu legs\n", static_cast<unsigned long long>(count));
    }
}

}  // namespace

int export_journal(const OfficeClient& client, const JournalOptions& options) {
    std::error_code ignored;
    if (std::filesystem::exists(options.output, ignored)) {
        std::fprintf(stderr, "tallywatt: %s is there already\n", options.output.c_str());
        return 1;
    }
    std::ofstream file{options.output, std::ios::binary};
    auto written = write_all(client, options, file);
    if (written && !file.flush()) {
        written = std::unexpected{"cannot write " + options.output};
    }
    if (!written) {
        std::filesystem::remove(options.output, ignored);
        std::fprintf(stderr, "tallywatt: %s\n", written.error().c_str());
        return 1;
    }
    std::printf("%llu legs in %s\n", static_cast<unsigned long long>(*written),
                options.output.c_str());
    return 0;
}

}  // namespace office
