#include "boards/host/state_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "meter/storage/state_record.h"

namespace boards {
namespace {

class StateFileTest : public testing::Test {
 protected:
    void SetUp() override { std::filesystem::create_directories(folder); }
    void TearDown() override { std::filesystem::remove_all(folder); }

    void create() {
        ASSERT_TRUE(StateFile::create(state_path, {.meter = card::MeterId{17}, .meter_key = {}}));
    }

    std::filesystem::path folder = std::filesystem::path{testing::TempDir()} /
                                   testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::path state_path = folder / "meter.state";
};

TEST_F(StateFileTest, begins_with_the_state_of_production) {
    create();

    const auto kept = StateFile::read(state_path);

    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->keying.meter, card::MeterId{17});
    EXPECT_EQ(kept->state, meter::State{});
}

TEST_F(StateFileTest, gives_back_what_was_saved_last) {
    create();
    meter::State state;
    state.challenge_counter = 5;
    meter::StateRecord record{};
    encode(state, record);

    ASSERT_TRUE(StateFile::open(state_path, Durability::synced)->save(record));

    EXPECT_EQ(StateFile::read(state_path)->state, state);
}

TEST_F(StateFileTest, refuses_a_second_key_for_ever) {
    create();

    const auto again = StateFile::create(state_path, {.meter = card::MeterId{18}, .meter_key = {}});

    ASSERT_FALSE(again);
    EXPECT_TRUE(again.error().text.ends_with("it takes no other"));
    EXPECT_EQ(StateFile::read(state_path)->keying.meter, card::MeterId{17});
}

TEST_F(StateFileTest, refuses_a_place_that_is_no_folder_with_the_reason) {
    create();

    const auto beneath =
        StateFile::create(state_path / "inside", {.meter = card::MeterId{18}, .meter_key = {}});

    ASSERT_FALSE(beneath);
    EXPECT_TRUE(beneath.error().text.find("Not a directory") != std::string::npos);
}

TEST_F(StateFileTest, leaves_a_neighbour_alone_and_nothing_beside_it) {
    create();
    std::ofstream{folder / "meter.state.new"} << "another's";

    ASSERT_TRUE(StateFile::open(state_path, Durability::synced)->save(meter::StateRecord{}));

    std::string neighbour;
    std::ifstream{folder / "meter.state.new"} >> neighbour;
    EXPECT_EQ(neighbour, "another's");
    const auto left = std::distance(std::filesystem::directory_iterator{folder}, {});
    EXPECT_EQ(left, 3);  // the state, its lock and the neighbour
}

TEST_F(StateFileTest, is_opened_by_one_process_at_a_time) {
    create();
    const auto first = StateFile::open(state_path, Durability::synced);

    const auto second = StateFile::open(state_path, Durability::synced);

    ASSERT_TRUE(first);
    ASSERT_FALSE(second);
    EXPECT_TRUE(second.error().text.ends_with("end that meter first"));
}

TEST_F(StateFileTest, says_so_where_the_file_is_something_else) {
    std::ofstream{state_path} << "no meter";

    const auto kept = StateFile::read(state_path);

    ASSERT_FALSE(kept);
    EXPECT_TRUE(kept.error().text.find("is not the state of a meter") != std::string::npos);
}

TEST_F(StateFileTest, says_so_where_the_registers_are_damaged) {
    create();
    std::fstream file{state_path, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(100);
    file.put('!');
    file.close();

    const auto kept = StateFile::read(state_path);

    ASSERT_FALSE(kept);
    EXPECT_TRUE(kept.error().text.ends_with("registers"));
}

TEST_F(StateFileTest, answers_a_commit_that_could_not_be_made) {
    create();
    auto file = StateFile::open(state_path, Durability::synced);
    std::filesystem::remove_all(folder);

    const auto saved = file->save(meter::StateRecord{});

    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error(), meter::StoreError::write_failed);
}

}  // namespace
}  // namespace boards
