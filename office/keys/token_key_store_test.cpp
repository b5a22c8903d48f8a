// The token against card/crypto: every key and code that SoftHSM makes from a known master key is
// made again in software.
#include "office/keys/token_key_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "card/crypto/cmac.h"
#include "card/crypto/key_wrap.h"
#include "card/key_derivation.h"
#include "office/keys/master_keys.h"
#include "office/keys/testing/first_masters.h"

namespace office {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view module_path = "/usr/lib/softhsm/libsofthsm2.so";
constexpr std::string_view pin = "test-pin-1234";
constexpr card::KeyVersion known_version{7};
constexpr card::MeterId meter{4'711'000'123};
constexpr card::CardSerial serial{0x0123456789ABCDEF};
constexpr card::Generation generation{3};
const card::Key128 known_master{card::Block{0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99,
                                            0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0x01}};
const card::Key128 blank_key{card::Block{0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49,
                                         0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F}};

// A PKCS#11 module can be initialised once per process: one token for all tests of this program,
// with a random master key of version 1 and the known one of version 7.
class TokenTest : public ::testing::Test {
 public:
    static void SetUpTestSuite() {
        std::string pattern = (fs::temp_directory_path() / "tallywatt-token-XXXXXX").string();
        data_ = ::mkdtemp(pattern.data());
        ASSERT_TRUE(use_private_softhsm(data_));
        auto module = TokenModule::load(module_path);
        ASSERT_TRUE(module);
        module_ = std::move(*module);
        ASSERT_TRUE(TokenKeyStore::create(*module_, pin));
        // A login holds for the whole process: a wrong PIN can only be tried before the first.
        const auto refused = module_->open_session("another-pin");
        ASSERT_FALSE(refused);
        ASSERT_EQ(refused.error(), TokenError::pin_refused);
        auto session = module_->open_session(pin);
        ASSERT_TRUE(session);
        const card::Key128 share_key{card::Block{1}};
        ASSERT_TRUE(MasterKeys{**session}.keep({MasterKind::master, known_version},
                                               {.fingerprint = {},
                                                .wrapped = card::wrap_key(share_key, known_master),
                                                .share_key = share_key}));
        ASSERT_TRUE(office::testing::keep_first_masters(*module_, pin));
        auto keys = TokenKeyStore::open(*module_, pin, 2);
        ASSERT_TRUE(keys);
        keys_ = std::move(*keys);
    }
    static void TearDownTestSuite() {
        keys_.reset();
        module_.reset();
        fs::remove_all(data_);
    }

    static TokenModule& module() { return *module_; }
    static TokenKeyStore& keys() { return *keys_; }
    static const fs::path& data() { return data_; }

 private:
    static inline fs::path data_;
    static inline std::unique_ptr<TokenModule> module_;
    static inline std::unique_ptr<TokenKeyStore> keys_;
};

card::Key128 software_meter_key() {
    return card::derive(known_master, card::meter_key_block(meter));
}

// What the token wraps under the blank card's key shows them.
card::Key128 issuer_key(TokenKeyStore& keys, std::size_t index) {
    const auto wrapped = keys.wrapped_issuer_keys(serial, known_version);
    return *card::unwrap_key(blank_key, wrapped->at(index));
}

TEST_F(TokenTest, a_derived_key_in_the_token_macs_as_the_same_key_in_software) {
    auto session = module().open_session(pin);
    ASSERT_TRUE(session);
    const auto master = (*session)->find_master({MasterKind::master, known_version});
    ASSERT_TRUE(master);
    const card::Block block = card::issuer_key_block(serial, card::KeyPurpose::mac);

    const auto key = (*session)->derive(*master, block, KeyUse::mac);
    ASSERT_TRUE(key);
    const auto mac = (*session)->cmac(key->handle(), known_master.bytes());

    EXPECT_EQ(mac, card::cmac(card::derive(known_master, block), known_master.bytes()));
}

TEST_F(TokenTest, the_code_of_an_order_is_that_of_the_software) {
    const std::array<std::uint8_t, 112> input{1, 2, 3};

    const auto mac = keys().order_mac(meter, known_version, input);

    const auto key = card::derive(software_meter_key(), card::order_key_block());
    EXPECT_EQ(mac, card::cmac(key, input));
}

TEST_F(TokenTest, a_report_is_genuine_with_the_meters_code_and_not_with_one_bit_changed) {
    const auto key = card::derive(software_meter_key(), card::report_key_block());
    card::ReportBytes report{9, 8, 7};
    card::set_mac(report, card::cmac(key, card::mac_input(report)));
    card::ReportBytes altered = report;
    altered[5] ^= 0x10;

    EXPECT_EQ(keys().report_is_genuine(meter, known_version, report), true);
    EXPECT_EQ(keys().report_is_genuine(meter, known_version, altered), false);
    EXPECT_EQ(keys().report_digest(meter, known_version, report), card::report_digest(key, report));
}

TEST_F(TokenTest, the_exported_meter_key_is_that_of_the_software) {
    const auto exported = keys().export_meter_keys(meter, known_version);

    ASSERT_TRUE(exported);
    EXPECT_EQ(exported->meter_key.bytes(), software_meter_key().bytes());
}

TEST_F(TokenTest, a_keys_record_is_taken_by_whoever_has_the_exported_roll_over_key) {
    const auto roll = card::roll_keys(keys().export_meter_keys(meter, known_version)->roll_key);

    const auto bytes = keys().keys_record(meter, known_version);

    ASSERT_TRUE(bytes);
    EXPECT_TRUE(card::is_genuine(*bytes, roll.mac));
    const auto record = card::decode_keys_record(*bytes);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->meter, meter);
    EXPECT_EQ(record->key_version, known_version);
    EXPECT_EQ(card::unwrap_key(roll.enc, record->meter_key)->bytes(), software_meter_key().bytes());
    EXPECT_EQ(keys().keys_record(meter, known_version), bytes);
    EXPECT_EQ(keys().keys_record(meter, card::KeyVersion{99}),
              std::unexpected{KeyProblem::unknown_key_version});
}

TEST_F(TokenTest, renewed_issuer_keys_leave_under_the_dek_in_force) {
    const auto wrapped = keys().renewed_issuer_keys(serial, card::KeyVersion{1}, known_version);
    const auto first = keys().wrapped_issuer_keys(serial, card::KeyVersion{1});

    ASSERT_TRUE(wrapped && first);
    EXPECT_EQ(card::unwrap_key(issuer_key(keys(), 2), wrapped->at(0))->bytes(),
              card::unwrap_key(blank_key, first->at(0))->bytes());
}

TEST_F(TokenTest, session_keys_are_those_of_the_issuer_keys_that_the_token_hands_out_wrapped) {
    const card::ChannelKeys issuer{.enc = issuer_key(keys(), 0), .mac = issuer_key(keys(), 1)};
    const card::Challenges challenges{.host = {1, 2, 3, 4, 5, 6, 7, 8},
                                      .card = {9, 10, 11, 12, 13, 14, 15, 16}};

    const auto made =
        keys().issuer_session_keys(serial, known_version, challenges.host, challenges.card);

    const card::SessionKeys wanted = card::session_keys(issuer, challenges);
    ASSERT_TRUE(made);
    EXPECT_TRUE(std::ranges::equal(made->enc.bytes(), wanted.enc.bytes()));
    EXPECT_TRUE(std::ranges::equal(made->mac.bytes(), wanted.mac.bytes()));
    EXPECT_TRUE(std::ranges::equal(made->rmac.bytes(), wanted.rmac.bytes()));
}

TEST_F(TokenTest, card_keys_leave_under_the_issuer_dek_and_are_those_of_the_software) {
    const auto wrapped =
        keys().wrapped_card_keys(meter, known_version, serial, generation, known_version);
    ASSERT_TRUE(wrapped);

    const auto enc = card::unwrap_key(issuer_key(keys(), 2), wrapped->at(0));
    const auto mac = card::unwrap_key(issuer_key(keys(), 2), wrapped->at(1));

    const auto wanted = card::card_keys(software_meter_key(), serial, generation);
    ASSERT_TRUE(enc && mac);
    EXPECT_EQ(enc->bytes(), wanted.enc.bytes());
    EXPECT_EQ(mac->bytes(), wanted.mac.bytes());
}

TEST_F(TokenTest, an_audit_signature_holds_for_its_text_and_for_no_other) {
    const std::array<std::uint8_t, 3> text{'a', 'b', 'c'};
    const std::array<std::uint8_t, 3> other{'a', 'b', 'd'};

    const auto signature = keys().sign_audit_heads(text);

    ASSERT_TRUE(signature);
    EXPECT_EQ(keys().audit_signature_is_genuine(text, *signature), true);
    EXPECT_EQ(keys().audit_signature_is_genuine(other, *signature), false);
}

TEST_F(TokenTest, a_key_version_that_the_token_does_not_hold_is_refused_by_name) {
    const auto exported = keys().export_meter_keys(meter, card::KeyVersion{99});

    ASSERT_FALSE(exported);
    EXPECT_EQ(exported.error(), KeyProblem::unknown_key_version);
}

TEST_F(TokenTest, many_threads_share_the_sessions) {
    const std::array<std::uint8_t, 4> input{1, 2, 3, 4};
    const auto wanted = keys().order_mac(meter, known_version, input);
    std::atomic<int> right{0};

    {
        std::vector<std::jthread> callers;
        for (int i = 0; i < 8; ++i) {
            callers.emplace_back([&] {
                for (int turn = 0; turn < 20; ++turn) {
                    right += keys().order_mac(meter, known_version, input) == wanted ? 1 : 0;
                }
            });
        }
    }

    EXPECT_EQ(right, 160);
}

TEST_F(TokenTest, no_key_is_left_in_the_sessions_whatever_was_done_and_refused) {
    auto session = module().open_session(pin);
    ASSERT_TRUE(session);
    const auto before = (*session)->count_session_keys();
    const std::array<std::uint8_t, 112> input{};
    const card::ReportBytes report{};
    MasterKeys masters{**session};
    const auto made = masters.make(MasterKind::master);
    ASSERT_TRUE(made);

    for (int turn = 0; turn < 20; ++turn) {
        EXPECT_TRUE(keys().order_mac(meter, known_version, input));
        EXPECT_TRUE(keys().report_is_genuine(meter, known_version, report));
        EXPECT_TRUE(keys().issuer_session_keys(serial, known_version, {}, {}));
        EXPECT_TRUE(keys().wrapped_issuer_keys(serial, known_version));
        EXPECT_TRUE(
            keys().wrapped_card_keys(meter, known_version, serial, generation, known_version));
        EXPECT_TRUE(keys().export_meter_keys(meter, known_version));
        EXPECT_TRUE(keys().keys_record(meter, known_version));
        EXPECT_FALSE(keys().order_mac(meter, card::KeyVersion{99}, input));
        EXPECT_TRUE(masters.fingerprint_of(*made, MasterKind::master));
        EXPECT_TRUE(masters.wrap_anew(*made, MasterKind::master));
        EXPECT_TRUE(masters.held());
    }

    EXPECT_EQ(before, 0U);
    EXPECT_EQ((*session)->count_session_keys(), 0U);
}

TEST_F(TokenTest, uses_are_counted_by_key_and_use_until_they_are_taken) {
    const std::array<std::uint8_t, 4> input{1, 2, 3, 4};
    static_cast<void>(keys().take_uses());
    EXPECT_TRUE(keys().order_mac(meter, known_version, input));
    EXPECT_TRUE(keys().order_mac(meter, card::KeyVersion{1}, input));
    EXPECT_TRUE(keys().order_mac(meter, known_version, input));
    const MasterName known{MasterKind::master, known_version};
    const MasterName first{MasterKind::master, card::KeyVersion{1}};

    const auto uses = keys().take_uses();
    keys().give_back(uses);

    EXPECT_EQ(uses, (std::vector<MasterUses>{{first, MasterUse::order_mac, 1},
                                             {known, MasterUse::order_mac, 2}}));
    EXPECT_EQ(keys().take_uses(), uses);
    EXPECT_TRUE(keys().take_uses().empty());
}

TEST_F(TokenTest, the_master_key_cannot_be_found_in_the_tokens_files) {
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator{data()}) {
        if (!entry.is_regular_file()) {
            continue;
        }
        std::ifstream file{entry.path(), std::ios::binary};
        const std::string content{std::istreambuf_iterator<char>{file}, {}};
        const auto& key = known_master.bytes();
        EXPECT_EQ(std::ranges::search(content, std::string{key.begin(), key.end()}).size(), 0U);
        ++files;
    }
    EXPECT_GT(files, 2U);
}

TEST(TokenModuleTest, a_file_that_is_no_module_is_refused) {
    const auto module = TokenModule::load("/etc/hostname");

    ASSERT_FALSE(module);
    EXPECT_EQ(module.error(), TokenError::module_not_loaded);
}

}  // namespace
}  // namespace office
