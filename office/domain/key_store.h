// The office's keys, in a token that they never leave in the clear (but for export_meter_key).
// Every call may come from any thread and may block while the token works.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "card/event_record.h"
#include "card/identifiers.h"
#include "card/keys_record.h"
#include "card/period_ends.h"
#include "card/report.h"
#include "card/scp03/session.h"
#include "office/domain/key_commands.h"

namespace office {

enum class KeyProblem : std::uint8_t {
    token_gone,           // removed, or its library failed
    unknown_key_version,  // the token holds no master key of this version
    token_refused,        // PIN wrong, mechanism missing
};

class KeyStore {
 public:
    template <typename T>
    using Made = std::expected<T, KeyProblem>;
    using Challenge = card::Challenge;
    using Mac = std::array<std::uint8_t, 16>;
    using WrappedKey = std::array<std::uint8_t, 24>;  // RFC 3394
    // What production writes into a meter. Whoever holds one wipes it: Key128 does.
    struct MeterKeys {
        card::Key128 meter_key;
        card::Key128 roll_key;
    };

    virtual ~KeyStore() = default;

    // AES-CMAC of `input` under the meter's K_order.
    [[nodiscard]] virtual Made<Mac> order_mac(card::MeterId meter, card::KeyVersion version,
                                              std::span<const std::uint8_t> input) = 0;

    // Whether the last 16 bytes are the AES-CMAC of those before under the meter's K_report.
    [[nodiscard]] virtual Made<bool> report_is_genuine(card::MeterId meter,
                                                       card::KeyVersion version,
                                                       const card::ReportBytes& report) = 0;

    // The same for an event that such a report came with.
    [[nodiscard]] virtual Made<bool> event_is_genuine(card::MeterId meter, card::KeyVersion version,
                                                      const card::EventRecordBytes& event) = 0;

    // And for the ends of days or months.
    [[nodiscard]] virtual Made<bool> period_ends_are_genuine(card::MeterId meter,
                                                             card::KeyVersion version,
                                                             const card::PeriodEndsBytes& ends) = 0;

    // AES-CMAC of `input` under the meter's K_param.
    [[nodiscard]] virtual Made<Mac> parameter_mac(card::MeterId meter, card::KeyVersion version,
                                                  std::span<const std::uint8_t> input) = 0;

    // What the meter's next report must carry about this one.
    [[nodiscard]] virtual Made<card::Digest8> report_digest(card::MeterId meter,
                                                            card::KeyVersion version,
                                                            const card::ReportBytes& report) = 0;

    // Session keys of an SCP03 channel under the card's K_issuer of this version.
    [[nodiscard]] virtual Made<card::SessionKeys> issuer_session_keys(card::CardSerial serial,
                                                                      card::KeyVersion version,
                                                                      const Challenge& host,
                                                                      const Challenge& of_card) = 0;

    // K_issuer's ENC, MAC and DEK, each wrapped under a blank card's DEK.
    [[nodiscard]] virtual Made<std::array<WrappedKey, 3>> wrapped_issuer_keys(
        card::CardSerial serial, card::KeyVersion version) = 0;

    // The same for a card that has those of version `under`, wrapped under its DEK in force.
    [[nodiscard]] virtual Made<std::array<WrappedKey, 3>> renewed_issuer_keys(
        card::CardSerial serial, card::KeyVersion version, card::KeyVersion under) = 0;

    // K_card's ENC and MAC, each wrapped under the card's K_issuer DEK of version `under`.
    [[nodiscard]] virtual Made<std::array<WrappedKey, 2>> wrapped_card_keys(
        card::MeterId meter, card::KeyVersion version, card::CardSerial serial,
        card::Generation generation, card::KeyVersion under) = 0;

    // K_field's ENC and MAC for one meter of a field card's round, wrapped likewise.
    [[nodiscard]] virtual Made<std::array<WrappedKey, 2>> wrapped_field_keys(
        card::MeterId meter, card::KeyVersion version, card::CardSerial serial,
        card::Generation round, card::KeyVersion under) = 0;

    // K_meter and K_roll in the clear, for the keying bench, once per meter.
    [[nodiscard]] virtual Made<MeterKeys> export_meter_keys(card::MeterId meter,
                                                            card::KeyVersion version) = 0;

    // The KEYS record that brings the meter its K_meter of `version`: the same bytes each time.
    [[nodiscard]] virtual Made<card::KeysRecordBytes> keys_record(card::MeterId meter,
                                                                  card::KeyVersion version) = 0;

    // What tells K_meter from another and says nothing about it: the first four bytes of the CMAC
    // of sixteen zeros under its check key.
    [[nodiscard]] virtual Made<Fingerprint> meter_key_check(card::MeterId meter,
                                                            card::KeyVersion version) = 0;

    // Signs what to_text(AuditHeads) gives.
    [[nodiscard]] virtual Made<std::vector<std::uint8_t>> sign_audit_heads(
        std::span<const std::uint8_t> text) = 0;

    // Whether `signature` was made by sign_audit_heads for this text.
    [[nodiscard]] virtual Made<bool> audit_signature_is_genuine(
        std::span<const std::uint8_t> text, std::span<const std::uint8_t> signature) = 0;

    // What keys were used for since this was last asked, counted anew from here.
    [[nodiscard]] virtual std::vector<MasterUses> take_uses() = 0;
    // Uses that were taken and could not be kept: they come with the next ones.
    virtual void give_back(const std::vector<MasterUses>& uses) = 0;
};

}  // namespace office
