// Master keys made in the token, out of it as shares, and back.
#include "office/keys/master_keys.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "card/crypto/cmac.h"
#include "card/key_derivation.h"
#include "office/keys/token_key_store.h"

namespace office {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view module_path = "/usr/lib/softhsm/libsofthsm2.so";
constexpr std::string_view pin = "test-pin-1234";
constexpr card::OfficeId office_id{7};
constexpr MasterName name{MasterKind::master, card::KeyVersion{1}};

class MasterKeysTest : public ::testing::Test {
 public:
    static void SetUpTestSuite() {
        std::string pattern = (fs::temp_directory_path() / "tallywatt-masters-XXXXXX").string();
        data_ = ::mkdtemp(pattern.data());
        ASSERT_TRUE(use_private_softhsm(data_));
        module_ = std::move(*TokenModule::load(module_path));
        ASSERT_TRUE(TokenKeyStore::create(*module_, pin));
    }
    static void TearDownTestSuite() {
        module_.reset();
        fs::remove_all(data_);
    }

 protected:
    ~MasterKeysTest() override {
        const auto all = keys_.held();
        for (const auto& held : *all) {
            EXPECT_TRUE(keys_.destroy(held.name));
        }
    }

    std::unique_ptr<TokenSession> session_ = std::move(*module_->open_session(pin));
    MasterKeys keys_{*session_};

 private:
    static inline fs::path data_;
    static inline std::unique_ptr<TokenModule> module_;
};

OutsideMaster outside(const JoinedShares& joined) {
    return {joined.fingerprint, joined.wrapped, joined.share_key};
}

TEST_F(MasterKeysTest, a_key_that_was_made_is_forgotten_unless_it_is_kept) {
    const auto made = keys_.make(MasterKind::master);

    ASSERT_TRUE(made);
    EXPECT_TRUE(keys_.held()->empty());
    EXPECT_EQ(session_->count_session_keys(), 0U);
}

TEST_F(MasterKeysTest, a_key_comes_back_from_any_two_of_its_three_shares) {
    const auto made = keys_.make(MasterKind::master);
    const auto shares = keys_.split(*made, office_id, name, {.needed = 2, .count = 3});
    ASSERT_TRUE(shares);
    ASSERT_EQ(shares->size(), 3U);

    for (const auto& [a, b] : {std::pair{0, 1}, std::pair{1, 2}, std::pair{2, 0}}) {
        const std::array two{(*shares)[static_cast<std::size_t>(a)],
                             (*shares)[static_cast<std::size_t>(b)]};
        const auto joined = join(two);
        ASSERT_TRUE(joined);
        EXPECT_EQ(keys_.fingerprint_of(outside(*joined), MasterKind::master), made->fingerprint);
        ASSERT_TRUE(keys_.keep(name, outside(*joined)));
        EXPECT_EQ(keys_.held()->front().fingerprint, made->fingerprint);
        ASSERT_TRUE(keys_.destroy(name));
    }
}

TEST_F(MasterKeysTest, the_kept_key_derives_as_the_one_that_the_shares_hide) {
    const auto made = keys_.make(MasterKind::master);
    const auto master = card::unwrap_key(made->share_key, made->wrapped);
    ASSERT_TRUE(master && keys_.keep(name, *made));
    const card::Block block = card::meter_key_block(card::MeterId{4711});

    const auto key = session_->derive(*session_->find_master(name), block, KeyUse::mac);
    const auto code = session_->cmac(key->handle(), block);

    EXPECT_EQ(code, card::cmac(card::derive(*master, block), block));
}

TEST_F(MasterKeysTest, the_fingerprint_is_the_code_of_zeros_under_the_check_key) {
    const auto made = keys_.make(MasterKind::master);
    const auto master = card::unwrap_key(made->share_key, made->wrapped);
    const card::Block code =
        card::cmac(card::derive(*master, card::check_key_block()), card::Block{});

    EXPECT_EQ(to_text(made->fingerprint),
              to_text(Fingerprint{static_cast<std::uint32_t>(code[0] << 24 | code[1] << 16 |
                                                             code[2] << 8 | code[3])}));
}

TEST_F(MasterKeysTest, new_shares_of_a_key_hide_the_same_key_under_another_share_key) {
    const auto made = keys_.make(MasterKind::master);

    const auto anew = keys_.wrap_anew(*made, MasterKind::master);

    ASSERT_TRUE(anew);
    EXPECT_NE(anew->share_key.bytes(), made->share_key.bytes());
    EXPECT_EQ(card::unwrap_key(anew->share_key, anew->wrapped)->bytes(),
              card::unwrap_key(made->share_key, made->wrapped)->bytes());
}

TEST_F(MasterKeysTest, a_wrong_share_key_unwraps_nothing_and_leaves_nothing) {
    OutsideMaster wrong = *keys_.make(MasterKind::master);
    wrong.share_key = card::Key128{};

    EXPECT_EQ(keys_.fingerprint_of(wrong, MasterKind::master),
              std::unexpected{TokenError::wrong_shares});
    EXPECT_EQ(keys_.keep(name, wrong), std::unexpected{TokenError::wrong_shares});
    EXPECT_TRUE(keys_.held()->empty());
}

TEST_F(MasterKeysTest, a_kept_key_is_not_put_in_the_place_of_another) {
    const auto first = keys_.make(MasterKind::master);
    const auto second = keys_.make(MasterKind::master);
    ASSERT_TRUE(keys_.keep(name, *first));

    EXPECT_EQ(keys_.keep(name, *second), std::unexpected{TokenError::master_there});
    EXPECT_EQ(keys_.held()->front().fingerprint, first->fingerprint);
}

// Whoever has the PIN can use the key; nobody can take it along.
TEST_F(MasterKeysTest, a_kept_key_does_not_leave_even_with_the_pin) {
    ASSERT_TRUE(keys_.keep(name, *keys_.make(MasterKind::master)));
    const SessionKey wrapping = std::move(*session_->import(card::Block{1}, KeyUse::wrap));

    EXPECT_EQ(session_->wrap(wrapping, *session_->find_master(name)),
              std::unexpected{TokenError::token_failed});
}

TEST_F(MasterKeysTest, an_audit_key_comes_back_as_it_was_and_derives_nothing) {
    const MasterName audit{MasterKind::audit, card::KeyVersion{1}};
    const auto made = keys_.make(MasterKind::audit);
    ASSERT_TRUE(keys_.keep(audit, *made));
    const auto key = card::unwrap_key(made->share_key, made->wrapped);

    EXPECT_EQ(session_->cmac(*session_->find_audit_key(), card::Block{5}),
              card::cmac(*key, card::Block{5}));
    EXPECT_EQ(keys_.held()->front().fingerprint, made->fingerprint);
    EXPECT_FALSE(session_->derive(*session_->find_audit_key(), card::Block{5}, KeyUse::mac));
}

TEST_F(MasterKeysTest, versions_and_kinds_lie_side_by_side) {
    const MasterName second{MasterKind::master, card::KeyVersion{2}};
    const MasterName roll_over{MasterKind::roll_over, card::KeyVersion{1}};
    for (const MasterName& one : {second, roll_over, name}) {
        ASSERT_TRUE(keys_.keep(one, *keys_.make(MasterKind::master)));
    }

    EXPECT_EQ(session_->masters(), (std::vector{name, second, roll_over}));
    EXPECT_EQ(session_->find_master({MasterKind::roll_over, card::KeyVersion{2}}),
              std::unexpected{TokenError::master_missing});
}

}  // namespace
}  // namespace office
