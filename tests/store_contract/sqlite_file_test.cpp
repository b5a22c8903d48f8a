// Files that are no office are refused by name and stay as they are.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <string>

#include "office/store/sqlite_database.h"
#include "office/store/sqlite_store.h"
#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

class SqliteFile : public testing::Test {
 protected:
    void write(const std::string& content) { std::ofstream{file_, std::ios::binary} << content; }
    std::string read() {
        std::ifstream in{file_, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    TestFolder folder_;
    std::filesystem::path file_ = folder_.path() / "office.db";
};

TEST_F(SqliteFile, that_is_a_letter_is_not_a_database) {
    const std::string letter(5000, 'a');
    write(letter);

    const auto opened = SqliteStore::open(file_);

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().problem, StoreProblem::not_a_database);
    EXPECT_THAT(opened.error().detail, testing::HasSubstr(file_.string()));
    EXPECT_EQ(read(), letter);
}

TEST_F(SqliteFile, that_is_empty_is_not_an_office) {
    write("");

    const auto opened = SqliteStore::open(file_);

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().problem, StoreProblem::not_an_office);
    EXPECT_EQ(read(), "");
}

TEST_F(SqliteFile, that_holds_another_database_is_not_an_office) {
    Database{file_, Database::Access::create}.execute("CREATE TABLE song (name TEXT)");

    const auto opened = SqliteStore::open(file_);

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().problem, StoreProblem::not_an_office);
}

TEST_F(SqliteFile, that_is_not_there_cannot_be_opened_and_is_not_made) {
    const auto opened = SqliteStore::open(file_);

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().problem, StoreProblem::cannot_open);
    EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(SqliteFile, that_is_there_already_is_not_overwritten) {
    write("precious");

    const auto created = SqliteStore::create(file_, test_settings);

    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().problem, StoreProblem::already_exists);
    EXPECT_EQ(read(), "precious");
}

TEST_F(SqliteFile, is_readable_by_its_owner_only) {
    ASSERT_TRUE(SqliteStore::create(file_, test_settings));

    const auto permissions = std::filesystem::status(file_).permissions();

    using std::filesystem::perms;
    EXPECT_EQ(permissions, perms::owner_read | perms::owner_write);
}

TEST_F(SqliteFile, keeps_the_settings_it_was_made_with) {
    ASSERT_TRUE(SqliteStore::create(file_, test_settings));

    const auto opened = SqliteStore::open(file_);

    ASSERT_TRUE(opened);
    EXPECT_EQ((*opened)->settings().currency, "EUR");
    EXPECT_EQ((*opened)->settings().office, card::OfficeId{7});
}

TEST_F(SqliteFile, open_in_two_programs_gives_each_an_audit_chain_of_its_own) {
    auto first = SqliteStore::create(file_, test_settings);
    auto second = SqliteStore::open(file_);
    ASSERT_TRUE(first && second);

    const auto by_first = (*first)->post(
        std::vector{envelope(AddUser{"ada", Role::clerk, "hash"}, the_office, numbered_id(1))});
    const auto by_second = (*second)->post(
        std::vector{envelope(AddUser{"bob", Role::clerk, "hash"}, the_office, numbered_id(2))});

    ASSERT_TRUE(by_first && by_second);
    const auto heads = (*first)->audit_heads();
    ASSERT_EQ(heads->size(), 2U);
    EXPECT_EQ(heads->at(0).length, 1U);
    EXPECT_EQ(heads->at(1).length, 1U);
}

TEST_F(SqliteFile, opened_again_raises_the_epoch_of_its_chain) {
    ASSERT_TRUE(SqliteStore::create(file_, test_settings));

    const auto opened = SqliteStore::open(file_);

    EXPECT_EQ((*opened)->audit_heads()->front().epoch, 2U);
}

TEST_F(SqliteFile, whose_chain_was_taken_over_takes_no_more_commands) {
    auto opened = SqliteStore::create(file_, test_settings);
    Database{file_, Database::Access::write}.execute("UPDATE audit_chain SET epoch = epoch + 1");

    const auto posted = (*opened)->post(
        std::vector{envelope(AddUser{"ada", Role::clerk, "hash"}, the_office, numbered_id(1))});

    ASSERT_FALSE(posted);
    EXPECT_EQ(posted.error().problem, StoreProblem::lease_lost);
    EXPECT_TRUE((*opened)->users()->empty());
}

}  // namespace
}  // namespace office
