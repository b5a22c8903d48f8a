// Reads one flat JSON object strictly. Each call takes one field; the first thing that is wrong is
// kept and every later call gives a harmless value, so one `finish()` at the end is enough. Text
// that is not JSON, a nested value, a name given twice and a name nobody asked for are refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

namespace office {

enum class FieldProblem : std::uint8_t {
    not_json,
    not_an_object,  // or one with another object or a list inside
    given_twice,
    unknown_field,
    missing,
    wrong_type,
    not_whole,     // a number with a fraction or exponent where a whole one belongs
    out_of_range,  // a number, or a text's length or form
};

struct FieldError {
    FieldProblem problem{};
    std::string field;   // empty where no single field is to blame
    std::string detail;  // a sentence for people
};

class JsonFields {
 public:
    struct Fraction {};  // a number that is not whole, or does not fit 64 bits
    using Value = std::variant<std::nullptr_t, bool, std::int64_t, Fraction, std::string>;

    [[nodiscard]] static std::expected<JsonFields, FieldError> parse(std::string_view text);

    [[nodiscard]] bool has(std::string_view name) const;

    // UTF-8 of at most `longest` bytes. Missing is wrong, but for `optional_text`.
    std::string text(std::string_view name, std::size_t longest);
    std::string optional_text(std::string_view name, std::size_t longest);
    // A whole number of `lowest` to `highest`.
    std::int64_t integer(std::string_view name, std::int64_t lowest, std::int64_t highest);
    bool optional_flag(std::string_view name, bool otherwise);

    // Notes that what `name` holds has the wrong form: "field must be ...".
    void refuse(std::string_view name, std::string_view must_be);

    // The first thing that was wrong, if any; a field that nobody took is wrong too.
    [[nodiscard]] std::expected<void, FieldError> finish();

 private:
    friend class FlatObjectReader;

    const Value* take(std::string_view name);
    void fail(FieldProblem problem, std::string_view name, std::string detail);

    std::map<std::string, Value, std::less<>> fields_;
    std::set<std::string, std::less<>> taken_;
    std::optional<FieldError> error_;
};

}  // namespace office
