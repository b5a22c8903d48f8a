#include "boards/host/face/terminal_face.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <regex>
#include <string>

#include "base/ensure.h"
#include "boards/host/face/lcd_text.h"
#include "boards/host/face/texts.h"
#include "boards/host/testing/opened_meter.h"

namespace boards {
namespace {

using namespace std::chrono_literals;
using meter::Language;

struct Ends {
    int reading = -1;
    int writing = -1;
};

Ends terminal() {
    Ends ends;
    base::ensure(::openpty(&ends.reading, &ends.writing, nullptr, nullptr, nullptr) == 0);
    return ends;
}

Ends pipe() {
    std::array<int, 2> ends{};
    base::ensure(::pipe(ends.data()) == 0);
    return {.reading = ends[0], .writing = ends[1]};
}

// The face writes to one end, the test reads the other.
class Line {
 public:
    explicit Line(Ends ends) : reading_{ends.reading}, output_{::fdopen(ends.writing, "w")} {
        base::ensure(output_ != nullptr && ::fcntl(reading_, F_SETFL, O_NONBLOCK) == 0);
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line() {
        (void)std::fclose(output_);
        (void)::close(reading_);
    }

    [[nodiscard]] std::FILE* output() const { return output_; }
    // All that was written since it was asked last.
    [[nodiscard]] std::string written() const {
        std::string text;
        std::array<char, 4096> part{};
        for (ssize_t size = 0; (size = ::read(reading_, part.data(), part.size())) > 0;) {
            text.append(part.data(), static_cast<std::size_t>(size));
        }
        return text;
    }

 private:
    int reading_;
    std::FILE* output_;
};

std::string without_colours(const std::string& drawn) {
    return std::regex_replace(drawn, std::regex{"\x1b\\[[0-9;]*[A-Za-z]|\r"}, "");
}

// What the face wrote, but for times, which no language changes, and units and codes.
std::string without_figures(const std::string& drawn) {
    const std::regex times{"[0-9-]{10}T[0-9:]{8}Z"};
    const std::regex units{"\\b(kWh|Wh|kW|V|A|Hz|s|Err-[0-9]{2})\\b"};
    return std::regex_replace(std::regex_replace(without_colours(drawn), times, ""), units, "");
}

// A meter with 900 kWh in a home that draws 1 kW.
class TerminalFaceTest : public ::testing::Test {
 protected:
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::filesystem::path folder = std::filesystem::path{::testing::TempDir()} /
                                   ("terminal_face_test." + std::to_string(::getpid()));
    HostBoard board{.supply_switch = {},
                    .state_store = testing::opened_meter(folder, base::WattHours{900'000}),
                    .card_slot = {},
                    .display_panel = {}};
    Home home{board,
              {},
              Load{MeasuredLoad{.first_time = {},
                                .readings = {{.since_start = 0s,
                                              .power = base::Milliwatts{1'000'000},
                                              .voltage = meter::nominal_voltage}},
                                .gaps = {}}}};
    Pace pace{.is_paused = false, .speed = 60};
    TerminalFace::Clock::time_point now{};

    void let_pass(std::chrono::seconds time) {
        for (std::chrono::seconds passed{0}; passed < time; ++passed) {
            home.step();
        }
    }
    // A minute with a magnet, then a card that is pulled at once, and the main switch off.
    void let_much_happen() {
        home.surroundings().inputs.strong_magnet = true;
        let_pass(60s);
        home.surroundings().inputs.strong_magnet = false;
        let_pass(15s);  // until it is believed to be gone
        home.handle({.kind = SlotEvent::Kind::inserted, .answer = {}});
        home.handle({.kind = SlotEvent::Kind::pulled, .answer = {}});
        home.surroundings().inputs.off_button = true;
        let_pass(2s);
    }
};

TEST_F(TerminalFaceTest, draws_the_digits_of_the_display_the_switch_and_the_newest_events) {
    const Line line{terminal()};
    TerminalFace face{line.output(), Language::english};
    home.step();

    face.refresh(home, pace, now);

    const std::string drawn = without_colours(line.written());
    const auto digits = digit_rows(home.segments());
    for (const std::string& row : digits) {
        EXPECT_NE(drawn.find(row), std::string::npos) << drawn;
    }
    EXPECT_NE(drawn.find("× 60"), std::string::npos);
    EXPECT_NE(drawn.find("────── " + std::string{supply_text(true, Language::english)}),
              std::string::npos);
    EXPECT_NE(drawn.find(text_of(meter::name_of(meter::EventKind::started), Language::english)),
              std::string::npos);
    EXPECT_EQ(std::ranges::count(drawn, '\n'), 12);
}

TEST_F(TerminalFaceTest, draws_over_what_it_drew_and_nothing_where_nothing_changed) {
    const Line line{terminal()};
    TerminalFace face{line.output(), Language::english};
    face.refresh(home, pace, now);
    (void)line.written();

    face.refresh(home, pace, now + 1s);
    const std::string unchanged = line.written();
    home.surroundings().inputs.off_button = true;
    home.step();
    home.step();
    face.refresh(home, pace, now + 2s);
    const std::string open = line.written();

    EXPECT_EQ(unchanged, "");
    EXPECT_TRUE(open.starts_with("\x1b[12A\r"));
    EXPECT_NE(
        without_colours(open).find("──/ ── " + std::string{supply_text(false, Language::english)}),
        std::string::npos);
}

TEST_F(TerminalFaceTest, draws_not_more_often_than_ten_times_a_second) {
    const Line line{terminal()};
    TerminalFace face{line.output(), Language::english};
    face.refresh(home, pace, now);
    (void)line.written();
    home.step();

    face.refresh(home, pace, now + 99ms);
    const std::string early = line.written();
    face.refresh(home, pace, now + 100ms);

    EXPECT_EQ(early, "");
    EXPECT_NE(line.written(), "");
}

TEST_F(TerminalFaceTest, speaks_chinese) {
    const Line line{terminal()};
    TerminalFace face{line.output(), Language::chinese};
    home.step();

    face.refresh(home, pace, now);

    const std::string drawn = without_colours(line.written());
    EXPECT_NE(drawn.find(supply_text(true, Language::chinese)), std::string::npos);
    EXPECT_NE(drawn.find(text_of(meter::name_of(meter::EventKind::started), Language::chinese)),
              std::string::npos);
}

// A lit lamp in its colour: red for pulses, yellow for alarm, green for supply.
bool is_lit(const std::string& drawn, char colour) {
    return drawn.find(std::string{"\x1b[3"} + colour + "m●") != std::string::npos;
}

TEST_F(TerminalFaceTest, lights_the_lamps_of_pulses_alarm_and_supply) {
    const Line line{terminal()};
    TerminalFace face{line.output(), Language::english};
    let_pass(5s);  // two pulses and more

    face.refresh(home, pace, now += 1s);
    const std::string counting = line.written();
    face.refresh(home, pace, now += 1s);
    const std::string still = line.written();
    home.surroundings().inputs.off_button = true;
    let_pass(2s);
    face.refresh(home, pace, now += 1s);
    const std::string off = line.written();
    home.surroundings().inputs.on_button = true;
    let_pass(2s);
    home.surroundings().has_mains = false;
    let_pass(2s);
    face.refresh(home, pace, now += 1s);
    const std::string on_reserve = line.written();

    EXPECT_TRUE(is_lit(counting, '1') && !is_lit(counting, '3') && is_lit(counting, '2'));
    EXPECT_TRUE(!is_lit(still, '1') && is_lit(still, '2'));
    EXPECT_TRUE(is_lit(off, '3') && !is_lit(off, '2'));
    EXPECT_TRUE(!is_lit(on_reserve, '3') && !is_lit(on_reserve, '2'));
    EXPECT_EQ(home.meter_power(), MeterPower::reserve);
}

TEST_F(TerminalFaceTest, draws_signs_advice_and_how_the_card_fared) {
    const Line line{terminal()};
    TerminalFace face{line.output(), Language::english};
    let_much_happen();

    face.refresh(home, pace, now);

    const std::string drawn = without_colours(line.written());
    EXPECT_NE(drawn.find(text_of(meter::Sign::supply_open, Language::english)), std::string::npos);
    EXPECT_NE(drawn.find(text_of(meter::Advice::press_on_button, Language::english)),
              std::string::npos);
    EXPECT_NE(drawn.find("Card: Err-01 The card was pulled out too early"), std::string::npos);
}

TEST_F(TerminalFaceTest, draws_from_when_to_when_a_magnet_was_near_and_what_was_used) {
    const Line line{terminal()};
    TerminalFace face{line.output(), Language::english};
    let_much_happen();

    face.refresh(home, pace, now);

    // 1 kW from a second after it came, when it was believed, to ten after it went.
    const std::string time = "[0-9-]{10}T[0-9:]{8}Z";
    const std::regex told{std::string{text_of(meter::name_of(meter::EventKind::strong_magnet_ended),
                                              Language::english)} +
                          "  " + time + " – " + time + " · 69 s · 19 Wh"};
    const std::string drawn = without_colours(line.written());
    EXPECT_TRUE(std::regex_search(drawn, told)) << drawn;
}

TEST_F(TerminalFaceTest, says_in_chinese_no_word_of_english_whatever_happens) {
    const Line line{terminal()};
    TerminalFace face{line.output(), Language::chinese};
    let_much_happen();

    for (const Pace& each :
         {Pace{.is_paused = true, .speed = 1}, Pace{.is_paused = false, .speed = 0}, pace}) {
        face.refresh(home, each, now += 1s);
        const std::string drawn = without_figures(line.written());
        EXPECT_FALSE(std::regex_search(drawn, std::regex{"[A-Za-z]"})) << drawn;
    }
    home.surroundings().has_mains = false;
    let_pass(15s);
    face.close(home, pace);
    const std::string dark = without_figures(line.written());

    EXPECT_FALSE(std::regex_search(dark, std::regex{"[A-Za-z]"})) << dark;
}

TEST_F(TerminalFaceTest, goes_dark_with_the_mains_and_the_reserve) {
    const Line line{terminal()};
    TerminalFace face{line.output(), Language::english};
    home.surroundings().has_mains = false;
    for (int second = 0; second < 15; ++second) {
        home.step();
    }

    face.refresh(home, pace, now);

    ASSERT_EQ(home.meter_power(), MeterPower::nothing);
    EXPECT_NE(without_colours(line.written()).find(text_of(MeterPower::nothing, Language::english)),
              std::string::npos);
}

TEST_F(TerminalFaceTest, tells_each_event_once_in_a_pipe_and_no_escape_codes) {
    const Line line{pipe()};
    TerminalFace face{line.output(), Language::english};
    home.step();
    face.refresh(home, pace, now);
    home.step();
    face.refresh(home, pace, now + 1s);

    face.close(home, pace);

    const std::string told = line.written();
    const std::string event = "event started";
    EXPECT_EQ(told.find(event), told.rfind(event));
    EXPECT_NE(told.find(event), std::string::npos);
    EXPECT_EQ(told.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace boards
