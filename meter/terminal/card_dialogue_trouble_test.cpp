// Cards that are pulled or noisy, storage and voltage that fail, in the middle of a dialogue.
#include "meter/terminal/card_dialogue.h"

#include <gtest/gtest.h>

#include <array>

#include "card/report.h"
#include "meter/storage/commit_schedule.h"
#include "meter/testing/card_dialogue_bench.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using base::WattHours;
using testing::card_with;
using testing::CardDialogueTest;
using testing::keying;
using testing::meter_key;
using testing::MeterBench;
using testing::order_of;
using testing::signed_order;
using testing::with_order;
using Bytes = MeterBench::Bytes;

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
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::report_not_written);
    meter_bench.meter().step({}, CommitSchedule::between_commits * 2);
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
