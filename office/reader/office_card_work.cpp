#include "office/reader/office_card_work.h"

#include <algorithm>
#include <array>
#include <utility>

#include "card/card_memory.h"
#include "card/order.h"
#include "office/reader/card_standing.h"
#include "office/reader/field_card_work.h"
#include "office/reader/history_reading.h"
#include "office/reader/key_renewal.h"
#include "office/reader/posting.h"

namespace office {
namespace {

std::span<const std::uint8_t> bytes_of(const card::ResponseData& data) {
    return {data.data(), data.size()};
}

CardVisit::Result<card::CardCounters> read_counters(CardVisit& visit) {
    const auto data = visit.give(card::get_counters());
    if (!data) {
        return std::unexpected{data.error()};
    }
    const auto counters = card::decode_counters(bytes_of(*data));
    return counters ? CardVisit::Result<card::CardCounters>{*counters}
                    : std::unexpected{CardProblem::card_not_genuine};
}

CardRead card_read(const card::IdRecord& id, const Reconciliation& books) {
    return {.meter = id.meter,
            .serial = id.serial,
            .generation = id.generation,
            .customer = id.customer,
            .reconciliation = books};
}

}  // namespace

CardWork::Result<CardIssued> OfficeCardWork::issue(CardLink& link, card::MeterId meter,
                                                   CommandId id, UserId user) {
    auto visit = CardVisit::begin(link);
    if (!visit) {
        return std::unexpected{visit.error()};
    }
    const card::IdRecord found = visit->id();
    if (found.life_cycle == card::LifeCycle::blocked ||
        found.life_cycle == card::LifeCycle::retired) {
        return std::unexpected{CardProblem::card_blocked};
    }
    // A card of this meter may come from an issue whose last answer was lost.
    const bool is_personalised = found.life_cycle == card::LifeCycle::personalised;
    if (is_personalised && found.meter != meter) {
        return std::unexpected{CardProblem::card_not_blank};
    }
    const auto given = post<NewCard>(books_, {.id = id, .user = user},
                                     IssueCard{.meter = meter, .serial = found.serial});
    if (!given) {
        return std::unexpected{given.error()};
    }
    if (is_personalised && found.generation != given->answer.generation) {
        return std::unexpected{CardProblem::card_not_blank};
    }
    if (const auto checked = check_customers_card(found, store_); !checked) {
        return std::unexpected{checked.error()};
    }
    const auto opened = is_personalised ? visit->prove(keys_) : visit->open_blank_channel();
    if (!opened) {
        return std::unexpected{opened.error()};
    }
    if (!is_personalised) {
        if (const auto loaded = load_keys(*visit, meter, given->answer); !loaded) {
            return std::unexpected{loaded.error()};
        }
    }
    const auto confirmed = post<Done>(
        books_, {.id = fresh_id(), .user = user},
        ConfirmCard{
            .meter = meter, .serial = found.serial, .generation = given->answer.generation});
    if (!confirmed) {
        return std::unexpected{confirmed.error()};
    }
    return CardIssued{.meter = meter, .serial = found.serial, .card = given->answer};
}

CardWork::Result<void> OfficeCardWork::load_keys(CardVisit& visit, card::MeterId meter,
                                                 const NewCard& given) {
    const card::CardSerial serial = visit.id().serial;
    const auto issuer = keys_.wrapped_issuer_keys(serial, given.key_version);
    const auto meters = keys_.wrapped_card_keys(meter, given.key_version, serial, given.generation,
                                                given.key_version);
    if (!issuer || !meters) {
        return std::unexpected{CardProblem::keys_unavailable};
    }
    using enum card::KeyPurpose;
    const std::array commands{
        card::put_key(card::KeySet::issuer, enc, issuer->at(0)),
        card::put_key(card::KeySet::issuer, mac, issuer->at(1)),
        card::put_key(card::KeySet::issuer, dek, issuer->at(2)),
        // The card unwraps these with the DEK that it has just been given.
        card::put_key(card::KeySet::meter, enc, meters->at(0)),
        card::put_key(card::KeySet::meter, mac, meters->at(1)),
        // Only this makes the card a personalised one, all at once.
        card::store_identity(
            card::encode(card::IdRecord{.kind = card::CardKind::customer,
                                        .life_cycle = card::LifeCycle::personalised,
                                        .serial = serial,
                                        .generation = given.generation,
                                        .meter = meter,
                                        .customer = given.customer,
                                        .key_version = given.key_version})),
    };
    for (const card::Command& command : commands) {
        if (const auto done = visit.give(command); !done) {
            return std::unexpected{done.error()};
        }
    }
    return {};
}

CardWork::Result<CardRead> OfficeCardWork::read(CardLink& link, CommandId id, UserId user) {
    auto visit = open_customer_card(link);
    if (!visit) {
        return std::unexpected{visit.error()};
    }
    // A second session has other counts, so a repeat is answered from the books alone.
    const card::IdRecord& card = visit->id();
    const auto before =
        store_.answer_to(static_cast<LedgerGroup>(std::to_underlying(card.meter)), id, user);
    if (!before) {
        return std::unexpected{before.error()};
    }
    if (*before) {
        const auto* const books = std::get_if<Reconciliation>(&**before);
        if (books == nullptr) {
            return std::unexpected{Refusal::id_already_used};
        }
        const auto counters = read_counters(*visit);
        if (!counters) {
            return std::unexpected{counters.error()};
        }
        if (const auto right = put_right(*visit, *counters, user); !right) {
            return std::unexpected{right.error()};
        }
        return card_read(card, *books);
    }
    return take_report(*visit, {.id = id, .user = user});
}

CardWork::Result<OrderWritten> OfficeCardWork::write(CardLink& link, card::MeterId meter,
                                                     UserId user) {
    auto visit = open_customer_card(link);
    if (!visit) {
        return std::unexpected{visit.error()};
    }
    if (visit->id().meter != meter) {
        return std::unexpected{CardProblem::card_of_another_meter};
    }
    const auto read = take_report(*visit, {.id = fresh_id(), .user = user});
    if (!read) {
        return std::unexpected{read.error()};
    }
    return write_order(*visit, user);
}

CardWork::Result<DeskSale> OfficeCardWork::sell(CardLink& link, const Sell& sell, CommandId id,
                                                UserId user) {
    auto visit = open_customer_card(link);
    if (!visit) {
        return std::unexpected{visit.error()};
    }
    if (visit->id().meter != sell.meter) {
        return std::unexpected{CardProblem::card_of_another_meter};
    }
    const auto read = take_report(*visit, {.id = fresh_id(), .user = user});
    if (!read) {
        return std::unexpected{read.error()};
    }
    const auto sold = post<Sale>(books_, {.id = id, .user = user}, sell);
    if (!sold) {
        return std::unexpected{sold.error()};
    }
    DeskSale sale{.read = *read,
                  .sale = sold->answer,
                  .is_repeat = sold->is_repeat,
                  .not_written = std::nullopt};
    // From here on the money is taken: whatever happens to the card, the sale stands.
    if (const auto written = write_order(*visit, user); !written) {
        sale.not_written = written.error();
    }
    return sale;
}

CardWork::Result<DeskReversal> OfficeCardWork::reverse(CardLink& link, const ReverseSale& reverse,
                                                       CommandId id, UserId user) {
    auto visit = open_customer_card(link);
    if (!visit) {
        return std::unexpected{visit.error()};
    }
    if (visit->id().meter != reverse.meter) {
        return std::unexpected{CardProblem::card_of_another_meter};
    }
    // The count of meter sessions goes into the books before they are asked whether it moved.
    const auto read = take_report(*visit, {.id = fresh_id(), .user = user});
    if (!read) {
        return std::unexpected{read.error()};
    }
    const auto reversed = post<NewAdjustment>(books_, {.id = id, .user = user}, reverse);
    if (!reversed) {
        return std::unexpected{reversed.error()};
    }
    DeskReversal done{.read = *read,
                      .reversal = reversed->answer,
                      .is_repeat = reversed->is_repeat,
                      .not_written = std::nullopt};
    if (const auto written = write_order(*visit, user); !written) {
        done.not_written = written.error();
    }
    return done;
}

CardWork::Result<CardVisit> OfficeCardWork::open_customer_card(CardLink& link) {
    auto visit = CardVisit::begin(link);
    if (!visit) {
        return std::unexpected{visit.error()};
    }
    if (card::is_field_card(visit->id().kind)) {
        return std::unexpected{CardProblem::not_a_customers_card};
    }
    if (const auto checked = check_customers_card(visit->id(), store_); !checked) {
        return std::unexpected{checked.error()};
    }
    if (const auto proven = visit->prove(keys_); !proven) {
        return std::unexpected{proven.error()};
    }
    return std::move(*visit);
}

CardWork::Result<FieldCardIssued> OfficeCardWork::issue_field(CardLink& link,
                                                              const IssueFieldCard& field,
                                                              CommandId id, UserId user) {
    return FieldCardWork{keys_, books_, store_}.issue(link, field, {.id = id, .user = user});
}

CardWork::Result<FieldCardRead> OfficeCardWork::read_field(CardLink& link, UserId user) {
    return FieldCardWork{keys_, books_, store_}.read(link, user);
}

CardWork::Result<CardRead> OfficeCardWork::take_report(CardVisit& visit, const Asker& asker) {
    const card::IdRecord& id = visit.id();
    const auto counters = read_counters(visit);
    if (!counters) {
        return std::unexpected{counters.error()};
    }
    const auto report = read_report(visit);
    if (!report) {
        return std::unexpected{report.error()};
    }
    RecordReport record{.meter = id.meter,
                        .serial = id.serial,
                        .generation = id.generation,
                        .meter_sessions = counters->meter_sessions,
                        .office_sessions = counters->office_sessions,
                        .report = *report,
                        .next_keys = id.next_key_version,
                        .is_locked_out = counters->meter_tries == 0};
    if (const auto taken = take_new_history(visit, record); !taken) {
        return std::unexpected{taken.error()};
    }
    const auto books = post<Reconciliation>(books_, asker, record);
    if (!books) {
        return std::unexpected{books.error()};
    }
    if (const auto right = put_right(visit, *counters, asker.user); !right) {
        return std::unexpected{right.error()};
    }
    return card_read(id, books->answer);
}

CardWork::Result<void> OfficeCardWork::put_right(CardVisit& visit,
                                                 const card::CardCounters& counters, UserId user) {
    if (const auto confirmed = confirm_what_is_held(visit, user); !confirmed) {
        return confirmed;
    }
    return renew_keys(visit, counters.meter_tries, user);
}

// History is written behind a report: where that is known, so is the history.
CardWork::Result<void> OfficeCardWork::take_new_history(CardVisit& visit, RecordReport& record) {
    const auto seen = store_.newest_report_of(record.meter, record.serial, record.generation);
    if (!seen) {
        return std::unexpected{seen.error()};
    }
    if (!record.report || record.report->fields.report_counter <= *seen) {
        return {};
    }
    return take_history(visit, keys_, *seen, record);
}

CardWork::Result<void> OfficeCardWork::renew_keys(CardVisit& visit, std::uint8_t meter_tries,
                                                  UserId user) {
    const card::MeterId meter = visit.id().meter;
    const auto books = store_.meter(meter);
    const auto in_use = store_.version_in_use();
    if (!books || !in_use) {
        return std::unexpected{books ? in_use.error() : books.error()};
    }
    const bool is_newest = *books && (*books)->card && (*books)->card->serial == visit.id().serial;
    if (!is_newest) {
        return {};  // a dead card takes nobody over
    }
    const card::KeyVersion version = (*books)->key_version;
    KeyRenewal renewal{visit, keys_};
    if (meter_tries < card::most_tries) {
        if (const auto given = renewal.give_tries_back(); !given) {
            return std::unexpected{given.error()};
        }
    }
    const auto step = renewal.take_on(version, *in_use);
    if (!step) {
        return std::unexpected{step.error()};
    }
    // Also where an earlier visit finished it and ended before this was in the books.
    const card::KeyVersion now =
        *step == KeyRenewal::Step::finished ? version : visit.id().key_version;
    if (now <= (*books)->card_key_version) {
        return {};
    }
    const auto confirmed = post<Done>(
        books_, {.id = fresh_id(), .user = user},
        ConfirmCardKeys{.meter = meter, .serial = visit.id().serial, .key_version = now});
    if (!confirmed) {
        return std::unexpected{confirmed.error()};
    }
    return {};
}

CardWork::Result<std::optional<CardReport>> OfficeCardWork::read_report(CardVisit& visit) {
    const auto data = visit.give(card::read(card::File::report));
    if (!data) {
        return std::unexpected{data.error()};
    }
    const auto of_meter = version_of(visit.id().meter, store_);
    if (!of_meter) {
        return std::unexpected{of_meter.error()};
    }
    const auto report = checked_report(keys_, visit.id().meter, *of_meter, office::bytes_of(*data));
    if (!report) {
        return std::unexpected{report.error()};
    }
    return *report;
}

CardWork::Result<void> OfficeCardWork::confirm_what_is_held(CardVisit& visit, UserId user) {
    const auto newest = store_.order_to_write(visit.id().meter);
    if (!newest) {
        return std::unexpected{newest.error()};
    }
    if (!*newest || (*newest)->state != OrderState::pending) {
        return {};
    }
    const auto wanted = bytes_of((*newest)->order);
    if (!wanted) {
        return std::unexpected{wanted.error()};
    }
    const auto held = visit.give(card::read(card::File::order));
    if (!held) {
        return std::unexpected{held.error()};
    }
    if (!std::ranges::equal(*held, *wanted)) {
        return {};
    }
    const auto confirmed = post<Done>(books_, {.id = fresh_id(), .user = user},
                                      ConfirmOrder{visit.id().meter, (*newest)->order.sequence});
    if (!confirmed) {
        return std::unexpected{confirmed.error()};
    }
    return {};
}

CardWork::Result<OrderWritten> OfficeCardWork::write_order(CardVisit& visit, UserId user) {
    const card::IdRecord& id = visit.id();
    const auto newest = store_.order_to_write(id.meter);
    if (!newest) {
        return std::unexpected{newest.error()};
    }
    if (!*newest) {
        return std::unexpected{Refusal::unknown_order};
    }
    const card::Order& order = (*newest)->order;
    if (order.card != id.serial || order.generation != id.generation) {
        return std::unexpected{Refusal::unknown_card};
    }
    const auto bytes = bytes_of(order);
    if (!bytes) {
        return std::unexpected{bytes.error()};
    }
    if (const auto done = visit.give(card::update(card::File::order, *bytes)); !done) {
        return std::unexpected{done.error()};
    }
    // Which order is the newest changes with every sale: an id of the asker's would fit one only.
    const auto confirmed = post<Done>(books_, {.id = fresh_id(), .user = user},
                                      ConfirmOrder{id.meter, order.sequence});
    if (!confirmed) {
        return std::unexpected{confirmed.error()};
    }
    return OrderWritten{.meter = id.meter,
                        .serial = id.serial,
                        .sequence = order.sequence,
                        .ordered_total = order.ordered_total};
}

CardWork::Result<card::OrderBytes> OfficeCardWork::bytes_of(const card::Order& order) {
    card::OrderBytes bytes = card::encode(order);
    const auto mac = keys_.order_mac(order.meter, order.key_version, card::mac_input(bytes));
    if (!mac) {
        return std::unexpected{CardProblem::keys_unavailable};
    }
    card::set_mac(bytes, *mac);
    return bytes;
}

}  // namespace office
