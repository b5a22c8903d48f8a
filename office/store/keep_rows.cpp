#include <array>
#include <variant>

#include "base/byte_writer.h"
#include "base/ensure.h"
#include "card/parameter_set.h"
#include "office/domain/ledger.h"
#include "office/store/book_rows.h"
#include "office/store/statistic_rows.h"

namespace office {
namespace {

struct Keep {
    Database& database;
    Journal& journal;
    const Context& context;
    std::int64_t command;

    void operator()(const UserAdded& added) const {
        journal.add(JournalTable::user_account, command, added.user, added.given.name,
                    added.given.role, added.given.password_hash);
    }
    void operator()(const TokenAdded& added) const {
        journal.add(JournalTable::api_token, command, added.token, added.given.owner,
                    added.given.label, added.given.token_hash);
    }
    void operator()(const TariffProposed& proposed) const {
        const ProposeTariff& given = proposed.given;
        journal.add(JournalTable::tariff, command, proposed.tariff, given.name, given.price_per_kwh,
                    given.tax_basis_points, given.valid_from, context.user);
        journal.add(JournalTable::tariff_terms, command, proposed.tariff, given.customers,
                    given.monthly_charge);
        for (const PriceStep& step : given.further_steps) {
            journal.add(JournalTable::tariff_step, command, proposed.tariff, step.from,
                        step.price_per_kwh);
        }
    }
    void operator()(const TariffApproved& approved) const {
        journal.add(JournalTable::tariff_approval, command, approved.tariff, context.user);
    }
    void operator()(const MeterRegistered& registered) const {
        journal.add(JournalTable::meter_registration, command, registered.meter,
                    registered.key_version);
    }
    void operator()(const CeremonyHeld& held) const {
        const HoldCeremony& given = held.given;
        std::optional<std::uint8_t> needed;
        std::optional<std::uint8_t> count;
        if (given.shares) {
            needed = given.shares->needed;
            count = given.shares->count;
        }
        journal.add(JournalTable::key_ceremony, command, given.ceremony, given.master.kind,
                    given.master.version, given.fingerprint, needed, count, context.user,
                    given.second);
    }
    void operator()(const ProofFailed& failed) const {
        journal.add(JournalTable::failed_proof, command, failed.user);
    }
    void operator()(const KeysUsed& used) const {
        for (const MasterUses& uses : used.uses) {
            journal.add(JournalTable::key_use, command, uses.master.kind, uses.master.version,
                        uses.use, uses.times);
        }
    }
    void operator()(const CardRolledOver& rolled) const {
        journal.add(JournalTable::card_roll_over, command, rolled.given.meter, rolled.given.serial,
                    rolled.given.key_version);
    }
    void operator()(const MeterRolledOver& rolled) const {
        journal.add(JournalTable::meter_roll_over, command, rolled.meter, rolled.key_version);
    }
    void operator()(const PremisesLinked& linked) const {
        keep_links(database, journal, command, linked.links);
    }
    void operator()(const FeederRead& read) const {
        keep_feeder_readings(journal, command, read.readings);
    }
    void operator()(const FieldRoundGiven& given) const {
        const NewFieldRound& round = given.round;
        journal.add(JournalTable::field_round, command, given.given.serial, round.round,
                    given.given.kind, given.given.carrier, round.key_version);
        for (std::size_t place = 0; place < round.meters.size(); ++place) {
            const FieldMeter& meter = round.meters[place];
            journal.add(JournalTable::field_place, command, static_cast<std::uint8_t>(place),
                        meter.meter, meter.key_version, meter.parameter_version);
        }
        if (given.given.parameters) {
            std::array<std::uint8_t, card::parameters_size> bytes{};
            base::ByteWriter writer{bytes};
            card::write(writer, *given.given.parameters);
            journal.add(JournalTable::field_parameters, command, bytes);
        }
    }
    void operator()(const FieldRoundConfirmed& confirmed) const {
        journal.add(JournalTable::field_confirmation, command, confirmed.given.serial,
                    confirmed.given.round);
    }
    void operator()(const FieldCardLost& lost) const {
        journal.add(JournalTable::field_loss, command, lost.serial, lost.round);
    }
    void operator()(const EndsRecorded& recorded) const {
        for (const auto& [period, end] : recorded.ends) {
            journal.add(JournalTable::period_end, command, recorded.meter, period, end.time,
                        end.clock_trusted, end.ordered_total, end.consumed_total);
        }
    }
    void operator()(const EventsRecorded& recorded) const {
        for (const card::EventRecord& event : recorded.events) {
            journal.add(JournalTable::meter_event, command, event.meter, event.number, event.kind,
                        event.reasons, event.time, event.ordered_total, event.consumed_total,
                        event.detail);
        }
    }
    void operator()(const KeyExported& exported) const {
        journal.add(JournalTable::key_export, command, exported.meter);
    }
    void operator()(const AccountOpened& opened) const {
        const OpenAccount& given = opened.given;
        journal.add(JournalTable::account, command, opened.customer, given.meter, given.tariff);
        journal.add(JournalTable::account_terms, command, opened.customer, given.meter,
                    given.customer_class, context.business_date);
        database.run("INSERT INTO customer VALUES (?, ?, ?, ?)", opened.customer, given.name,
                     given.address, given.phone);
    }
    void operator()(const CardGiven& card) const {
        journal.add(JournalTable::card, command, card.serial, card.meter, card.generation);
    }
    void operator()(const CardConfirmed& card) const {
        journal.add(JournalTable::card_confirmation, command, card.meter, card.generation);
    }
    void operator()(const OrderMade& made) const {
        const card::Order& order = made.order;
        journal.add(JournalTable::energy_order, command, order.meter, order.sequence,
                    order.key_version, order.kind, order.card, order.generation, order.energy,
                    order.ordered_total, order.purchases, order.last_purchase_energy,
                    order.last_purchase_time, order.customer, order.parameter_version,
                    order.issue_time, order.office);
    }
    void operator()(const OrderIssued& issued) const {
        journal.add(JournalTable::order_issue, command, issued.meter, issued.sequence);
    }
    void operator()(const SaleMade& made) const {
        const Sale& sale = made.sale;
        journal.add(JournalTable::sale, command, sale.receipt, made.meter, made.customer,
                    sale.sequence, context.business_date, made.desk, sale.energy, sale.net,
                    sale.tax, sale.total, sale.tariff);
        journal.add(JournalTable::sale_payment, command, sale.receipt, made.desk, sale.desk_receipt,
                    made.shift, sale.means, sale.total + sale.change);
        if (sale.charge + sale.arrears > base::MinorUnits{}) {
            journal.add(JournalTable::sale_dues, command, sale.receipt, made.meter, sale.charge,
                        sale.arrears);
        }
    }
    void operator()(const DeskSet& set) const {
        journal.add(JournalTable::desk_setting, command, set.given.desk,
                    set.given.most_unsigned_cash);
    }
    void operator()(const ShiftOpened& opened) const {
        journal.add(JournalTable::shift_opening, command, opened.shift, opened.given.desk,
                    context.user, context.business_date, opened.given.change_fund);
    }
    void operator()(const ShiftClosed& closed) const {
        journal.add(JournalTable::shift_closing, command, closed.given.shift, context.user,
                    closed.cash_taken, closed.given.counted);
    }
    void operator()(const ShiftSigned& done) const {
        journal.add(JournalTable::shift_signing, command, done.shift, context.user);
    }
    void operator()(const ReceiptHandedOut& printed) const {
        journal.add(JournalTable::receipt_print, command, printed.given.meter,
                    printed.given.receipt, context.user);
    }
    void operator()(const DayClosed& closed) const {
        journal.add(JournalTable::day_close, command, closed.date, context.user);
        for (const Leg& sum : closed.sums) {
            journal.add(JournalTable::day_total, command, closed.date, sum.account, sum.amount);
        }
    }
    void operator()(const ArrearsAdded& added) const {
        const AddArrears& given = added.given;
        journal.add(JournalTable::arrears, command, given.meter, added.customer, given.amount,
                    given.recovery.most_per_sale, given.recovery.basis_points);
    }
    void operator()(const AdjustmentAsked& asked) const {
        const AdjustmentRow& row = asked.row;
        const Price& price = row.figures.price;
        journal.add(JournalTable::adjustment, command, row.adjustment, asked.meter, row.customer,
                    row.kind, asked.reason, row.asked_by, price.energy, price.net, price.charge,
                    price.tax, price.arrears);
        for (const AdjustmentShare& share : row.figures.shares) {
            journal.add(JournalTable::adjustment_share, command, row.adjustment, asked.meter,
                        share.receipt, share.energy, share.net, share.tax);
        }
    }
    void operator()(const ExchangeAsked& asked) const {
        const AdjustmentRow& row = asked.row;
        journal.add(JournalTable::meter_exchange, command, row.adjustment, asked.meter,
                    row.customer, row.exchange->new_meter, row.exchange->used_since,
                    row.exchange->is_dead);
    }
    void operator()(const CarriedIn& carried) const {
        journal.add(JournalTable::carry_in, command, carried.meter, carried.sequence,
                    carried.energy);
    }
    void operator()(const AdjustmentApproved& approved) const {
        const AdjustmentRow& row = approved.row;
        journal.add(JournalTable::adjustment_approval, command, row.adjustment, approved.meter,
                    context.user, row.sequence, row.meter_sessions);
    }
    void operator()(const AdjustmentDeclined& declined) const {
        journal.add(JournalTable::adjustment_refusal, command, declined.adjustment, declined.meter,
                    context.user);
    }
    void operator()(const AdjustmentProven& proven) const {
        journal.add(JournalTable::adjustment_proof, command, proven.adjustment, proven.meter);
    }
    void operator()(const AdjustmentPaid& paid) const {
        journal.add(JournalTable::adjustment_payment, command, paid.given.adjustment,
                    paid.given.meter, context.business_date, paid.given.desk, paid.shift,
                    paid.given.means, context.user, paid.total);
    }
    void operator()(const CustomerBlocked& blocked) const {
        journal.add(JournalTable::customer_block, command, blocked.given.meter, blocked.customer,
                    blocked.given.is_blocked, context.user);
    }
    void operator()(const Posted& posted) const {
        base::ensure(is_balanced(posted.legs));
        for (const Leg& leg : posted.legs) {
            journal.add(JournalTable::posting_leg, command, posted.meter, context.business_date,
                        leg.account, leg.amount);
        }
    }
    void operator()(const ReadingRecorded& recorded) const {
        const RecordReport& given = recorded.given;
        const auto number = database.number("SELECT coalesce(max(reading), 0) + 1 FROM reading");
        std::optional<card::ReportBytes> bytes;
        std::optional<card::Digest8> digest;
        if (given.report) {
            bytes = given.report->bytes;
            digest = given.report->digest;
        }
        journal.add(JournalTable::reading, command, number, given.meter, given.serial,
                    given.generation, given.meter_sessions, given.office_sessions, bytes, digest,
                    recorded.is_newer, recorded.findings.bits());
    }
};

void keep_meter(Database& database, const MeterRow& row) {
    std::optional<card::CardSerial> serial;
    std::optional<card::Generation> generation;
    std::optional<CardState> state;
    if (row.card) {
        serial = row.card->serial;
        generation = row.card->generation;
        state = row.card->state;
    }
    database.run(
        "REPLACE INTO meter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.meter, row.key_version, row.customer, row.tariff, row.is_open, serial, generation,
        state, row.sequence, row.ordered_total, row.purchases, row.last_purchase_energy,
        row.last_purchase_time, row.meter_sessions, row.readings_without_report, row.customer_class,
        row.charged_through, row.bought_in_month, row.arrears.owed,
        row.arrears.recovery.most_per_sale, row.arrears.recovery.basis_points,
        row.order_key_version, row.carried_in, row.is_barred);
}

void keep_desk(Database& database, const DeskRow& row) {
    database.run("REPLACE INTO desk VALUES (?, ?, ?, ?, ?, ?, ?)", row.desk, row.most_unsigned_cash,
                 row.shift, row.shift_opened_by, row.change_fund, row.cash_taken,
                 row.cash_unsigned);
}

}  // namespace

void keep(Database& database, Journal& journal, const Context& context, std::int64_t command,
          const Decision& decision) {
    for (const Change& change : decision.changes) {
        std::visit(Keep{database, journal, context, command}, change);
    }
    if (decision.meter) {
        keep_meter(database, *decision.meter);
    }
    if (decision.new_meter) {
        keep_meter(database, *decision.new_meter);
    }
    if (decision.desk) {
        keep_desk(database, *decision.desk);
    }
    keep_statistics(database, decision);
}

}  // namespace office
