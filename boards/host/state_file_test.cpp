#include "boards/host/state_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <string>

#include "boards/host/whole_file.h"
#include "meter/storage/mount_error.h"
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

    static void spoil(const std::filesystem::path& image, std::streamoff at, std::size_t count) {
        std::fstream file{image, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(at);
        file << std::string(count, '!');
    }

    std::filesystem::path folder = std::filesystem::path{testing::TempDir()} /
                                   testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::path state_path = folder / "meter.state";
};

TEST_F(StateFileTest, begins_with_the_state_of_production) {
    create();

    const auto kept = StateFile::read(state_path);

    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->kept().keying.meter, card::MeterId{17});
    EXPECT_EQ(kept->kept().state, meter::State{});
}

TEST_F(StateFileTest, gives_back_what_was_saved_last) {
    create();
    meter::State state;
    state.challenge_counter = 5;
    meter::StateRecord record{};
    encode(state, record);

    ASSERT_TRUE(StateFile::open(state_path, Durability::synced)->save(record));

    EXPECT_EQ(StateFile::read(state_path)->kept().state, state);
}

TEST_F(StateFileTest, refuses_a_second_key_for_ever) {
    create();

    const auto again = StateFile::create(state_path, {.meter = card::MeterId{18}, .meter_key = {}});

    ASSERT_FALSE(again);
    EXPECT_TRUE(again.error().text.ends_with("it takes no other"));
    EXPECT_EQ(StateFile::read(state_path)->kept().keying.meter, card::MeterId{17});
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
    EXPECT_EQ(left, 3);  // the two images and the neighbour
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

TEST_F(StateFileTest, goes_on_where_one_page_is_damaged) {
    create();
    spoil(state_path, 8 * 64 + 100, 64);

    EXPECT_TRUE(StateFile::read(state_path));
}

TEST_F(StateFileTest, says_so_where_both_headers_are_damaged) {
    create();
    spoil(state_path, 0, 64);
    spoil(state_path, 511 * 64, 64);

    const auto kept = StateFile::read(state_path);

    ASSERT_FALSE(kept);
    EXPECT_TRUE(kept.error().text.ends_with("registers"));
}

TEST_F(StateFileTest, runs_without_the_flash_and_knows_why_there_is_no_history) {
    create();
    std::filesystem::remove(StateFile::flash_image(state_path));

    auto file = StateFile::open(state_path, Durability::synced);

    ASSERT_TRUE(file);
    EXPECT_EQ(file->history_error(), meter::MountError::absent);
    EXPECT_TRUE(file->save(meter::StateRecord{}));
    EXPECT_FALSE(std::filesystem::exists(StateFile::flash_image(state_path)));
}

TEST_F(StateFileTest, leaves_a_flash_of_another_size_as_it_is) {
    create();
    std::filesystem::resize_file(StateFile::flash_image(state_path), 512 * 1024);
    const auto before = *read_whole_file(StateFile::flash_image(state_path));

    const auto file = StateFile::open(state_path, Durability::synced);

    ASSERT_TRUE(file);
    EXPECT_EQ(file->history_error(), meter::MountError::wrong_size);
    EXPECT_EQ(*read_whole_file(StateFile::flash_image(state_path)), before);
}

TEST_F(StateFileTest, a_look_at_it_changes_nothing) {
    create();
    const auto eeprom = *read_whole_file(state_path);
    const auto flash = *read_whole_file(StateFile::flash_image(state_path));
    meter::State state;
    state.challenge_counter = 5;
    meter::StateRecord record{};
    encode(state, record);

    auto looked_at = StateFile::read(state_path);
    ASSERT_TRUE(looked_at);
    ASSERT_TRUE(looked_at->save(record));

    EXPECT_EQ(*read_whole_file(state_path), eeprom);
    EXPECT_EQ(*read_whole_file(StateFile::flash_image(state_path)), flash);
}

// The system takes no byte more while this lives.
class FullDisk {
 public:
    FullDisk() {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit none{.rlim_cur = 0, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

 private:
    rlimit before_{};
};

TEST_F(StateFileTest, answers_a_commit_that_could_not_be_made) {
    create();
    auto file = StateFile::open(state_path, Durability::synced);
    ASSERT_TRUE(file);

    const auto saved = [&file] {
        const FullDisk full;
        return file->save(meter::StateRecord{});
    }();

    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error(), meter::StoreError::write_failed);
}

}  // namespace
}  // namespace boards
