#include "office/web/json_fields.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace office {

// Called by the parser for each thing it meets; false stops it.
class FlatObjectReader {
 public:
    using Json = nlohmann::json;

    explicit FlatObjectReader(JsonFields& into) : into_{into} {}

    bool null() { return keep(nullptr); }
    bool boolean(bool value) { return keep(value); }
    bool number_integer(Json::number_integer_t value) { return keep(std::int64_t{value}); }
    bool number_unsigned(Json::number_unsigned_t value) {
        if (!std::in_range<std::int64_t>(value)) {
            return keep(JsonFields::Fraction{});
        }
        return keep(static_cast<std::int64_t>(value));
    }
    bool number_float(Json::number_float_t, const Json::string_t&) {
        return keep(JsonFields::Fraction{});
    }
    bool string(Json::string_t& value) { return keep(std::move(value)); }
    bool binary(Json::binary_t&) { return not_flat(); }
    bool start_object(std::size_t) {
        if (inside_) {
            return not_flat();
        }
        inside_ = true;
        return true;
    }
    bool key(Json::string_t& name) {
        name_ = std::move(name);
        if (into_.fields_.contains(name_)) {
            into_.fail(FieldProblem::given_twice, name_, "this field is given twice");
            return false;
        }
        return true;
    }
    bool end_object() { return true; }
    bool start_array(std::size_t) { return not_flat(); }
    bool end_array() { return not_flat(); }
    bool parse_error(std::size_t position, const std::string&, const Json::exception&) {
        into_.fail(FieldProblem::not_json, "",
                   "the body is not JSON at byte " + std::to_string(position));
        return false;
    }

 private:
    bool keep(JsonFields::Value value) {
        if (!inside_) {
            return not_flat();
        }
        into_.fields_.insert_or_assign(name_, std::move(value));
        return true;
    }
    bool not_flat() {
        into_.fail(FieldProblem::not_an_object, name_,
                   "the body must be one JSON object of texts, numbers and true or false");
        return false;
    }

    JsonFields& into_;
    std::string name_;
    bool inside_ = false;
};

std::expected<JsonFields, FieldError> JsonFields::parse(std::string_view text) {
    JsonFields fields;
    FlatObjectReader reader{fields};
    nlohmann::json::sax_parse(text, &reader);
    if (fields.error_) {
        return std::unexpected{*fields.error_};
    }
    return fields;
}

bool JsonFields::has(std::string_view name) const {
    return fields_.contains(name);
}

std::string JsonFields::text(std::string_view name, std::size_t longest) {
    if (!has(name)) {
        fail(FieldProblem::missing, name, "this field is missing");
        return {};
    }
    return optional_text(name, longest);
}

std::string JsonFields::optional_text(std::string_view name, std::size_t longest) {
    const Value* const value = take(name);
    if (value == nullptr) {
        return {};
    }
    const auto* const text = std::get_if<std::string>(value);
    if (text == nullptr) {
        fail(FieldProblem::wrong_type, name, "this field must be a text");
        return {};
    }
    if (text->size() > longest || text->find('\0') != std::string::npos) {
        fail(FieldProblem::out_of_range, name,
             "this text may have at most " + std::to_string(longest) + " bytes, none of them zero");
        return {};
    }
    return *text;
}

std::int64_t JsonFields::integer(std::string_view name, std::int64_t lowest, std::int64_t highest) {
    const Value* const value = take(name);
    if (value == nullptr) {
        fail(FieldProblem::missing, name, "this field is missing");
        return lowest;
    }
    if (std::holds_alternative<Fraction>(*value)) {
        fail(FieldProblem::not_whole, name, "this field must be a whole number");
        return lowest;
    }
    const auto* const number = std::get_if<std::int64_t>(value);
    if (number == nullptr) {
        fail(FieldProblem::wrong_type, name, "this field must be a number");
        return lowest;
    }
    if (*number < lowest || *number > highest) {
        fail(FieldProblem::out_of_range, name,
             "this number must be " + std::to_string(lowest) + " to " + std::to_string(highest));
        return lowest;
    }
    return *number;
}

bool JsonFields::optional_flag(std::string_view name, bool otherwise) {
    const Value* const value = take(name);
    if (value == nullptr) {
        return otherwise;
    }
    const auto* const flag = std::get_if<bool>(value);
    if (flag == nullptr) {
        fail(FieldProblem::wrong_type, name, "this field must be true or false");
        return otherwise;
    }
    return *flag;
}

void JsonFields::refuse(std::string_view name, std::string_view must_be) {
    fail(FieldProblem::out_of_range, name, "this field must be " + std::string{must_be});
}

std::expected<void, FieldError> JsonFields::finish() {
    for (const auto& [name, value] : fields_) {
        if (!taken_.contains(name)) {
            fail(FieldProblem::unknown_field, name, "there is no such field here");
        }
    }
    if (error_) {
        return std::unexpected{*error_};
    }
    return {};
}

const JsonFields::Value* JsonFields::take(std::string_view name) {
    const auto found = fields_.find(name);
    if (found == fields_.end()) {
        return nullptr;
    }
    taken_.emplace(name);
    return &found->second;
}

void JsonFields::fail(FieldProblem problem, std::string_view name, std::string detail) {
    if (!error_) {
        error_ = FieldError{problem, std::string{name}, std::move(detail)};
    }
}

}  // namespace office
