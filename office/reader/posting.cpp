#include "office/reader/posting.h"

#include <algorithm>

#include "card/report.h"
#include "office/reader/card_visit.h"

namespace office {

CommandId fresh_id() {
    return CommandId{fresh_bytes()};
}

std::expected<std::optional<CardReport>, CardProblem> checked_report(
    KeyStore& keys, card::MeterId meter, card::KeyVersion of_meter,
    std::span<const std::uint8_t> bytes) {
    const auto fields = card::decode_report(bytes);
    if (!fields && fields.error() == card::RecordError::blank) {
        return std::nullopt;
    }
    if (!fields) {
        return std::unexpected{CardProblem::report_not_genuine};
    }
    CardReport report{.bytes = {}, .fields = *fields, .digest = {}};
    std::ranges::copy(bytes, report.bytes.begin());
    const auto genuine = keys.report_is_genuine(meter, fields->key_version, report.bytes);
    if (!genuine && genuine.error() != KeyProblem::unknown_key_version) {
        return std::unexpected{CardProblem::keys_unavailable};
    }
    if (!genuine && fields->key_version < of_meter) {
        return std::nullopt;
    }
    if (!genuine || !*genuine) {
        return std::unexpected{CardProblem::report_not_genuine};
    }
    const auto digest = keys.report_digest(meter, fields->key_version, report.bytes);
    if (!digest) {
        return std::unexpected{CardProblem::keys_unavailable};
    }
    report.digest = *digest;
    return report;
}

std::expected<card::KeyVersion, StoreError> version_of(card::MeterId meter, const Store& store) {
    const auto books = store.meter(meter);
    if (!books) {
        return std::unexpected{books.error()};
    }
    return *books ? (*books)->key_version : card::KeyVersion{0};
}

}  // namespace office
