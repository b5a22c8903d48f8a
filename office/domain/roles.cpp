#include "office/domain/roles.h"

#include <initializer_list>
#include <variant>

namespace office {
namespace {

// A set of roles; bit n is Role n.
using Roles = std::uint8_t;

constexpr Roles bit(Role role) {
    return static_cast<Roles>(1U << static_cast<unsigned>(role));
}

constexpr Roles any_of(std::initializer_list<Role> roles) {
    Roles set = 0;
    for (const Role role : roles) {
        set = static_cast<Roles>(set | bit(role));
    }
    return set;
}

constexpr Roles counter = any_of({Role::clerk, Role::supervisor, Role::administrator});
constexpr Roles in_charge = any_of({Role::supervisor, Role::administrator});
// Who may carry a field card, and bring back what it collected.
constexpr Roles in_the_field = any_of({Role::inspector, Role::supervisor, Role::administrator});
constexpr Roles set_up = any_of({Role::office, Role::administrator});

// Who may give which command. A new command does not compile until it has its line here.
struct PermittedRoles {
    Roles operator()(const AddUser&) const { return set_up; }
    Roles operator()(const AddApiToken&) const { return set_up; }
    Roles operator()(const ProposeTariff&) const { return in_charge; }
    Roles operator()(const ApproveTariff&) const { return in_charge; }
    Roles operator()(const RegisterMeter&) const { return in_charge; }
    Roles operator()(const OpenAccount&) const { return counter; }
    Roles operator()(const IssueCard&) const { return counter; }
    Roles operator()(const ConfirmCard&) const { return counter; }
    Roles operator()(const Sell&) const { return counter; }
    Roles operator()(const ConfirmOrder&) const { return counter; }
    Roles operator()(const PrintReceipt&) const { return counter; }
    Roles operator()(const RecordReport&) const { return counter; }
    Roles operator()(const SetDesk&) const { return in_charge; }
    Roles operator()(const OpenShift&) const { return counter; }
    Roles operator()(const CloseShift&) const { return counter; }
    Roles operator()(const SignShift&) const { return in_charge; }
    Roles operator()(const CloseDay&) const { return in_charge; }
    Roles operator()(const LinkPremises&) const { return in_charge; }
    Roles operator()(const RecordFeederReadings&) const { return in_charge; }
    Roles operator()(const AddArrears&) const { return in_charge; }
    Roles operator()(const HoldCeremony&) const { return any_of({Role::administrator}); }
    Roles operator()(const RecordFailedProof&) const { return any_of({Role::office}); }
    Roles operator()(const RecordKeyUses&) const { return any_of({Role::office}); }
    Roles operator()(const ConfirmCardKeys&) const { return counter; }
    Roles operator()(const ReverseSale&) const { return counter; }
    Roles operator()(const AskAdjustment&) const { return counter; }
    Roles operator()(const AskExchange&) const { return counter; }
    Roles operator()(const ApproveAdjustment&) const { return in_charge; }
    Roles operator()(const DeclineAdjustment&) const { return counter; }
    Roles operator()(const PayBack&) const { return counter; }
    Roles operator()(const SetBlocked&) const { return in_charge; }
    Roles operator()(const IssueFieldCard&) const { return in_charge; }
    Roles operator()(const ConfirmFieldCard&) const { return in_charge; }
    Roles operator()(const LoseFieldCard&) const { return in_the_field; }
    Roles operator()(const RecordFieldReport&) const { return in_the_field; }
    Roles operator()(const ExportMeterKey&) const { return any_of({Role::office}); }
};

}  // namespace

bool is_permitted(Role role, const Command& command) {
    return (std::visit(PermittedRoles{}, command) & bit(role)) != 0;
}

bool may_carry(Role role) {
    return (in_the_field & bit(role)) != 0;
}

bool may_audit(Role role) {
    return role == Role::auditor || role == Role::administrator;
}

bool may_see_statistics(Role role) {
    return role == Role::supervisor || may_audit(role);
}

}  // namespace office
