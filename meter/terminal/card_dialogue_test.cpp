// The dialogue with a real software card, and everything that may go wrong on the way.
#include "meter/terminal/card_dialogue.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "base/rounding.h"
#include "card/crypto/cmac.h"
#include "card/event_record.h"
#include "card/report.h"
#include "card/testing/cards.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using base::WattHours;
using card::testing::example_meter;
using card::testing::example_serial;
using testing::MeterBench;
using Bytes = MeterBench::Bytes;

const card::Key128 meter_key{
    card::Block{0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C}};
const Keying keying{.meter = example_meter, .meter_key = meter_key};

card::Order order_of(unsigned sequence, std::int64_t total) {
    card::Order order = card::testing::example_order();
    order.sequence = card::Sequence{sequence};
    order.ordered_total = WattHours{total};
    return order;
}

card::OrderBytes signed_order(const card::Order& order) {
    return card::testing::signed_order(order, meter_key);
}

card::SoftwareCard card_with(const card::OrderBytes& order,
                             const card::IdRecord& id = card::testing::example_id(),
                             const card::Key128& key = meter_key) {
    return card::testing::personalised_card(
        id, key, card::testing::issuer_keys(card::Key128{}, id.serial), order);
}

// The same chip with another order on it, as an office would leave it.
card::SoftwareCard with_order(const card::SoftwareCard& card, const card::OrderBytes& order) {
    card::CardMemory memory = card.memory();
    memory.order = order;
    return card::SoftwareCard{memory};
}

class CardDialogueTest : public ::testing::Test {
 protected:
    MeterBench meter_bench{keying, State{}, card::testing::example_time};
    card::SoftwareCard customer_card = card_with(signed_order(order_of(1, 30'000)));

    [[nodiscard]] WattHours ordered() const {
        return meter_bench.state().account.ordered().ordered_total;
    }
};

TEST_F(CardDialogueTest, credits_commits_and_writes_a_genuine_report) {
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::credited);

    EXPECT_TRUE(meter_bench.supply_is_closed());
    EXPECT_EQ(meter_bench.stored(), meter_bench.state());
    const auto& written = customer_card.memory().report;
    EXPECT_TRUE(card::is_genuine(written, card::derive(meter_key, card::report_key_block())));
    const auto report = card::decode_report(written);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->ordered_total, WattHours{30'000});
    EXPECT_EQ(report->order_sequence, card::Sequence{1});
    EXPECT_EQ(report->report_counter, 1U);
    EXPECT_EQ(report->meter_sessions, 1U);
    EXPECT_TRUE(report->supply_closed);
    EXPECT_TRUE(report->account_open);
}

TEST_F(CardDialogueTest, chains_each_report_to_the_one_before) {
    (void)meter_bench.insert(customer_card);
    const auto first = customer_card.memory().report;

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::already_loaded);

    const auto second = card::decode_report(customer_card.memory().report);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->report_counter, 2U);
    EXPECT_EQ(second->previous_report,
              card::report_digest(card::derive(meter_key, card::report_key_block()), first));
}

TEST_F(CardDialogueTest,
       reports_the_digests_of_calibration_and_program_that_the_meter_started_with) {
    (void)meter_bench.insert(customer_card);
    const auto first = card::decode_report(customer_card.memory().report);
    ASSERT_TRUE(first);
    Calibration other;
    other[Channel::voltage].gain += 1;
    meter_bench.board().self_test.record = encode(other);

    meter_bench.restart();
    (void)meter_bench.insert(customer_card);

    const auto second = card::decode_report(customer_card.memory().report);
    ASSERT_TRUE(second);
    EXPECT_EQ(first->calibration, card::digest_after({}, encode(Calibration{})));
    EXPECT_EQ(second->calibration, card::digest_after({}, encode(other)));
    EXPECT_NE(first->calibration, second->calibration);
    EXPECT_NE(first->code, card::Digest8{});
    EXPECT_EQ(first->code, second->code);
}

TEST_F(CardDialogueTest, reports_a_digest_of_the_event_log_that_goes_on_over_restarts) {
    const auto digest_reported = [this] {
        (void)meter_bench.insert(customer_card);
        return card::decode_report(customer_card.memory().report)->event_log;
    };

    const card::Digest8 first = digest_reported();
    EXPECT_EQ(first, meter_bench.state().events.digest());
    const card::Digest8 unchanged = digest_reported();
    const std::uint32_t last = meter_bench.state().events.last_number();
    meter_bench.restart();  // an event
    const card::Digest8 restarted = digest_reported();

    EXPECT_NE(first, card::Digest8{});
    EXPECT_EQ(unchanged, first);
    // What the office does with the events that were told since.
    card::Digest8 expected = first;
    for (const Event& event : meter_bench.state().events.recent()) {
        if (event.number > last) {
            expected = card::event_log_digest(
                expected, {.number = event.number,
                           .kind = std::to_underlying(event.kind),
                           .reasons = event.reasons.bits(),
                           .time = event.time,
                           .ordered_total = event.ordered_total,
                           .consumed_total = base::watt_hours_up(event.consumed_total),
                           .detail = event.detail});
        }
    }
    EXPECT_NE(restarted, first);
    EXPECT_EQ(restarted, expected);
}

TEST_F(CardDialogueTest, reports_begun_watt_hours_so_that_the_office_sees_what_the_display_shows) {
    (void)meter_bench.insert(customer_card);
    meter_bench.meter().step({.power = base::Milliwatts{1}}, std::chrono::seconds{1});

    (void)meter_bench.insert(customer_card);

    const auto report = card::decode_report(customer_card.memory().report);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->ordered_total - report->consumed_total,
              meter_bench.state().account.remaining_watt_hours());
}

TEST_F(CardDialogueTest, never_uses_a_challenge_twice_even_after_a_power_cut) {
    std::set<Bytes> challenges;
    const auto cut_after_challenge = [&](int, const Bytes& command, card::SoftwareCard& card) {
        const bool is_initialize_update = command[1] == 0x50;
        if (!is_initialize_update) {
            return std::optional{MeterBench::answer_of(card, command)};
        }
        EXPECT_TRUE(challenges.insert(command).second);
        return std::optional<Bytes>{};
    };

    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(meter_bench.insert(customer_card, cut_after_challenge),
                  InsertionResult::card_pulled);
        meter_bench.restart();
    }
}

TEST_F(CardDialogueTest, refuses_a_card_of_another_meter_before_any_cryptography) {
    card::IdRecord id = card::testing::example_id();
    id.meter = card::MeterId{5};
    card::SoftwareCard foreign = card_with(signed_order(order_of(1, 30'000)), id);

    EXPECT_EQ(meter_bench.insert(foreign), InsertionResult::wrong_meter);
    EXPECT_EQ(meter_bench.commands(), 2);
    EXPECT_EQ(ordered(), WattHours{0});
}

TEST_F(CardDialogueTest, refuses_a_card_that_does_not_hold_the_key_after_three_restarts) {
    card::SoftwareCard forged =
        card_with(signed_order(order_of(1, 30'000)), card::testing::example_id(), card::Key128{});

    EXPECT_EQ(meter_bench.insert(forged), InsertionResult::card_not_genuine);
    EXPECT_EQ(meter_bench.board().card_slot.resets, 3);
    EXPECT_EQ(forged.memory().meter.tries, card::most_tries);
    EXPECT_EQ(ordered(), WattHours{0});
}

TEST_F(CardDialogueTest, refuses_a_blank_card) {
    card::SoftwareCard blank = card::SoftwareCard::blank(example_serial);

    EXPECT_EQ(meter_bench.insert(blank), InsertionResult::unknown_card);
}

TEST_F(CardDialogueTest, refuses_a_card_without_an_order) {
    customer_card = card_with(card::OrderBytes{});

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::bad_order);
}

TEST_F(CardDialogueTest, refuses_an_order_with_any_bit_flipped_and_changes_nothing) {
    (void)meter_bench.insert(customer_card);
    const auto genuine = signed_order(order_of(2, 60'000));
    for (std::size_t bit = 0; bit < 8 * genuine.size(); ++bit) {
        auto altered = genuine;
        altered[bit / 8] = static_cast<std::uint8_t>(altered[bit / 8] ^ (1U << (bit % 8)));
        customer_card = with_order(customer_card, altered);

        const auto named = card::decode_order(altered);
        const bool names_another_meter = named && named->meter != example_meter;
        ASSERT_EQ(meter_bench.insert(customer_card),
                  names_another_meter ? InsertionResult::wrong_meter : InsertionResult::bad_order)
            << "bit " << bit;
        ASSERT_EQ(ordered(), WattHours{30'000});
    }
}

TEST_F(CardDialogueTest, refuses_an_order_signed_with_another_key) {
    (void)meter_bench.insert(customer_card);
    customer_card =
        with_order(customer_card, card::testing::signed_order(order_of(2, 60'000), card::Key128{}));

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::bad_order);
    EXPECT_EQ(ordered(), WattHours{30'000});
}

TEST_F(CardDialogueTest, knows_a_genuine_order_of_another_meter) {
    (void)meter_bench.insert(customer_card);
    card::Order order = order_of(2, 60'000);
    order.meter = card::MeterId{5};
    customer_card = with_order(customer_card, card::testing::signed_order(order, card::Key128{}));

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::wrong_meter);
    EXPECT_EQ(ordered(), WattHours{30'000});
}

TEST_F(CardDialogueTest, refuses_a_card_of_an_unknown_kind_without_trying_again) {
    const auto result = meter_bench.insert(
        customer_card, [](int index, const Bytes& command, card::SoftwareCard& in_slot) {
            Bytes answer = MeterBench::answer_of(in_slot, command);
            if (index == 1) {
                answer[2] = 9;
            }
            return std::optional{answer};
        });

    EXPECT_EQ(result, InsertionResult::unknown_card);
    EXPECT_EQ(meter_bench.commands(), 2);
}

TEST_F(CardDialogueTest, refuses_a_copied_card_whose_sessions_were_seen_before) {
    card::SoftwareCard copy{customer_card.memory()};
    (void)meter_bench.insert(customer_card);

    EXPECT_EQ(meter_bench.insert(copy), InsertionResult::card_copied);
}

TEST_F(CardDialogueTest, refuses_an_order_replayed_from_an_older_state_of_the_card) {
    (void)meter_bench.insert(customer_card);
    customer_card = with_order(customer_card, signed_order(order_of(2, 60'000)));
    (void)meter_bench.insert(customer_card);
    customer_card = with_order(customer_card, signed_order(order_of(1, 30'000)));

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::old_order);
    EXPECT_EQ(ordered(), WattHours{60'000});
}

// What a dialogue without trouble takes: select, identity, two to open, counters, order, report.
constexpr int commands_of_a_dialogue = 7;

TEST_F(CardDialogueTest, leaves_nothing_half_done_when_the_card_is_pulled_before_any_command) {
    for (int pulled_at = 0; pulled_at < commands_of_a_dialogue; ++pulled_at) {
        for (const bool card_saw_it : {false, true}) {
            MeterBench bench{keying, State{}, card::testing::example_time};
            card::SoftwareCard card{customer_card.memory()};
            const auto result = bench.insert(
                card, [&](int index, const Bytes& command, card::SoftwareCard& in_slot) {
                    if (index != pulled_at) {
                        return std::optional{MeterBench::answer_of(in_slot, command)};
                    }
                    if (card_saw_it) {
                        (void)MeterBench::answer_of(in_slot, command);
                    }
                    return std::optional<Bytes>{};
                });
            const bool committed = pulled_at == commands_of_a_dialogue - 1;

            EXPECT_EQ(result, committed ? InsertionResult::report_not_written
                                        : InsertionResult::card_pulled);
            EXPECT_EQ(bench.state().account.ordered().ordered_total,
                      WattHours{committed ? 30'000 : 0});
            EXPECT_EQ(bench.supply_is_closed(), committed);
            bench.restart();
            EXPECT_EQ(bench.insert(card),
                      committed ? InsertionResult::already_loaded : InsertionResult::credited);
            EXPECT_EQ(card::decode_report(card.memory().report)->ordered_total, WattHours{30'000});
        }
    }
}

TEST_F(CardDialogueTest, reads_the_parameters_where_the_order_names_them) {
    card::Order order = order_of(1, 30'000);
    order.parameter_version = 3;
    card::CardMemory memory = customer_card.memory();
    memory.order = signed_order(order);
    memory.parameters =
        card::testing::signed_parameter_set(card::testing::example_parameter_set(), meter_key);
    customer_card = card::SoftwareCard{memory};

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::credited);

    EXPECT_EQ(meter_bench.commands(), commands_of_a_dialogue + 1);
    EXPECT_EQ(meter_bench.state().parameters, card::testing::example_parameter_set().parameters);
    EXPECT_EQ(meter_bench.stored(), meter_bench.state());
}

TEST_F(CardDialogueTest,
       takes_credit_and_parameters_together_or_not_at_all_when_the_card_is_pulled) {
    card::Order order = order_of(1, 30'000);
    order.parameter_version = 3;
    card::CardMemory memory = customer_card.memory();
    memory.order = signed_order(order);
    memory.parameters =
        card::testing::signed_parameter_set(card::testing::example_parameter_set(), meter_key);

    for (int pulled_at = 0; pulled_at <= commands_of_a_dialogue; ++pulled_at) {
        MeterBench bench{keying, State{}, card::testing::example_time};
        card::SoftwareCard card{memory};

        (void)bench.insert(card, [&](int index, const Bytes& command, card::SoftwareCard& in_slot) {
            return index == pulled_at ? std::optional<Bytes>{}
                                      : std::optional{MeterBench::answer_of(in_slot, command)};
        });

        const bool committed = pulled_at == commands_of_a_dialogue;
        EXPECT_EQ(bench.state().parameters.version, committed ? 3U : 0U) << pulled_at;
        EXPECT_EQ(bench.state().account.ordered().ordered_total, WattHours{committed ? 30'000 : 0});
    }
}

// A byte of a record that is changed before the office's key signs it.
struct AbsurdByte {
    std::size_t at;
    std::uint8_t value;
};

TEST_F(CardDialogueTest, refuses_a_genuine_set_whole_for_any_value_out_of_range_and_credits) {
    card::Order order = order_of(1, 30'000);
    order.parameter_version = 3;
    for (const auto& [at, value] :
         {AbsurdByte{26, 0x7F}, AbsurdByte{30, 0x7F}, AbsurdByte{34, 0x7F}, AbsurdByte{38, 0x80},
          AbsurdByte{44, 0x7F}, AbsurdByte{48, 0x7F}, AbsurdByte{52, 0xFF}, AbsurdByte{54, 0xFF},
          AbsurdByte{56, 0xFF}, AbsurdByte{64, 0x80}, AbsurdByte{65, 0xFF}, AbsurdByte{89, 7},
          AbsurdByte{90, 0}, AbsurdByte{91, 0x7F}, AbsurdByte{95, 0x7F}, AbsurdByte{97, 3},
          AbsurdByte{106, 0}, AbsurdByte{107, 2}, AbsurdByte{108, 55}}) {
        auto set = card::encode(card::testing::example_parameter_set());
        set[at] = value;
        card::CardMemory memory = card_with(signed_order(order)).memory();
        memory.parameters =
            card::testing::signed_record(set, card::derive(meter_key, card::parameter_key_block()));
        card::SoftwareCard card{memory};
        MeterBench bench{keying, State{}, card::testing::example_time};

        EXPECT_EQ(bench.insert(card), InsertionResult::credited) << at;

        EXPECT_EQ(bench.state().parameters, Parameters{}) << at;
        EXPECT_EQ(bench.state().parameters_code, card::Block{}) << at;
        EXPECT_EQ(testing::count_of(bench.state(), EventKind::parameters_refused), 1) << at;
        EXPECT_EQ(bench.state().account.ordered().ordered_total, WattHours{30'000}) << at;
        EXPECT_EQ(bench.stored(), bench.state()) << at;
    }
}

TEST_F(CardDialogueTest, refuses_a_genuine_order_with_any_figure_out_of_range_and_changes_nothing) {
    (void)meter_bench.insert(customer_card);
    const auto genuine = card::encode(order_of(2, 60'000));
    for (const auto& [at, value] :
         {AbsurdByte{3, 0}, AbsurdByte{3, 9}, AbsurdByte{26, 0x7F}, AbsurdByte{26, 0x80},
          AbsurdByte{32, 0x7F}, AbsurdByte{32, 0x80}, AbsurdByte{42, 0x7F}, AbsurdByte{42, 0x80},
          AbsurdByte{48, 0x7F}, AbsurdByte{48, 0x80}, AbsurdByte{68, 0x7F}, AbsurdByte{68, 0x80},
          AbsurdByte{80, 1}}) {
        auto order = genuine;
        order[at] = value;
        const auto signed_bytes =
            card::testing::signed_record(order, card::derive(meter_key, card::order_key_block()));
        customer_card = with_order(customer_card, signed_bytes);
        State expected = meter_bench.state();

        EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::bad_order) << at;

        EXPECT_EQ(testing::last_of(meter_bench.state(), EventKind::card_refused).detail,
                  std::to_underlying(InsertionResult::bad_order));
        expected.events = meter_bench.state().events;
        expected.challenge_counter = meter_bench.state().challenge_counter;
        EXPECT_EQ(meter_bench.state(), expected) << at;
    }
}

using Noise = void (*)(Bytes& answer);
constexpr std::array<Noise, 5> noises{
    [](Bytes& answer) { answer[answer.size() - 2] ^= 0x01; },  // the status
    [](Bytes& answer) { answer[answer.size() / 2] ^= 0x01; },
    [](Bytes& answer) { answer = {0x69, 0x88}; },
    [](Bytes& answer) { answer.resize(1); },
    [](Bytes& answer) { answer.clear(); },  // silence
};

TEST_F(CardDialogueTest, begins_a_noisy_session_again_whatever_answer_was_disturbed) {
    for (int noisy = 0; noisy < commands_of_a_dialogue; ++noisy) {
        for (std::size_t noise = 0; noise < noises.size(); ++noise) {
            if (noisy == 1 && noise == 1) {
                continue;  // who the card says it is carries no code: it is refused, not retried
            }
            MeterBench bench{keying, State{}, card::testing::example_time};
            card::SoftwareCard card{customer_card.memory()};
            const auto result = bench.insert(
                card, [&](int index, const Bytes& command, card::SoftwareCard& in_slot) {
                    Bytes answer = MeterBench::answer_of(in_slot, command);
                    if (index == noisy) {
                        noises[noise](answer);
                    }
                    return std::optional{answer};
                });

            EXPECT_EQ(result, InsertionResult::credited) << "answer " << noisy;
            EXPECT_EQ(bench.state().account.ordered().ordered_total, WattHours{30'000});
            EXPECT_EQ(bench.board().card_slot.resets, 1);
            EXPECT_FALSE(card::is_blank(card.memory().report));
        }
    }
}

TEST_F(CardDialogueTest, gives_up_after_three_restarts) {
    int selects = 0;
    const auto result =
        meter_bench.insert(customer_card, [&selects](int, const Bytes&, card::SoftwareCard&) {
            ++selects;
            return std::optional<Bytes>{Bytes{}};
        });

    EXPECT_EQ(result, InsertionResult::card_error);
    EXPECT_EQ(selects, 4);
    EXPECT_EQ(meter_bench.stored(), meter_bench.state());
}

TEST_F(CardDialogueTest, believes_no_error_word_and_no_unprotected_success_after_the_report) {
    const auto result = meter_bench.insert(
        customer_card, [](int, const Bytes& command, card::SoftwareCard& in_slot) {
            const bool is_update = command[1] == 0xD6;
            return std::optional{is_update ? Bytes{0x90, 0x00}
                                           : MeterBench::answer_of(in_slot, command)};
        });

    EXPECT_EQ(result, InsertionResult::report_not_written);
    EXPECT_TRUE(card::is_blank(customer_card.memory().report));
    EXPECT_EQ(ordered(), WattHours{30'000});
}

TEST_F(CardDialogueTest, clears_a_reason_only_once_in_an_insertion_with_a_restart) {
    (void)meter_bench.insert(customer_card);
    meter_bench.use(WattHours{10'000});
    const bool tripped = !meter_bench.supply_is_closed();
    int updates = 0;

    const auto result = meter_bench.insert(
        customer_card, [&](int, const Bytes& command, card::SoftwareCard& in_slot) {
            if (command[1] == 0xD6 && updates++ == 0) {
                // Between the two sessions the power limit trips.
                meter_bench.meter().step({.power = base::Milliwatts{24'000'000}},
                                         std::chrono::seconds{10});
                return std::optional<Bytes>{Bytes{}};
            }
            return std::optional{MeterBench::answer_of(in_slot, command)};
        });

    EXPECT_TRUE(tripped);
    EXPECT_EQ(result, InsertionResult::already_loaded);
    EXPECT_EQ(meter_bench.state().reasons, Reasons{Reason::power_limit});
}

TEST_F(CardDialogueTest, clears_nothing_later_for_a_card_left_in_the_slot) {
    (void)meter_bench.insert(customer_card);

    meter_bench.use(WattHours{10'000});
    meter_bench.meter().step({}, std::chrono::hours{1});

    EXPECT_EQ(meter_bench.state().reasons, Reasons{Reason::reminder});
}

TEST_F(CardDialogueTest, gains_nothing_and_loses_no_event_when_cards_flutter_in_the_slot) {
    (void)meter_bench.insert(customer_card);
    const std::uint32_t events_before = meter_bench.state().events.last_number();
    const std::size_t kept_before = meter_bench.state().events.recent().size();

    for (int i = 0; i < 1'000; ++i) {
        meter_bench.meter().card_inserted();
        meter_bench.meter().card_pulled();
        meter_bench.meter().card_pulled();
        meter_bench.meter().card_answered(Bytes{0x90, 0x00});
        meter_bench.meter().step({}, std::chrono::milliseconds{1});
    }

    EXPECT_EQ(ordered(), WattHours{30'000});
    EXPECT_EQ(meter_bench.state().events.last_number(), events_before + 1'000);
    EXPECT_EQ(meter_bench.state().events.recent().size(), kept_before + EventLog::share_of_a_kind);
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::already_loaded);
}

TEST_F(CardDialogueTest, serves_no_card_below_three_quarters_of_the_voltage) {
    meter_bench.meter().step({.voltage = card_voltage}, std::chrono::seconds{1});

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::voltage_too_low);
    EXPECT_EQ(meter_bench.commands(), 0);
}

TEST_F(CardDialogueTest, ends_when_the_voltage_falls_in_the_middle) {
    const auto result = meter_bench.insert(
        customer_card, [&](int index, const Bytes& command, card::SoftwareCard& in_slot) {
            if (index == 5) {
                meter_bench.meter().step({.voltage = card_voltage}, std::chrono::seconds{1});
            }
            return std::optional{MeterBench::answer_of(in_slot, command)};
        });

    EXPECT_EQ(result, InsertionResult::voltage_too_low);
    EXPECT_EQ(ordered(), WattHours{0});
}

TEST_F(CardDialogueTest, promises_nothing_that_it_cannot_store) {
    for (int saves = 0; saves < 2; ++saves) {
        MeterBench bench{keying, State{}, card::testing::example_time};
        card::SoftwareCard card{customer_card.memory()};
        bench.board().state_store.saves_until_failure = saves;

        EXPECT_EQ(bench.insert(card), InsertionResult::storage_failed);
        EXPECT_EQ(bench.state().account.ordered().ordered_total, WattHours{0});
        EXPECT_FALSE(bench.supply_is_closed());
        EXPECT_TRUE(card::is_blank(card.memory().report));
    }
}

TEST_F(CardDialogueTest, never_says_that_nothing_was_changed_once_the_credit_is_committed) {
    // Where the storage fails after the credit: for the counter of a second session, or for the
    // event of a card that was pulled.
    for (const bool pulled : {false, true}) {
        MeterBench bench{keying, State{}, card::testing::example_time};
        card::SoftwareCard card{customer_card.memory()};
        bench.board().state_store.saves_until_failure = 2;

        const auto result = bench.insert(
            card, [pulled](int index, const Bytes& command, card::SoftwareCard& in_slot) {
                if (index != commands_of_a_dialogue - 1) {
                    return std::optional{MeterBench::answer_of(in_slot, command)};
                }
                return pulled ? std::nullopt : std::optional{Bytes{}};
            });

        EXPECT_EQ(result, InsertionResult::report_not_written);
        EXPECT_EQ(bench.stored().account.ordered().ordered_total, WattHours{30'000});
        EXPECT_EQ(bench.insert(card), InsertionResult::storage_failed);
    }
}

TEST_F(CardDialogueTest, ends_a_later_insertion_for_its_own_reason) {
    (void)meter_bench.insert(customer_card);
    meter_bench.meter().step({.voltage = card_voltage}, std::chrono::seconds{1});

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::voltage_too_low);
}

TEST_F(CardDialogueTest, binds_a_replacement_card_and_refuses_the_old_one_from_then_on) {
    (void)meter_bench.insert(customer_card);
    card::IdRecord id = card::testing::example_id();
    id.serial = card::CardSerial{0x99};
    id.generation = card::Generation{2};
    card::Order order = order_of(2, 40'000);
    order.card = id.serial;
    order.generation = id.generation;
    order.kind = card::OrderKind::replacement;
    card::SoftwareCard replacement = card_with(signed_order(order), id);

    EXPECT_EQ(meter_bench.insert(replacement), InsertionResult::credited);
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::card_replaced);
    EXPECT_EQ(ordered(), WattHours{40'000});
}

}  // namespace
}  // namespace meter
