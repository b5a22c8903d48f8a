// A man in the middle of the meter and its card alters, drops, repeats, re-orders, injects, lies,
// swaps and relays.
#include "tests/attacks/shim.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/attacks/home.h"

namespace attacks {
namespace {

using base::WattHours;
using card::SoftwareCard;
using meter::InsertionResult;
using meter::testing::MeterBench;

// A home whose meter holds a first order, with a second one on its card.
class ShimmedHome : public Home {
 public:
    ShimmedHome() {
        sell(WattHours{30'000});
        (void)insert();
        sell(WattHours{25'000});
    }

    // Puts the card in with the shim between; then it must have gained nothing and harmed nothing.
    InsertionResult insert_through(const Shim& shim) {
        const InsertionResult result = meter.insert(card, through(shim));
        expect_nothing_gained();
        expect_still_served();
        return result;
    }
};

std::vector<Exchange> undisturbed() {
    ShimmedHome home;
    return recorded(home.meter, home.card);
}

Bytes with_flipped_bit(Bytes bytes, std::size_t place) {
    bytes[place] = static_cast<std::uint8_t>(bytes[place] ^ (1U << (place % 8)));
    return bytes;
}

TEST(Shim, gains_nothing_by_altering_any_byte_of_any_command) {
    const auto exchanges = undisturbed();
    ASSERT_EQ(exchanges.size(), std::size_t{commands_of_a_dialogue});
    for (int altered = 0; altered < commands_of_a_dialogue; ++altered) {
        const auto size = exchanges[static_cast<std::size_t>(altered)].command.size();
        for (std::size_t place = 0; place < size; ++place) {
            SCOPED_TRACE(testing::Message() << "command " << altered << ", byte " << place);
            ShimmedHome home;
            home.insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
                return MeterBench::answer_of(
                    in_slot, position == altered ? with_flipped_bit(command, place) : command);
            });
        }
    }
}

TEST(Shim, gains_nothing_by_altering_any_byte_of_any_answer) {
    const auto exchanges = undisturbed();
    for (int altered = 0; altered < commands_of_a_dialogue; ++altered) {
        const auto size = exchanges[static_cast<std::size_t>(altered)].answer.size();
        for (std::size_t place = 0; place < size; ++place) {
            SCOPED_TRACE(testing::Message() << "answer " << altered << ", byte " << place);
            ShimmedHome home;
            home.insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
                const Bytes answer = MeterBench::answer_of(in_slot, command);
                return position == altered ? with_flipped_bit(answer, place) : answer;
            });
        }
    }
}

TEST(Shim, gains_nothing_by_dropping_any_command_or_answer) {
    for (int dropped = 0; dropped < commands_of_a_dialogue; ++dropped) {
        for (const bool card_saw_it : {false, true}) {
            for (const Bytes& instead : {Bytes{}, Bytes{0x90, 0x00}}) {
                SCOPED_TRACE(testing::Message() << "command " << dropped);
                ShimmedHome home;
                home.insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
                    if (position != dropped) {
                        return MeterBench::answer_of(in_slot, command);
                    }
                    if (card_saw_it) {
                        (void)MeterBench::answer_of(in_slot, command);
                    }
                    return instead;
                });
            }
        }
    }
}

TEST(Shim, gains_nothing_by_repeating_any_command) {
    for (int repeated = 0; repeated < commands_of_a_dialogue; ++repeated) {
        for (const bool gives_the_second_answer : {false, true}) {
            SCOPED_TRACE(testing::Message() << "command " << repeated);
            ShimmedHome home;
            home.insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
                const Bytes first = MeterBench::answer_of(in_slot, command);
                if (position != repeated) {
                    return first;
                }
                const Bytes second = MeterBench::answer_of(in_slot, command);
                return gives_the_second_answer ? second : first;
            });
        }
    }
}

TEST(Shim, gains_nothing_by_putting_any_exchange_in_the_place_of_any_other) {
    for (std::size_t taken = 0; taken < commands_of_a_dialogue; ++taken) {
        for (int place = 0; place < commands_of_a_dialogue; ++place) {
            for (const bool card_sees_it : {false, true}) {
                SCOPED_TRACE(testing::Message() << taken << " in the place of " << place);
                ShimmedHome home;
                const auto earlier = recorded(home.meter, home.card);
                home.sell(WattHours{1'000});
                home.insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
                    if (position != place) {
                        return MeterBench::answer_of(in_slot, command);
                    }
                    return card_sees_it ? MeterBench::answer_of(in_slot, earlier[taken].command)
                                        : earlier[taken].answer;
                });
            }
        }
    }
}

TEST(Shim, gains_nothing_by_injecting_any_command_anywhere) {
    std::vector<Bytes> injected{{0x00, 0xB0, 0x82, 0x00, 0x00},
                                {0x84, 0xB0, 0x82, 0x00, 0x00},
                                {0x80, 0xCA, 0x00, 0x02, 0x00},
                                {0x84, 0xD6, 0x82, 0x00},
                                {0x00}};
    for (const Exchange& exchange : undisturbed()) {
        injected.push_back(exchange.command);
    }
    for (const Bytes& stranger : injected) {
        for (int place = 0; place < commands_of_a_dialogue; ++place) {
            SCOPED_TRACE(testing::Message() << "before command " << place);
            ShimmedHome home;
            home.insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
                if (position == place) {
                    (void)MeterBench::answer_of(in_slot, stranger);
                }
                return MeterBench::answer_of(in_slot, command);
            });
        }
    }
}

TEST(Shim, gains_nothing_by_lying_about_any_status) {
    constexpr std::array<std::uint16_t, 10> lies{0x9000, 0x9001, 0x6200, 0x63C0, 0x6110,
                                                 0x6C10, 0x6982, 0x6983, 0x6988, 0x6F00};
    for (const std::uint16_t lie : lies) {
        for (int place = 0; place < commands_of_a_dialogue; ++place) {
            for (const bool card_saw_it : {false, true}) {
                for (const bool keeps_the_data : {false, true}) {
                    SCOPED_TRACE(testing::Message() << std::hex << lie << " at " << place);
                    ShimmedHome home;
                    home.insert_through(
                        [&](int position, const Bytes& command, SoftwareCard& in_slot) {
                            if (position != place) {
                                return MeterBench::answer_of(in_slot, command);
                            }
                            Bytes answer = card_saw_it ? MeterBench::answer_of(in_slot, command)
                                                       : Bytes{0x90, 0x00};
                            answer.resize(keeps_the_data ? answer.size() - 2 : 0);
                            answer.push_back(static_cast<std::uint8_t>(lie >> 8));
                            answer.push_back(static_cast<std::uint8_t>(lie));
                            return answer;
                        });
                }
            }
        }
    }
}

TEST(Shim, is_not_believed_when_it_says_that_the_report_is_written) {
    ShimmedHome home;

    const auto result =
        home.insert_through([](int position, const Bytes& command, SoftwareCard& in_slot) {
            return position == commands_of_a_dialogue - 1 ? Bytes{0x90, 0x00}
                                                          : MeterBench::answer_of(in_slot, command);
        });

    EXPECT_EQ(result, InsertionResult::report_not_written);
}

TEST(Shim, gains_nothing_by_swapping_the_card_in_the_middle_of_a_session) {
    Home rich_neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    rich_neighbour.sell(WattHours{900'000});
    for (int swapped = 0; swapped < commands_of_a_dialogue; ++swapped) {
        for (const bool only_once : {false, true}) {
            SCOPED_TRACE(testing::Message() << "from command " << swapped);
            ShimmedHome home;
            SoftwareCard twin{home.card.memory()};
            for (SoftwareCard* other : {&rich_neighbour.card, &twin}) {
                other->reset();
                (void)home.meter.insert(
                    home.card,
                    through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
                        const bool is_swapped =
                            only_once ? position == swapped : position >= swapped;
                        return MeterBench::answer_of(is_swapped ? *other : in_slot, command);
                    }));
                home.expect_nothing_gained();
            }
        }
    }
}

TEST(Shim, gains_nothing_by_relaying_a_neighbours_card_under_a_false_name) {
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    neighbour.sell(WattHours{900'000});
    ShimmedHome home;
    const WattHours before = home.credited();
    const auto said = card::encode(card::Response{
        card::ResponseData{card::encode(home.card.memory().id)}, card::StatusWord::done});
    const Bytes own_identity{said.begin(), said.end()};

    EXPECT_EQ(home.meter.insert(neighbour.card), InsertionResult::wrong_meter);
    const auto result = home.meter.insert(
        neighbour.card, through([&](int position, const Bytes& command, SoftwareCard& far_away) {
            // Who the card is: the only answer without a code.
            return position == 1 ? own_identity : MeterBench::answer_of(far_away, command);
        }));

    EXPECT_EQ(result, InsertionResult::card_not_genuine);
    EXPECT_EQ(home.credited(), before);
    home.expect_nothing_gained();
}

TEST(Shim, gains_nothing_by_relaying_the_right_card_from_far_away) {
    ShimmedHome home;

    const auto relayed = home.insert_through([](int, const Bytes& command, SoftwareCard& far_away) {
        return MeterBench::answer_of(far_away, command);
    });

    EXPECT_EQ(relayed, InsertionResult::credited);
    EXPECT_EQ(home.insert(), InsertionResult::already_loaded);
}

}  // namespace
}  // namespace attacks
