// The office's keys in a PKCS#11 token, behind a fixed pool of token threads.
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "card/scp03/session.h"
#include "office/domain/key_store.h"
#include "office/keys/token_module.h"
#include "office/keys/token_threads.h"

namespace office {

class TokenKeyStore final : public KeyStore {
 public:
    // Initialises a fresh token with `pin`. Keys come in by ceremonies (MasterKeys).
    // Refused: no_free_slot, token_not_found, pin_refused, token_failed.
    [[nodiscard]] static std::expected<void, TokenError> create(TokenModule& module,
                                                                std::string_view pin);

    // Opens `threads` sessions (1 to 16). `module` outlives the key store.
    // Refused: token_not_found, pin_refused, token_failed.
    [[nodiscard]] static std::expected<std::unique_ptr<TokenKeyStore>, TokenError> open(
        TokenModule& module, std::string_view pin, std::size_t threads);

    Made<Mac> order_mac(card::MeterId meter, card::KeyVersion version,
                        std::span<const std::uint8_t> input) override;
    Made<bool> report_is_genuine(card::MeterId meter, card::KeyVersion version,
                                 const card::ReportBytes& report) override {
        return is_genuine(meter, version, report);
    }
    Made<bool> period_ends_are_genuine(card::MeterId meter, card::KeyVersion version,
                                       const card::PeriodEndsBytes& ends) override {
        return is_genuine(meter, version, ends);
    }
    Made<bool> event_is_genuine(card::MeterId meter, card::KeyVersion version,
                                const card::EventRecordBytes& event) override {
        return is_genuine(meter, version, event);
    }
    Made<Mac> parameter_mac(card::MeterId meter, card::KeyVersion version,
                            std::span<const std::uint8_t> input) override;
    Made<card::Digest8> report_digest(card::MeterId meter, card::KeyVersion version,
                                      const card::ReportBytes& report) override;
    Made<card::SessionKeys> issuer_session_keys(card::CardSerial serial, card::KeyVersion version,
                                                const Challenge& host,
                                                const Challenge& of_card) override;
    Made<std::array<WrappedKey, 3>> wrapped_issuer_keys(card::CardSerial serial,
                                                        card::KeyVersion version) override;
    Made<std::array<WrappedKey, 3>> renewed_issuer_keys(card::CardSerial serial,
                                                        card::KeyVersion version,
                                                        card::KeyVersion under) override;
    Made<std::array<WrappedKey, 2>> wrapped_card_keys(card::MeterId meter, card::KeyVersion version,
                                                      card::CardSerial serial,
                                                      card::Generation generation,
                                                      card::KeyVersion under) override;
    Made<std::array<WrappedKey, 2>> wrapped_field_keys(card::MeterId meter,
                                                       card::KeyVersion version,
                                                       card::CardSerial serial,
                                                       card::Generation round,
                                                       card::KeyVersion under) override;
    Made<MeterKeys> export_meter_keys(card::MeterId meter, card::KeyVersion version) override;
    Made<card::KeysRecordBytes> keys_record(card::MeterId meter, card::KeyVersion version) override;
    Made<Fingerprint> meter_key_check(card::MeterId meter, card::KeyVersion version) override;
    Made<std::vector<std::uint8_t>> sign_audit_heads(std::span<const std::uint8_t> text) override;
    Made<bool> audit_signature_is_genuine(std::span<const std::uint8_t> text,
                                          std::span<const std::uint8_t> signature) override;
    std::vector<MasterUses> take_uses() override;
    void give_back(const std::vector<MasterUses>& uses) override;

 private:
    // A code under one of the meter's keys, counted as `use`.
    [[nodiscard]] Made<Mac> code_of(MasterUse use, card::MeterId meter, card::KeyVersion version,
                                    const card::Block& block, std::span<const std::uint8_t> input);
    // Whether the last 16 bytes are the code of those before under the meter's K_report.
    [[nodiscard]] Made<bool> is_genuine(card::MeterId meter, card::KeyVersion version,
                                        std::span<const std::uint8_t> record);
    // Two keys of the meter's for a card, `blocks[0]` its ENC and `blocks[1]` its MAC.
    [[nodiscard]] Made<std::array<WrappedKey, 2>> wrapped_channel_keys(
        card::MeterId meter, card::KeyVersion version, card::CardSerial serial,
        card::KeyVersion under, const std::array<card::Block, 2>& blocks);
    void count(MasterUse use, card::KeyVersion version, MasterKind kind = MasterKind::master);

    explicit TokenKeyStore(std::unique_ptr<TokenThreads> threads) : threads_{std::move(threads)} {}

    std::unique_ptr<TokenThreads> threads_;
    std::mutex uses_mutex_;
    std::map<std::pair<MasterName, MasterUse>, std::uint64_t> uses_;
};

}  // namespace office
