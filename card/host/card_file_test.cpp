#include "card/host/card_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "card/host/testing/largest_file.h"
#include "card/software_card.h"
#include "card/testing/records.h"
#include "card/testing/temporary_folder.h"

namespace card {
namespace {

using testing::LargestFile;
using Bytes = std::vector<char>;

Bytes bytes_of(const CardImage& image) {
    return {image.begin(), image.end()};
}

CardImage image_in(const std::filesystem::path& path) {
    const auto memory = look_at_card(path);
    EXPECT_TRUE(memory);
    return memory ? encode(*memory) : CardImage{};
}

Bytes content_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void write(const std::filesystem::path& path, const Bytes& bytes) {
    std::ofstream{path, std::ios::binary}.write(bytes.data(),
                                                static_cast<std::streamsize>(bytes.size()));
}

class CardInAFile : public ::testing::Test {
 protected:
    void SetUp() override { ASSERT_TRUE(CardFile::create(path, blank)); }

    [[nodiscard]] auto open() const { return CardFile::open(path, Durability::through_kills); }
    [[nodiscard]] CardFileError error_of_opening() const {
        const auto file = open();
        EXPECT_FALSE(file);
        return file ? CardFileError{0xFF} : file.error().error;
    }

    [[nodiscard]] std::ptrdiff_t files() const {
        return std::distance(std::filesystem::directory_iterator{folder.path()}, {});
    }

    testing::TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "customer.card";
    const std::filesystem::path field_card = folder.path() / "inspector.card";
    const CardImage blank = SoftwareCard::blank(testing::example_serial).image();
    const CardImage other = SoftwareCard::blank(CardSerial{2}).image();
};

TEST_F(CardInAFile, is_readable_by_its_owner_only) {
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);

    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(files(), 1);
}

TEST_F(CardInAFile, never_takes_the_place_of_another) {
    const auto made = CardFile::create(path, other);

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().error, CardFileError::exists);
    EXPECT_EQ(image_in(path), blank);
}

TEST_F(CardInAFile, is_replaced_whole_and_again) {
    auto file = open();
    ASSERT_TRUE(file);

    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(file->replace(other));
        EXPECT_EQ(image_in(path), other);
        ASSERT_TRUE(file->replace(blank));
        EXPECT_EQ(image_in(path), blank);
    }
    EXPECT_EQ(content_of(path).size(), slots_size);
}

TEST_F(CardInAFile, with_room_keeps_the_places_of_a_field_card_with_its_image) {
    ASSERT_TRUE(CardFile::create(field_card, blank, FieldRoom::places));
    {
        auto file = CardFile::open(field_card, Durability::through_power_cuts);
        ASSERT_TRUE(file);
        const auto field = file->field();
        ASSERT_TRUE(field);
        (*field)[3].meter = MeterId{4711};
        ASSERT_TRUE(file->replace(blank, field.get()));
        (*field)[3].report[0] = 1;
        ASSERT_TRUE(file->replace(blank, field.get()));
    }
    const auto again = CardFile::open(field_card, Durability::through_kills);
    ASSERT_TRUE(again);
    const auto field = again->field();
    ASSERT_TRUE(field);

    EXPECT_EQ((*field)[3].meter, MeterId{4711});
    EXPECT_EQ((*field)[3].report[0], 1);
    EXPECT_EQ((*field)[2].meter, MeterId{});
}

TEST_F(CardInAFile, lets_no_place_hold_whose_image_was_never_written) {
    ASSERT_TRUE(CardFile::create(field_card, blank, FieldRoom::places));
    const auto change = [&](std::size_t place, std::uint8_t value) {
        auto file = CardFile::open(field_card, Durability::through_kills);
        const auto field = file->field();
        (*field)[place].report[0] = value;
        return file->replace(blank, field.get()).has_value();
    };
    const Bytes before = content_of(field_card);
    ASSERT_TRUE(change(0, 7));
    Bytes torn = content_of(field_card);
    std::copy_n(before.begin(), slots_size, torn.begin());  // the place, but not its image
    write(field_card, torn);

    ASSERT_TRUE(change(1, 8));

    const auto again = CardFile::open(field_card, Durability::through_kills);
    EXPECT_EQ((*again->field())[0].report[0], 0);
    EXPECT_EQ((*again->field())[1].report[0], 8);
}

TEST_F(CardInAFile, is_in_one_place_at_a_time_also_after_a_change) {
    auto first = open();
    ASSERT_TRUE(first);
    EXPECT_EQ(error_of_opening(), CardFileError::in_use);

    ASSERT_TRUE(first->replace(other));

    EXPECT_EQ(error_of_opening(), CardFileError::in_use);
    EXPECT_TRUE(look_at_card(path));
}

// Whatever part of the change a power cut left behind, in either slot, the card is the one before,
// and it takes the change the next time.
TEST_F(CardInAFile, torn_at_any_byte_of_a_change_is_the_card_before) {
    for (const CardImage* next : {&other, &blank}) {
        const std::size_t offset = next == &other ? slot_page : 0;
        const CardImage before = image_in(path);
        for (std::size_t length = 0; length < slot_record_size; ++length) {
            auto file = open();
            ASSERT_TRUE(file) << length << " bytes written";
            EXPECT_EQ(encode(file->memory()), before);
            const LargestFile limit{offset + length};

            const auto outcome = file->replace(*next);

            ASSERT_FALSE(outcome);
            EXPECT_EQ(outcome.error().error, CardFileError::cannot_write);
            EXPECT_EQ(image_in(path), before) << length << " bytes written";
            EXPECT_EQ(files(), 1);
        }
        ASSERT_TRUE(open()->replace(*next));
        EXPECT_EQ(image_in(path), *next);
    }
}

TEST_F(CardInAFile, of_the_form_before_the_slots_is_read_and_brought_into_them) {
    write(path, bytes_of(other));
    EXPECT_EQ(image_in(path), other);

    auto file = open();

    ASSERT_TRUE(file);
    EXPECT_EQ(encode(file->memory()), other);
    EXPECT_EQ(content_of(path).size(), slots_size);
    EXPECT_EQ(error_of_opening(), CardFileError::in_use);
    ASSERT_TRUE(file->replace(blank));
    EXPECT_EQ(image_in(path), blank);
    EXPECT_EQ(files(), 1);
}

TEST_F(CardInAFile, leaves_its_neighbours_alone) {
    const auto neighbour = folder.path() / "customer.card.new";
    ASSERT_TRUE(CardFile::create(neighbour, other));

    ASSERT_TRUE(open()->replace(other));
    ASSERT_FALSE(CardFile::create(path, blank));

    EXPECT_EQ(image_in(neighbour), other);
    EXPECT_EQ(files(), 2);
}

TEST_F(CardInAFile, that_is_no_card_is_refused_by_name_and_left_alone) {
    Bytes damaged = bytes_of(blank);
    damaged[50] = static_cast<char>(damaged[50] ^ 1);
    Bytes longer = bytes_of(blank);
    longer.push_back(0);
    const std::string text = "SQLite format 3";

    for (const Bytes& content : {damaged, longer, Bytes{text.begin(), text.end()}, Bytes{}}) {
        write(path, content);
        EXPECT_EQ(error_of_opening(), CardFileError::not_a_card);
        EXPECT_EQ(content_of(path), content);
    }
}

TEST_F(CardInAFile, that_is_not_there_is_refused_with_the_reason) {
    const auto file = CardFile::open(folder.path() / "none", Durability::through_kills);

    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().error, CardFileError::cannot_open);
    EXPECT_NE(file.error().reason.find("No such file"), std::string::npos);
}

}  // namespace
}  // namespace card
