// A man in the middle of the meter and its card alters, drops, repeats, re-orders, injects and
// lies, at each step of every dialogue that there is.
#include "tests/attacks/shim.h"

#include <gtest/gtest.h>

#include <array>

#include "card/instructions.h"
#include "tests/attacks/dialogues.h"

namespace attacks {
namespace {

using card::SoftwareCard;
using meter::InsertionResult;
using meter::testing::MeterBench;

class Shim : public ::testing::TestWithParam<Dialogue> {
 protected:
    // Puts the card of `home` in with the shim between; then it must have gained nothing and harmed
    // nothing.
    static InsertionResult insert_through(ReadyHome& home, const Interference& shim) {
        const InsertionResult result = home.meter.insert(home.in_hand(), through(shim));
        home.expect_nothing_gained();
        home.expect_still_served();
        return result;
    }
    InsertionResult insert_through(const Interference& shim) const {
        ReadyHome home{GetParam()};
        return insert_through(home, shim);
    }

    const std::vector<Exchange> exchanges = undisturbed(GetParam());
    const int commands = static_cast<int>(exchanges.size());
};

INSTANTIATE_TEST_SUITE_P(Dialogues, Shim, ::testing::ValuesIn(dialogues),
                         [](const auto& tested) { return name_of(tested.param); });

Bytes with_flipped_bit(Bytes bytes, std::size_t place) {
    bytes[place] = static_cast<std::uint8_t>(bytes[place] ^ (1U << (place % 8)));
    return bytes;
}

TEST_P(Shim, gains_nothing_by_altering_any_byte_of_any_command) {
    for (int altered = 0; altered < commands; ++altered) {
        const auto size = exchanges[static_cast<std::size_t>(altered)].command.size();
        for (std::size_t place = 0; place < size; ++place) {
            SCOPED_TRACE(testing::Message() << "command " << altered << ", byte " << place);
            insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
                return MeterBench::answer_of(
                    in_slot, position == altered ? with_flipped_bit(command, place) : command);
            });
        }
    }
}

TEST_P(Shim, gains_nothing_by_altering_any_byte_of_any_answer) {
    for (int altered = 0; altered < commands; ++altered) {
        const auto size = exchanges[static_cast<std::size_t>(altered)].answer.size();
        for (std::size_t place = 0; place < size; ++place) {
            SCOPED_TRACE(testing::Message() << "answer " << altered << ", byte " << place);
            insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
                const Bytes answer = MeterBench::answer_of(in_slot, command);
                return position == altered ? with_flipped_bit(answer, place) : answer;
            });
        }
    }
}

TEST_P(Shim, gains_nothing_by_dropping_any_command_or_answer) {
    for (int dropped = 0; dropped < commands; ++dropped) {
        for (const bool card_saw_it : {false, true}) {
            for (const Bytes& instead : {Bytes{}, Bytes{0x90, 0x00}}) {
                SCOPED_TRACE(testing::Message() << "command " << dropped);
                insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
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

TEST_P(Shim, gains_nothing_by_repeating_any_command) {
    for (int repeated = 0; repeated < commands; ++repeated) {
        for (const bool gives_the_second_answer : {false, true}) {
            SCOPED_TRACE(testing::Message() << "command " << repeated);
            insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
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

TEST_P(Shim, gains_nothing_by_putting_any_exchange_in_the_place_of_any_other) {
    for (std::size_t taken = 0; taken < exchanges.size(); ++taken) {
        for (int place = 0; place < commands; ++place) {
            for (const bool card_sees_it : {false, true}) {
                SCOPED_TRACE(testing::Message() << taken << " in the place of " << place);
                ReadyHome home{GetParam()};
                const auto earlier = recorded(home.meter, home.in_hand());
                home.again();
                insert_through(
                    home, [&](int position, const Bytes& command, SoftwareCard& in_slot) {
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

TEST_P(Shim, gains_nothing_by_injecting_any_command_anywhere) {
    std::vector<Bytes> injected{{0x00, 0xB0, 0x82, 0x00, 0x00},
                                {0x84, 0xB0, 0x82, 0x00, 0x00},
                                {0x80, 0xCA, 0x00, 0x02, 0x00},
                                {0x84, 0xD6, 0x82, 0x00},
                                {0x00}};
    for (const Exchange& exchange : exchanges) {
        injected.push_back(exchange.command);
    }
    for (const Bytes& stranger : injected) {
        for (int place = 0; place < commands; ++place) {
            SCOPED_TRACE(testing::Message() << "before command " << place);
            insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
                if (position == place) {
                    (void)MeterBench::answer_of(in_slot, stranger);
                }
                return MeterBench::answer_of(in_slot, command);
            });
        }
    }
}

TEST_P(Shim, gains_nothing_by_lying_about_any_status) {
    constexpr std::array<std::uint16_t, 10> lies{0x9000, 0x9001, 0x6200, 0x63C0, 0x6110,
                                                 0x6C10, 0x6982, 0x6983, 0x6988, 0x6F00};
    for (const std::uint16_t lie : lies) {
        for (int place = 0; place < commands; ++place) {
            for (const bool card_saw_it : {false, true}) {
                for (const bool keeps_the_data : {false, true}) {
                    SCOPED_TRACE(testing::Message() << std::hex << lie << " at " << place);
                    insert_through([&](int position, const Bytes& command, SoftwareCard& in_slot) {
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

TEST_P(Shim, is_not_believed_when_it_says_that_the_report_is_written) {
    const auto result = insert_through([](int, const Bytes& command, SoftwareCard& in_slot) {
        return command[1] == card::instructions::update_binary
                   ? Bytes{0x90, 0x00}
                   : MeterBench::answer_of(in_slot, command);
    });

    EXPECT_EQ(result, InsertionResult::report_not_written);
}

}  // namespace
}  // namespace attacks
