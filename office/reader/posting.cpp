#include "office/reader/posting.h"

#include <algorithm>

#include "card/report.h"
#include "office/reader/card_visit.h"

namespace office {

CommandId fresh_id() {
    return CommandId{fresh_bytes()};
}

std::expected<std::optional<CardReport>, CardProblem> checked_report(
    KeyStore& keys, card::MeterId meter, std::span<const std::uint8_t> bytes) {
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

}  // namespace office
