#include "tests/attacks/dialogues.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "meter/storage/history_records.h"
#include "meter/testing/opened_state.h"

namespace attacks {
namespace {

using base::WattHours;
using card::CardKind;
using meter::InsertionResult;

constexpr card::CardSerial field_serial{0xF1E1D};

std::optional<card::Key128> roll_key_for(Dialogue dialogue) {
    return dialogue == Dialogue::keys ? std::optional{card::Key128{card::Block{0x77, 0x66}}}
                                      : std::nullopt;
}

std::optional<CardKind> field_kind_of(Dialogue dialogue) {
    switch (dialogue) {
        case Dialogue::inspection:
            return CardKind::inspection;
        case Dialogue::parameter_card:
            return CardKind::parameter;
        case Dialogue::maintenance:
            return CardKind::maintenance;
        case Dialogue::plain:
        case Dialogue::parameters:
        case Dialogue::keys:
        case Dialogue::history:
            return std::nullopt;
    }
    std::unreachable();
}

card::Parameters parameters_of(unsigned version) {
    card::Parameters parameters = card::testing::example_parameter_set().parameters;
    parameters.version = version;
    return parameters;
}

// One record of each kind, which no card has seen.
void give_a_past(meter::testing::MeterBench& meter, int number) {
    using meter::HistoryKind;
    auto& kept = meter.board().past.kept;
    const meter::HistoryPayload end =
        meter::encode_reading({.time = card::testing::example_time + std::chrono::days{number},
                               .ordered_total = WattHours{30'000},
                               .consumed_total = base::Millijoules{0}});
    kept[HistoryKind::day_ends].push_back(end);
    kept[HistoryKind::month_ends].push_back(end);
    kept[HistoryKind::events].push_back(
        meter::encode_event({.number = static_cast<std::uint32_t>(number),
                             .kind = meter::EventKind::started,
                             .time = card::testing::example_time}));
}

bool is_blank_or_genuine(std::span<const std::uint8_t> record, const card::Key128& report_key) {
    return card::is_blank(record) || card::is_genuine(record, report_key);
}

template <typename Records>
bool are_blank_or_genuine(const Records& records, const card::Key128& report_key) {
    return std::ranges::all_of(
        records, [&](const auto& record) { return is_blank_or_genuine(record, report_key); });
}

}  // namespace

std::string name_of(Dialogue dialogue) {
    constexpr std::array<const char*, dialogues.size()> names{
        "plain", "parameters", "keys", "history", "inspection", "parameter_card", "maintenance"};
    return names[static_cast<std::size_t>(dialogue)];
}

ReadyHome::ReadyHome(Dialogue dialogue)
    : Home{card::testing::example_meter, card::testing::example_serial, roll_key_for(dialogue)},
      dialogue_{dialogue} {
    sell(WattHours{30'000});
    (void)insert();
    if (const auto kind = field_kind_of(dialogue)) {
        field_.emplace(*kind, field_serial, master_key);
    }
    again();
}

void ReadyHome::again() {
    ++times_;
    if (field_) {
        field_->begin_round(card::Generation{static_cast<std::uint16_t>(times_)},
                            {{keying.meter, keying.meter_key, set_of(parameters_of(times_))}});
        return;
    }
    if (dialogue_ == Dialogue::parameters) {
        bring(parameters_of(times_));
    }
    if (dialogue_ == Dialogue::keys) {
        bring_keys(card::KeyVersion{static_cast<std::uint8_t>(1 + times_)});
    }
    if (dialogue_ == Dialogue::history) {
        give_a_past(meter, static_cast<int>(times_));
    }
    sell(WattHours{25'000});
}

card::SoftwareCard& ReadyHome::in_hand() {
    return field_ ? field_->card() : card;
}

bool ReadyHome::is_served(InsertionResult result) const {
    if (field_) {
        return result == (dialogue_ == Dialogue::maintenance ? InsertionResult::maintained
                                                             : InsertionResult::field_card_served);
    }
    return result == InsertionResult::credited || result == InsertionResult::already_loaded;
}

bool ReadyHome::has_come() const {
    const meter::State& state = meter.state();
    switch (dialogue_) {
        case Dialogue::plain:
        case Dialogue::history:
            return credited() == newest().ordered_total;
        case Dialogue::parameters:
        case Dialogue::parameter_card:
            return state.parameters == parameters_of(times_);
        case Dialogue::keys:
            return std::to_underlying(state.renewed_key.key_version) == 1 + times_;
        case Dialogue::inspection:
        case Dialogue::maintenance:
            return std::to_underlying(state.field_round) == times_;
    }
    std::unreachable();
}

void ReadyHome::expect_nothing_gained() const {
    Home::expect_nothing_gained();
    const meter::State& state = meter.state();
    const std::uint32_t version = state.parameters.version;
    EXPECT_TRUE(version <= times_ &&
                state.parameters == (version == 0 ? card::Parameters{} : parameters_of(version)));
    const card::KeyVersion renewed = state.renewed_key.key_version;
    EXPECT_LE(std::to_underlying(renewed), 1 + times_);
    EXPECT_TRUE(renewed == card::KeyVersion{0} ||
                state.renewed_key == (meter::RenewedKey{renewed, key_of(renewed)}));
    EXPECT_LE(std::to_underlying(state.field_round), field_ ? times_ : 0);
    const card::Key128 report_key = card::derive(keying.meter_key, card::report_key_block());
    if (field_) {
        EXPECT_TRUE(is_blank_or_genuine(field_->place(0).report, report_key));
        EXPECT_TRUE(are_blank_or_genuine(field_->place(0).events, report_key));
    }
    if (dialogue_ == Dialogue::history) {
        const card::HistoryMemory& history = card.memory().history;
        EXPECT_TRUE(are_blank_or_genuine(history.day_ends, report_key));
        EXPECT_TRUE(are_blank_or_genuine(history.month_ends, report_key));
        EXPECT_TRUE(are_blank_or_genuine(history.events, report_key));
    }
}

void ReadyHome::expect_still_served() {
    const InsertionResult result = meter.insert(in_hand());
    EXPECT_TRUE(is_served(result)) << meter::name_of(result);
    EXPECT_TRUE(has_come());
    if (field_) {
        EXPECT_FALSE(card::is_blank(field_->place(0).report));
        EXPECT_NE(card::is_blank(field_->place(0).events[0]), dialogue_ == Dialogue::inspection);
    }
    Home::expect_still_served();
}

std::vector<Exchange> undisturbed(Dialogue dialogue) {
    ReadyHome home{dialogue};
    auto exchanges = recorded(home.meter, home.in_hand());
    EXPECT_TRUE(home.has_come());
    return exchanges;
}

}  // namespace attacks
