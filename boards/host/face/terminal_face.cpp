#include "boards/host/face/terminal_face.h"

#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "base/rounding.h"
#include "boards/host/event_span.h"
#include "boards/host/face/lcd_text.h"
#include "boards/host/face/texts.h"
#include "boards/host/names.h"
#include "boards/host/utc_text.h"

namespace boards {
namespace {

constexpr std::chrono::milliseconds refresh_pause{100};
constexpr std::size_t events_shown = 4;
constexpr std::string_view move_up = "\x1b[12A\r";  // the events, and eight lines above them
constexpr std::string_view clear_line = "\x1b[K";
constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view yellow = "\x1b[33m";
constexpr std::string_view grey = "\x1b[90m";
constexpr std::string_view inverse = "\x1b[7m";
constexpr std::string_view plain = "\x1b[0m";
constexpr std::size_t unit_width = 4;

// As wide as the digits, the unit and a blank on either side.
std::string line_of_frame() {
    std::string line;
    for (std::size_t i = 0; i < digit_rows_width + unit_width + 2; ++i) {
        line += "─";
    }
    return line;
}
const std::string frame_line = line_of_frame();

std::string lamp(bool is_lit, std::string_view colour) {
    return std::string{is_lit ? colour : grey} + "●" + std::string{plain};
}

std::string padded(std::string_view text, std::size_t width) {
    return std::string(width - std::min(width, text.size()), ' ') + std::string{text};
}

std::string signs_text(const meter::Frame& frame, meter::Language language) {
    std::string text;
    for (const auto& [sign, name] : sign_names) {
        if (frame.signs.contains(sign)) {
            text += text.empty() ? "" : " · ";
            text += text_of(sign, language);
        }
    }
    return text;
}

// "  2026-03-01T12:00:00Z – 2026-03-01T12:01:00Z · 60 s · 250 Wh", where the event ends anything.
std::string span_text(const meter::Event& event, const meter::EventLog::Recent& kept) {
    const auto span = span_of(event, kept);
    if (!span) {
        return {};
    }
    return "  " + utc_text(span->began) + " – " + utc_text(span->ended) + " · " +
           std::to_string((span->ended - span->began).count()) + " s · " +
           std::to_string(base::watt_hours_down(span->consumed).count()) + " Wh";
}

std::string event_text(const Home& home, std::size_t from_newest, meter::Language language) {
    const auto& kept = home.state().events.recent();
    if (from_newest >= kept.size()) {
        return {};
    }
    const meter::Event& event = kept[kept.size() - 1 - from_newest];
    return utc_text(event.time) + "  " +
           std::string{text_of(meter::name_of(event.kind), language)} + span_text(event, kept);
}

// What to do where the supply is off, or why nothing may be seen.
std::string_view beside_unit(const Home& home, meter::Advice advice, meter::Language language) {
    if (home.meter_power() != MeterPower::mains) {
        return text_of(home.meter_power(), language);
    }
    return home.supply_is_closed() ? std::string_view{} : text_of(advice, language);
}

std::string line_in_pipe(const Home& home, meter::Language language) {
    if (home.meter_power() == MeterPower::nothing) {
        return "[] " + std::string{text_of(MeterPower::nothing, language)};
    }
    const meter::Frame frame = home.frame();
    std::string line = "[" + std::string{frame.text_view()} + " " +
                       std::string{name_of(frame.unit)} + "] " +
                       std::string{text_of(frame.page, language)} + ", " +
                       std::string{supply_text(home.supply_is_closed(), language)};
    const std::string signs = signs_text(frame, language);
    return signs.empty() ? line : line + " (" + signs + ")";
}

}  // namespace

TerminalFace::TerminalFace(std::FILE* output, meter::Language language)
    : output_{output}, language_{language}, is_terminal_{::isatty(::fileno(output)) == 1} {}

void TerminalFace::refresh(const Home& home, const Pace& pace, Clock::time_point now) {
    if (next_ && now < *next_) {
        return;
    }
    if (is_terminal_) {
        draw(home, pace);
    } else {
        tell(home);
    }
    next_.reset();
    if (!pace.is_paused || home.is_serving_a_card()) {
        next_ = now + refresh_pause;
    }
}

void TerminalFace::close(const Home& home, const Pace& pace) {
    if (is_terminal_) {
        draw(home, pace);
    } else {
        tell(home);
    }
}

void TerminalFace::draw(const Home& home, const Pace& pace) {
    const meter::Frame frame = home.frame();
    const auto digits = digit_rows(home.segments());
    const bool closed = home.supply_is_closed();
    const auto row = [](std::string_view text) {
        return std::string{clear_line} + "  " + std::string{text} + "\n";
    };
    const auto glass = [&row](std::string_view text, std::string_view beside) {
        return row("│" + std::string{inverse} + " " + std::string{text} + " " + std::string{plain} +
                   "│  " + std::string{beside});
    };
    const auto& insertion = home.last_insertion();
    const bool dark = home.meter_power() == MeterPower::nothing;
    std::string text;
    text += row(utc_text(home.now()) + "  " + pace_text(pace, language_));
    text += row("╭" + frame_line + "╮");
    text += glass(digits[0] + padded("", unit_width), dark ? "" : text_of(frame.page, language_));
    text += glass(digits[1] + padded("", unit_width), signs_text(frame, language_));
    text += glass(digits[2] + padded(name_of(frame.unit), unit_width),
                  beside_unit(home, frame.advice, language_));
    text += row("╰" + frame_line + "╯");
    text += row(lamp(home.pulses() != pulses_, red) + " " + lamp(frame.lamps.alarm, yellow) + " " +
                lamp(frame.lamps.supply, green) + " " + (closed ? "──────" : "──/ ──") + " " +
                std::string{supply_text(closed, language_)});
    text += row(insertion ? insertion_text(insertion->result, language_) : "");
    for (std::size_t i = 0; i < events_shown; ++i) {
        text += row(event_text(home, i, language_));
    }
    pulses_ = home.pulses();
    if (text == last_) {
        return;
    }
    last_ = text;
    write((drawn_ ? std::string{move_up} : std::string{}) + text);
    drawn_ = true;
}

void TerminalFace::tell(const Home& home) {
    const std::string time = utc_text(home.now()) + "  ";
    for (const meter::Event& event : home.state().events.recent()) {
        if (event.number > event_told_) {
            write(utc_text(event.time) + "  event " + std::string{meter::name_of(event.kind).name} +
                  " " + std::to_string(event.detail) +
                  span_text(event, home.state().events.recent()) + "\n");
        }
    }
    event_told_ = home.state().events.last_number();
    const auto& insertion = home.last_insertion();
    if (insertion && insertion->number != insertion_told_) {
        insertion_told_ = insertion->number;
        write(time + insertion_text(insertion->result, language_) + "\n");
    }
    const std::string line = line_in_pipe(home, language_);
    if (line != last_) {
        last_ = line;
        write(time + line + "\n");
    }
}

void TerminalFace::write(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), output_);
    std::fflush(output_);
}

}  // namespace boards
