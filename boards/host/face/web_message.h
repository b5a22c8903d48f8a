// HTTP as the web face needs it: a request from bytes, bytes for an answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace boards {

enum class WebMethod : std::uint8_t { get, post, other };

struct WebRequest {
    WebMethod method = WebMethod::other;
    std::string path;  // without the query
    std::string host;
    std::string origin;  // empty where the browser names none
    std::string content_type;
    std::string body;
};

struct TakenRequest {
    WebRequest request;
    std::size_t size = 0;  // of the bytes that it was made of
};

inline constexpr std::size_t longest_header = std::size_t{8} << 10;
inline constexpr std::size_t longest_body = std::size_t{4} << 10;

// The first request in `received`; nothing while it is not whole. Refused with the HTTP status: 400
// where it is none, 413 and 431 where body or header are longer than the limits.
[[nodiscard]] std::expected<std::optional<TakenRequest>, int> take_request(
    std::string_view received);

// A whole answer, with what keeps a browser from guessing, framing and asking elsewhere.
[[nodiscard]] std::string web_answer(int status, std::string_view content_type,
                                     std::string_view body);
// The beginning of an answer that goes on with events.
[[nodiscard]] std::string event_stream_header();
// One event of it; `data` is one line.
[[nodiscard]] std::string event_text(std::string_view data);

}  // namespace boards
