// Writes JSON text, members in the order given. Names are ours and plain; values are escaped.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace office {

class JsonWriter {
 public:
    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_list() { return open('['); }
    JsonWriter& end_list() { return close(']'); }
    // The name of what comes next.
    JsonWriter& name(std::string_view name);

    // `text` is UTF-8.
    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view{text}); }
    JsonWriter& value(bool flag) { return plain(flag ? "true" : "false"); }
    JsonWriter& value(std::integral auto number) { return plain(std::to_string(number)); }
    JsonWriter& null() { return plain("null"); }

    // `name` and its value.
    JsonWriter& member(std::string_view its_name, const auto& its_value) {
        return name(its_name).value(its_value);
    }

    [[nodiscard]] std::string take() { return std::exchange(text_, {}); }

 private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    JsonWriter& plain(std::string_view text);
    void separate();

    std::string text_;
    bool first_ = true;  // nothing yet inside the innermost brackets
};

}  // namespace office
