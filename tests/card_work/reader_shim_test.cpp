// A man in the middle of the office's reader and the card alters, drops, repeats, injects, replays,
// lies about the status and swaps the card, at each step of all card work.
#include <gtest/gtest.h>

#include <algorithm>

#include "card/instructions.h"
#include "tests/card_work/story.h"

namespace card_work {
namespace {

class ReaderShim : public CardWork, public testing::WithParamInterface<Work> {};

INSTANTIATE_TEST_SUITE_P(Work, ReaderShim, testing::ValuesIn(all_work),
                         [](const auto& tested) { return name_of(tested.param); });

struct Exchange {
    Bytes command;
    Bytes answer;
};

// What passes where nobody disturbs it: an earlier session with the same keys, for whoever listens.
std::vector<Exchange> listened(Token& token, Work work) {
    Story story{token, work};
    std::vector<Exchange> heard;
    EXPECT_TRUE(story.act(
        story.office(), [&](std::size_t, const Bytes& command, card::SoftwareCard& in_the_reader) {
            heard.push_back({command, answer_of(in_the_reader, command)});
            return heard.back().answer;
        }));
    return heard;
}

// Disturbs one session, then has it done again in peace: the books must say what is so after
// either, and the work is done once.
void disturb(Token& token, Work work, const Interference& shim) {
    Story story{token, work};
    (void)story.act(story.office(), shim);
    story.expect_books_say_what_is_so(story.office());

    ASSERT_TRUE(story.act_again(story.office()));

    story.expect_done(story.office());
    story.expect_served(story.office());
}

Bytes with_flipped_bit(Bytes bytes, std::size_t place) {
    bytes[place] = static_cast<std::uint8_t>(bytes[place] ^ (1U << (place % 8)));
    return bytes;
}

// One byte in the middle, and the last one.
std::array<std::size_t, 2> places_in(const Bytes& bytes) {
    return {bytes.size() / 2, bytes.size() - 1};
}

TEST_P(ReaderShim, gains_nothing_by_altering_a_command) {
    const auto heard = listened(token(), GetParam());
    for (std::size_t altered = 0; altered < heard.size(); ++altered) {
        for (const std::size_t place : places_in(heard[altered].command)) {
            SCOPED_TRACE(testing::Message() << "command " << altered << ", byte " << place);
            disturb(token(), GetParam(),
                    [&](std::size_t position, const Bytes& command, card::SoftwareCard& card) {
                        return answer_of(
                            card, position == altered ? with_flipped_bit(command, place) : command);
                    });
        }
    }
}

TEST_P(ReaderShim, gains_nothing_by_altering_an_answer) {
    const auto heard = listened(token(), GetParam());
    for (std::size_t altered = 0; altered < heard.size(); ++altered) {
        for (const std::size_t place : places_in(heard[altered].answer)) {
            SCOPED_TRACE(testing::Message() << "answer " << altered << ", byte " << place);
            disturb(token(), GetParam(),
                    [&](std::size_t position, const Bytes& command, card::SoftwareCard& card) {
                        const Bytes answer = answer_of(card, command);
                        return position == altered ? with_flipped_bit(answer, place) : answer;
                    });
        }
    }
}

TEST_P(ReaderShim, gains_nothing_by_dropping_a_command_or_lying_about_its_status) {
    const auto heard = listened(token(), GetParam());
    struct Lie {
        bool card_sees_it;
        Bytes answer;
    };
    const std::array lies{Lie{false, {}}, Lie{false, {0x90, 0x00}}, Lie{true, {}},
                          Lie{true, {0x90, 0x00}}, Lie{true, {0x69, 0x82}}};
    for (std::size_t dropped = 0; dropped < heard.size(); ++dropped) {
        for (const Lie& lie : lies) {
            SCOPED_TRACE(testing::Message() << "command " << dropped << ", card sees it "
                                            << lie.card_sees_it << ", " << lie.answer.size());
            disturb(token(), GetParam(),
                    [&](std::size_t position, const Bytes& command, card::SoftwareCard& card) {
                        if (position != dropped) {
                            return answer_of(card, command);
                        }
                        if (lie.card_sees_it) {
                            (void)answer_of(card, command);
                        }
                        return lie.answer;
                    });
        }
    }
}

TEST_P(ReaderShim, gains_nothing_by_repeating_a_command) {
    const auto heard = listened(token(), GetParam());
    for (std::size_t repeated = 0; repeated < heard.size(); ++repeated) {
        for (const bool gives_the_second_answer : {false, true}) {
            SCOPED_TRACE(testing::Message() << "command " << repeated);
            disturb(token(), GetParam(),
                    [&](std::size_t position, const Bytes& command, card::SoftwareCard& card) {
                        const Bytes first = answer_of(card, command);
                        const Bytes second =
                            position == repeated ? answer_of(card, command) : first;
                        return gives_the_second_answer ? second : first;
                    });
        }
    }
}

TEST_P(ReaderShim, gains_nothing_by_replaying_what_it_heard_in_an_earlier_session) {
    const auto heard = listened(token(), GetParam());
    for (std::size_t place = 0; place < heard.size(); ++place) {
        for (const bool card_sees_it : {false, true}) {
            SCOPED_TRACE(testing::Message() << "at " << place);
            disturb(token(), GetParam(),
                    [&](std::size_t position, const Bytes& command, card::SoftwareCard& card) {
                        if (position != place) {
                            return answer_of(card, command);
                        }
                        return card_sees_it ? answer_of(card, heard[place].command)
                                            : heard[place].answer;
                    });
        }
    }
}

TEST_P(ReaderShim, gains_nothing_by_injecting_commands) {
    const auto heard = listened(token(), GetParam());
    const std::array strangers{Bytes{0x00, 0xB0, 0x82, 0x00, 0x00},
                               Bytes{0x84, 0xB0, 0x82, 0x00, 0x00},
                               Bytes{0x84, 0xE2, 0x00, 0x00, 0x00}, heard.back().command};
    for (const Bytes& stranger : strangers) {
        for (std::size_t place = 0; place < heard.size(); ++place) {
            SCOPED_TRACE(testing::Message() << "before command " << place);
            disturb(token(), GetParam(),
                    [&](std::size_t position, const Bytes& command, card::SoftwareCard& card) {
                        if (position == place) {
                            (void)answer_of(card, stranger);
                        }
                        return answer_of(card, command);
                    });
        }
    }
}

TEST_P(ReaderShim, gains_nothing_by_swapping_the_card) {
    const auto heard = listened(token(), GetParam());
    for (std::size_t from = 1; from < heard.size(); ++from) {
        for (const bool with_a_copy : {false, true}) {
            SCOPED_TRACE(testing::Message() << "from " << from << ", a copy " << with_a_copy);
            auto other = card::SoftwareCard::blank(card::CardSerial{0x5AB});
            disturb(token(), GetParam(),
                    [&](std::size_t position, const Bytes& command, card::SoftwareCard& card) {
                        if (position == 0 && with_a_copy) {
                            other = card::SoftwareCard{card.memory()};
                        }
                        return answer_of(position < from ? card : other, command);
                    });
        }
    }
}

TEST_P(ReaderShim, hears_no_key) {
    const auto heard = listened(token(), GetParam());
    Story story{token(), GetParam()};
    ASSERT_TRUE(story.act(story.office(), undisturbed()));
    const card::CardMemory& memory = story.card().memory();

    for (const card::Key128* key :
         {&memory.issuer.keys.enc, &memory.issuer.keys.mac, &memory.issuer_dek,
          &memory.meter.keys.enc, &memory.meter.keys.mac, &memory.next_meter.enc}) {
        if (std::ranges::count(key->bytes(), 0) == 16) {
            continue;  // this card has none
        }
        for (const Exchange& exchange : heard) {
            EXPECT_TRUE(std::ranges::search(exchange.command, key->bytes()).empty());
            EXPECT_TRUE(std::ranges::search(exchange.answer, key->bytes()).empty());
        }
    }
}

}  // namespace
}  // namespace card_work
