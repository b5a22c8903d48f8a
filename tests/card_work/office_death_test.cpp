// The office is killed before and after each posting and each exchange of its card work. It starts
// again with the files as they lie and a token opened anew, and the clerk asks for the same again.
#include <gtest/gtest.h>

#include "tests/card_work/story.h"

namespace card_work {
namespace {

struct Killed {};

// Counts the instants at which the office may die, and lets it die at one of them.
class Death {
 public:
    explicit Death(std::size_t instant) : instant_{instant} {}

    void pass() {
        if (passed_++ == instant_) {
            throw Killed{};
        }
    }

 private:
    std::size_t instant_;
    std::size_t passed_ = 0;
};

class OfficeDeath : public CardWork, public testing::WithParamInterface<Work> {};

INSTANTIATE_TEST_SUITE_P(Work, OfficeDeath, testing::ValuesIn(all_work),
                         [](const auto& tested) { return name_of(tested.param); });

// Whether the office died before the work was done.
bool dies(Story& story, std::size_t instant) {
    Death death{instant};
    story.office().books.look_in = [&] { death.pass(); };
    try {
        EXPECT_TRUE(story.act(story.office(), [&](std::size_t, const Bytes& command,
                                                  card::SoftwareCard& in_the_reader) {
            death.pass();
            Bytes answer = answer_of(in_the_reader, command);
            death.pass();
            return answer;
        }));
    } catch (const Killed&) {
        return true;
    }
    return false;
}

TEST_P(OfficeDeath, at_any_instant_loses_nothing_and_does_nothing_twice) {
    std::size_t instants = 0;
    for (bool died = true; died; ++instants) {
        SCOPED_TRACE(instants);
        Story story{token(), GetParam()};
        died = dies(story, instants);
        token().open_again();
        Office again{token(), story.office()};
        story.expect_books_say_what_is_so(again);

        ASSERT_TRUE(story.act_again(again));

        story.expect_done(again);
        story.expect_served(again);
        EXPECT_TRUE(again.is_sound());
    }
    EXPECT_GE(instants, 12U);  // two for select, identity, two to open, a command, a posting
}

}  // namespace
}  // namespace card_work
