#include "tests/card_work/story.h"

#include <algorithm>
#include <utility>

#include "card/keys_record.h"
#include "card/parameter_set.h"
#include "card/report.h"
#include "tests/card_work/made_reports.h"

namespace card_work {

using office::CardFailure;

Interference undisturbed() {
    return [](std::size_t, const Bytes& command, card::SoftwareCard& in_the_reader) {
        return answer_of(in_the_reader, command);
    };
}

std::string name_of(Work work) {
    switch (work) {
        case Work::issue:
            return "issue";
        case Work::read:
            return "read";
        case Work::sell:
            return "sell";
        case Work::reverse:
            return "reverse";
        case Work::begin_next_key:
            return "begin_next_key";
        case Work::finish_next_key:
            return "finish_next_key";
        case Work::issue_field:
            return "issue_field";
        case Work::read_field:
            return "read_field";
    }
    std::unreachable();
}

Story::Story(Token& token, Work work) : token_{token}, work_{work}, office_{token} {
    prepare();
    sales_before_ = office_.sales();
    id_ = Office::next_id();
}

void Story::prepare() {
    const auto do_now = [this](Work work) {
        const Work meant = std::exchange(work_, work);
        ASSERT_TRUE(act(office_, undisturbed())) << name_of(work);
        work_ = meant;
        id_ = Office::next_id();
    };
    if (work_ == Work::issue || work_ == Work::issue_field) {
        return;
    }
    if (work_ == Work::read_field) {
        Reader reader{blank_.card};
        ASSERT_TRUE(
            office_.work.issue_field(reader, round_of(office_, field_kind()), id_, office_.clerk));
        card::Report report = card::testing::example_report();
        report.meter = Office::meter;
        report.card = field_serial;
        report.order_sequence = card::Sequence{0};
        report.ordered_total = base::WattHours{};
        written_by_meter_ = signed_report(report, token_.keys());
        (*blank_.field)[0].report = written_by_meter_;
        return;
    }
    do_now(Work::issue);
    if (work_ == Work::begin_next_key) {
        office_.roll();
        return;
    }
    if (work_ == Work::finish_next_key) {
        office_.roll();
        do_now(Work::begin_next_key);
        load_at_the_meter(card_, token_.keys(), card::KeyVersion{2});
        written_by_meter_ = card_.memory().report;
        return;
    }
    Reader reader{card_};
    const auto sold =
        office_.work.sell(reader, office_.sale(30'000), Office::next_id(), office_.clerk);
    ASSERT_TRUE(sold && !sold->not_written);
    if (work_ == Work::reverse) {
        reverse_ = {Office::meter, sold->sale.receipt, office::AdjustmentReason::wrong_amount};
        return;
    }
    load_at_the_meter(card_, token_.keys(), card::KeyVersion{1});
    written_by_meter_ = card_.memory().report;
}

bool Story::act(Office& office, const Interference& between) {
    return !failure_of(office, between);
}

bool Story::act_again(Office& office) {
    const auto failure = failure_of(office, undisturbed());
    const auto* const refusal = failure ? std::get_if<office::Refusal>(&*failure) : nullptr;
    if (refusal != nullptr && *refusal == office::Refusal::id_already_used) {
        id_ = Office::next_id();
        return act(office, undisturbed());
    }
    return !failure;
}

std::optional<CardFailure> Story::failure_of(Office& office, const Interference& between) {
    Reader reader{card(), between};
    const auto of = [](const auto& result) {
        return result ? std::nullopt : std::optional<CardFailure>{result.error()};
    };
    switch (work_) {
        case Work::issue:
            return of(office.work.issue(reader, Office::meter, id_, office.clerk));
        case Work::read:
            return of(office.work.read(reader, id_, office.clerk));
        case Work::sell:
        case Work::begin_next_key:
        case Work::finish_next_key: {
            const auto sold = office.work.sell(reader, office.sale(1'000), id_, office.clerk);
            return sold ? sold->not_written : of(sold);
        }
        case Work::reverse: {
            const auto reversed = office.work.reverse(reader, reverse_, id_, office.clerk);
            return reversed ? reversed->not_written : of(reversed);
        }
        case Work::issue_field:
            return of(
                office.work.issue_field(reader, round_of(office, field_kind()), id_, office.clerk));
        case Work::read_field:
            return of(office.work.read_field(reader, office.clerk));
    }
    std::unreachable();
}

void Story::expect_books_say_what_is_so(Office& office) {
    const office::MeterView books = office.view();
    const card::CardMemory& memory = card_.memory();
    const bool is_proven = books.card && books.card->serial == serial &&
                           books.card->state == office::CardState::confirmed;
    if (is_proven) {
        EXPECT_EQ(memory.id.generation, books.card->generation);
        EXPECT_EQ(memory.id.customer, books.customer);
        EXPECT_GE(memory.id.key_version, books.card_key_version);
        expect_card_is(memory.id, memory.id.key_version);
    }
    if (books.newest_order && books.newest_order->state == office::OrderState::issued) {
        EXPECT_TRUE(std::ranges::equal(card::mac_input(memory.order),
                                       card::mac_input(card::encode(books.newest_order->order))));
    }
    if (office.is_field_card_written(field_serial)) {
        expect_field_card_is_written();
    }
    EXPECT_LE(office.sales(), sales_before_ + (is_sale() ? 1U : 0U));
    EXPECT_LE(office.adjustments(), work_ == Work::reverse ? 1U : 0U);
    if (const auto& reading = books.last_reading) {
        EXPECT_TRUE(reading->findings.empty()) << reading->findings.bits();
        EXPECT_EQ(reading->report, *card::decode_report(written_by_meter_));
    }
}

void Story::expect_done(Office& office) {
    expect_books_say_what_is_so(office);
    const office::MeterView books = office.view();
    EXPECT_EQ(office.sales(), sales_before_ + (is_sale() ? 1U : 0U));
    if (is_sale() || work_ == Work::reverse) {
        EXPECT_EQ(books.newest_order->state, office::OrderState::issued);
    }
    if (!is_field()) {
        EXPECT_EQ(books.card->state, office::CardState::confirmed);
    }
    if (work_ == Work::begin_next_key) {
        EXPECT_EQ(card_.memory().id.next_key_version, card::KeyVersion{2});
        EXPECT_TRUE(card::decode_keys_record(card_.memory().keys));
    }
    if (work_ == Work::finish_next_key) {
        EXPECT_EQ(books.key_version, card::KeyVersion{2});
        EXPECT_EQ(books.card_key_version, card::KeyVersion{2});
        EXPECT_EQ(card_.memory().id.next_key_version, card::KeyVersion{0});
    }
    if (work_ == Work::reverse) {
        EXPECT_EQ(office.adjustments(), 1U);
    }
    if (is_field()) {
        EXPECT_TRUE(office.is_field_card_written(field_serial));
    }
    if (work_ == Work::read || work_ == Work::finish_next_key || work_ == Work::read_field) {
        EXPECT_TRUE(books.last_reading);
    }
}

void Story::expect_served(Office& office) {
    Reader reader{card()};
    if (is_field()) {
        EXPECT_TRUE(office.work.read_field(reader, office.clerk));
    } else {
        EXPECT_TRUE(office.work.read(reader, Office::next_id(), office.clerk));
    }
}

void Story::expect_card_is(const card::IdRecord& id, card::KeyVersion version) {
    const auto keys = card::card_keys(meter_key(token_.keys(), version), id.serial, id.generation);
    const card::ChannelKeys& held = card_.memory().meter.keys;
    EXPECT_EQ(id.life_cycle, card::LifeCycle::personalised);
    EXPECT_EQ(id.meter, Office::meter);
    EXPECT_TRUE(std::ranges::equal(held.enc.bytes(), keys.enc.bytes()));
    EXPECT_TRUE(std::ranges::equal(held.mac.bytes(), keys.mac.bytes()));
}

void Story::expect_field_card_is_written() {
    const card::FieldPlace& place = (*blank_.field)[0];
    const auto keys = card::field_keys(meter_key(token_.keys()), field_serial,
                                       blank_.card.memory().id.generation);
    EXPECT_EQ(place.meter, Office::meter);
    EXPECT_TRUE(std::ranges::equal(place.keys.enc.bytes(), keys.enc.bytes()));
    EXPECT_TRUE(std::ranges::equal(place.keys.mac.bytes(), keys.mac.bytes()));
    if (field_kind() == card::CardKind::parameter) {
        EXPECT_TRUE(card::is_genuine(
            place.parameters, card::derive(meter_key(token_.keys()), card::parameter_key_block())));
    }
}

}  // namespace card_work
