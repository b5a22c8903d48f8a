// The office's rules: a command and the rows that it concerns give a decision. Nothing else goes
// in, so the same books give the same decision in every store and on every day.
#pragma once

#include <expected>

#include "office/domain/commands.h"
#include "office/domain/outcomes.h"
#include "office/domain/rows.h"

namespace office {

// What is to be kept and answered, or why nothing is. Whether the command's id was used before is
// the store's to ask first.
[[nodiscard]] std::expected<Decision, Refusal> decide(const Envelope& envelope, const Rows& rows);

// What a sale would come to now, or why it would be refused; a quote in `sell` is not looked at.
[[nodiscard]] std::expected<Quote, Refusal> quote_for(const Sell& sell, const Context& context,
                                                      const Rows& rows);

// One function for each command; the permission was checked.
using Decided = std::expected<Decision, Refusal>;
[[nodiscard]] Decided decide_on(const AddUser& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const AddApiToken& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const ProposeTariff& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const ApproveTariff& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const RegisterMeter& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const HoldCeremony& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const RecordFailedProof& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const RecordKeyUses& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const ConfirmCardKeys& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const IssueFieldCard& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const ConfirmFieldCard& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const LoseFieldCard& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const RecordFieldReport& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const ExportMeterKey& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const OpenAccount& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const IssueCard& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const ConfirmCard& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const Sell& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const AddArrears& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const SetDesk& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const OpenShift& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const CloseShift& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const SignShift& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const CloseDay& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const PrintReceipt& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const ConfirmOrder& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const ReverseSale& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const AskAdjustment& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const AskExchange& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const ApproveAdjustment& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const DeclineAdjustment& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const PayBack& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const SetBlocked& given, const Context& context, const Rows& rows);
[[nodiscard]] Decided decide_on(const RecordReport& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const LinkPremises& given, const Context& context,
                                const Rows& rows);
[[nodiscard]] Decided decide_on(const RecordFeederReadings& given, const Context& context,
                                const Rows& rows);

}  // namespace office
