#include "boards/host/face/face_command.h"

#include <gtest/gtest.h>

namespace boards {
namespace {

TEST(FaceCommand, names_what_a_hand_does_at_the_meter) {
    const auto card = parse_face_command(R"({"do":"card_in","card":"amina.card"})");
    const auto press = parse_face_command(R"({"do":"press","button":"reset"})");
    const auto hold = parse_face_command(R"({"do":"hold","what":"magnet","on":true})");
    const auto cut = parse_face_command(R"({"do":"mains","on":false})");
    const auto load = parse_face_command(R"({"do":"load","watts":2000})");

    EXPECT_EQ(std::get<PutCardIn>(*card).card, "amina.card");
    EXPECT_EQ(std::get<PressButton>(*press).button, &meter::Inputs::reset_button);
    EXPECT_EQ(std::get<HoldInput>(*hold).input, &meter::Inputs::strong_magnet);
    EXPECT_TRUE(std::get<HoldInput>(*hold).on);
    EXPECT_FALSE(std::get<SwitchMains>(*cut).on);
    EXPECT_EQ(std::get<SetLoad>(*load).power, base::Milliwatts{2'000'000});
}

TEST(FaceCommand, is_refused_with_a_sentence_where_it_is_not_understood) {
    for (const char* text :
         {"", "no json", "[]", "{}", R"({"do":1})", R"({"do":"dance"})", R"({"do":"press"})",
          R"({"do":"press","button":"cover"})", R"({"do":"hold","what":"magnet"})",
          R"({"do":"hold","what":"magnet","on":1})", R"({"do":"load","watts":-1})",
          R"({"do":"load","watts":30001})", R"({"do":"load","watts":1.5})",
          R"({"do":"load","watts":18446744073709551615})", R"({"do":"mains","volts":401})",
          R"({"do":"leak","milliamperes":"30"})", R"({"do":"pace","paused":false})",
          R"({"do":"pace","paused":false,"speed":1000001})"}) {
        const auto command = parse_face_command(text);
        ASSERT_FALSE(command) << text;
        EXPECT_FALSE(command.error().empty()) << text;
    }
}

}  // namespace
}  // namespace boards
