#include "apps/log_lines.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace apps {
namespace {

// The members that a message adds to its line.
class Members final : public spdlog::custom_flag_formatter {
 public:
    void format(const spdlog::details::log_msg& message, const std::tm&,
                spdlog::memory_buf_t& line) override {
        std::string_view text{message.payload.data(), message.payload.size()};
        if (text.starts_with('{') && text.ends_with('}')) {
            text = text.substr(1, text.size() - 2);
            line.append(text.data(), text.data() + text.size());
            return;
        }
        // Bytes that are no UTF-8 must not stop a line from being one.
        const std::string quoted =
            "\"message\":" +
            nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        line.append(quoted.data(), quoted.data() + quoted.size());
    }

    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<Members>();
    }
};

}  // namespace

void log_as_json_lines() {
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    formatter->add_flag<Members>('*').set_pattern(
        R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%*})");
    spdlog::set_formatter(std::move(formatter));
}

}  // namespace apps
