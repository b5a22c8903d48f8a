// A thief has a field card of each kind and has printed all of it. With its keys he makes any card
// he likes: what may it do at the meters of its round?
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "meter/credit/supply_rules.h"
#include "meter/testing/opened_state.h"
#include "tests/attacks/home.h"

namespace attacks {
namespace {

using base::WattHours;
using card::CardKind;
using card::Generation;
using card::Key128;
using card::SoftwareCard;
using card::testing::FieldCard;
using meter::ClearedBy;
using meter::InsertionResult;
using meter::Reason;
using meter::testing::MeterBench;

constexpr card::CardSerial inspector{0x1115};
constexpr std::array field_kinds{CardKind::inspection, CardKind::parameter, CardKind::maintenance};

card::ParameterSetBytes set_for(const meter::Keying& keying) {
    card::ParameterSet set = card::testing::example_parameter_set();
    set.meter = keying.meter;
    set.parameters.version = 7;
    return card::testing::signed_parameter_set(set, keying.meter_key);
}

// Every sixteen bytes that the card stores, taken for a key.
std::vector<Key128> keys_on(const FieldCard& field, std::size_t places) {
    std::vector<Key128> keys{field.issuer().channel.enc, field.issuer().channel.mac,
                             field.issuer().dek};
    for (std::size_t i = 0; i < places; ++i) {
        keys.push_back(field.place(i).keys.enc);
        keys.push_back(field.place(i).keys.mac);
    }
    return keys;
}

TEST(StolenFieldCard, printed_makes_no_order_no_report_no_parameters_and_opens_no_other_meter) {
    Home home;
    const auto order = home.sell(WattHours{30'000});
    ASSERT_EQ(home.insert(), InsertionResult::credited);
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    FieldCard field{CardKind::parameter, inspector, master_key};
    field.begin_round(Generation{1},
                      {{home.keying.meter, home.keying.meter_key, set_for(home.keying)}});
    const auto own_set = field.place(0).parameters;
    const auto report = home.card.memory().report;

    for (const Key128& key : keys_on(field, 1)) {
        for (const Key128& parent :
             {key, card::derive(key, card::meter_key_block(home.keying.meter))}) {
            for (const card::Block& block :
                 {card::order_key_block(), card::report_key_block(), card::parameter_key_block()}) {
                const Key128 derived = card::derive(parent, block);
                for (const Key128& tried : {key, derived}) {
                    EXPECT_FALSE(card::is_genuine(order, tried));
                    EXPECT_FALSE(card::is_genuine(report, tried));
                    EXPECT_FALSE(card::is_genuine(own_set, tried));
                }
            }
        }
    }
    // Its place rewritten for the neighbour: the keys are not those of that meter.
    field.memory()[0].meter = neighbour.keying.meter;
    EXPECT_EQ(neighbour.meter.insert(field.card()), InsertionResult::card_not_genuine);
}

// How far its round had gone when it was stolen.
enum class Stolen { before_its_visit, after_its_visit, after_the_next_round };
constexpr std::array moments{Stolen::before_its_visit, Stolen::after_its_visit,
                             Stolen::after_the_next_round};

// A meter whose supply is open for one reason, and the stolen card.
class Theft {
 public:
    Theft(CardKind kind, Stolen moment, Reason reason)
        : field_{kind, inspector, master_key}, meter_{keying, state_with(reason), now} {
        field_.begin_round(Generation{1}, {{keying.meter, keying.meter_key, set_for(keying)}});
        if (moment == Stolen::after_its_visit) {
            (void)meter_.insert(field_.card());
        }
        if (moment == Stolen::after_the_next_round) {
            FieldCard next{kind, card::CardSerial{0x2226}, master_key};
            next.begin_round(Generation{2}, {{keying.meter, keying.meter_key, set_for(keying)}});
            (void)meter_.insert(next.card());
        }
    }

    // Puts it in as a card of `kind`: nothing of the keys says which one it was.
    InsertionResult insert_as(CardKind kind) {
        card::CardMemory memory = field_.card().memory();
        memory.id.kind = kind;
        SoftwareCard made{memory, field_.memory()};
        return meter_.insert(made);
    }
    // A customer's card made of its keys, with an order of the thief's on it.
    InsertionResult insert_as_customers() {
        card::Order order = card::testing::example_order();
        order.card = inspector;
        order.ordered_total = WattHours{900'000};
        const card::ChannelKeys& keys = field_.place(0).keys;
        card::CardMemory memory = field_.card().memory();
        memory.id.kind = CardKind::customer;
        memory.id.meter = keying.meter;
        memory.meter.keys = keys;
        memory.order = card::testing::signed_record(card::encode(order), keys.mac);
        SoftwareCard made{memory};
        return meter_.insert(made);
    }
    // The customer's own card with the order that the meter waits for.
    InsertionResult insert_the_customers_own() {
        SoftwareCard own = card::testing::personalised_card(
            card::testing::example_id(), keying.meter_key,
            card::testing::issuer_keys(master_key, card::testing::example_serial),
            card::testing::signed_order(card::testing::example_order(), keying.meter_key));
        return meter_.insert(own);
    }

    [[nodiscard]] const meter::State& state() const { return meter_.state(); }

    static inline const meter::Keying keying{.meter = card::testing::example_meter,
                                             .meter_key = Key128{card::Block{0x42, 0x43}}};

 private:
    static constexpr auto now = card::testing::example_time;

    // An account whose customer has not come with a card yet.
    static meter::State state_with(Reason reason) {
        meter::State state = meter::testing::opened_with(25'000);
        state.time = now;
        state.binding.customer = card::testing::example_customer;
        set_reason(state, reason);
        return state;
    }

    FieldCard field_;
    MeterBench meter_;
};

bool is_cleared_by_any_card(ClearedBy rule) {
    return rule == ClearedBy::card || rule == ClearedBy::card_above_limit ||
           rule == ClearedBy::card_after_wait || rule == ClearedBy::card_once_over ||
           rule == ClearedBy::unseen_order;
}

TEST(StolenFieldCard, of_any_kind_under_any_name_clears_no_reason_but_tampering_that_is_over) {
    for (const CardKind kind : field_kinds) {
        for (const CardKind claimed : field_kinds) {
            for (const Stolen moment : moments) {
                for (const auto& rule : meter::reason_rules) {
                    SCOPED_TRACE(::testing::Message()
                                 << rule.name << ", kind " << std::to_underlying(kind) << " as "
                                 << std::to_underlying(claimed));
                    Theft theft{kind, moment, rule.reason};
                    const meter::Reasons before = theft.state().reasons;

                    (void)theft.insert_as(claimed);
                    (void)theft.insert_as_customers();

                    const bool may_clear =
                        rule.reason == Reason::tampering && claimed == CardKind::maintenance;
                    EXPECT_TRUE(theft.state().reasons == before ||
                                (may_clear && theft.state().reasons.is_empty()));
                }
            }
        }
    }
}

// What the test above waits for in vain does happen, in the same meters.
TEST(StolenFieldCard, leaves_every_reason_that_a_card_clears_to_the_customers_own) {
    for (const CardKind kind : field_kinds) {
        for (const auto& rule : meter::reason_rules) {
            if (rule.reason == Reason::not_opened) {
                continue;  // the first opening has no account to clear anything of
            }
            SCOPED_TRACE(rule.name);
            Theft theft{kind, Stolen::before_its_visit, rule.reason};
            (void)theft.insert_as(kind);

            EXPECT_EQ(theft.insert_the_customers_own(), InsertionResult::credited);

            EXPECT_EQ(theft.state().reasons.contains(rule.reason),
                      !is_cleared_by_any_card(rule.cleared_by));
        }
    }
}

TEST(StolenFieldCard, of_any_kind_under_any_name_credits_binds_and_sets_nothing) {
    for (const CardKind kind : field_kinds) {
        for (const CardKind claimed : field_kinds) {
            for (const Stolen moment : moments) {
                Theft theft{kind, moment, Reason::reminder};
                const auto ordered = theft.state().account.ordered();
                const meter::Binding bound = theft.state().binding;

                const InsertionResult result = theft.insert_as(claimed);

                EXPECT_EQ(result == InsertionResult::card_replaced,
                          moment == Stolen::after_the_next_round);
                EXPECT_EQ(theft.insert_as_customers(), InsertionResult::card_not_genuine);
                EXPECT_EQ(theft.state().account.ordered(), ordered);
                EXPECT_EQ(theft.state().binding, bound);
                // The office's set that was on it, or none.
                const std::uint32_t version = theft.state().parameters.version;
                EXPECT_TRUE(version == 0 || (version == 7 && kind == CardKind::parameter));
            }
        }
    }
}

}  // namespace
}  // namespace attacks
