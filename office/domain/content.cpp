#include "office/domain/content.h"

#include <array>
#include <chrono>
#include <variant>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "card/parameter_set.h"
#include "office/domain/byte_builder.h"

namespace office {
namespace {

std::int32_t day_number(std::chrono::year_month_day date) {
    return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

struct CommandContent {
    ByteBuilder& to;

    void operator()(const AddUser& given) const { to.text(given.name).add(given.role); }
    void operator()(const AddApiToken& given) const {
        to.add(given.owner).text(given.label).bytes(given.token_hash);
    }
    void operator()(const ProposeTariff& given) const {
        to.text(given.name)
            .add(given.price_per_kwh)
            .add(given.tax_basis_points)
            .add(day_number(given.valid_from))
            .add(given.monthly_charge)
            .add(given.customers);
        for (const PriceStep& step : given.further_steps) {
            to.add(step.from).add(step.price_per_kwh);
        }
    }
    void operator()(const ApproveTariff& given) const { to.add(given.tariff); }
    void operator()(const RegisterMeter& given) const {
        to.add(given.meter).add(given.key_version.value_or(card::KeyVersion{0}));
    }
    void operator()(const OpenAccount& given) const {
        to.add(given.meter)
            .add(given.tariff)
            .text(given.name)
            .text(given.address)
            .text(given.phone)
            .add(given.customer_class);
    }
    void operator()(const AddArrears& given) const {
        to.add(given.meter)
            .add(given.amount)
            .add(given.recovery.most_per_sale)
            .add(given.recovery.basis_points);
    }
    void operator()(const LinkPremises& given) const {
        for (const PremisesLink& link : given.links) {
            to.add(link.meter)
                .text(link.transformer)
                .text(link.district)
                .add(day_number(link.from));
        }
    }
    void operator()(const RecordFeederReadings& given) const {
        for (const FeederReading& reading : given.readings) {
            to.text(reading.transformer).add(day_number(reading.date)).add(reading.total);
        }
    }
    void operator()(const IssueCard& given) const { to.add(given.meter).add(given.serial); }
    void operator()(const ConfirmCard& given) const {
        to.add(given.meter).add(given.serial).add(given.generation);
    }
    void operator()(const Sell& given) const {
        to.add(given.meter).add(static_cast<std::uint8_t>(given.amount.index()));
        std::visit([this](auto amount) { to.add(amount); }, given.amount);
        to.text(given.desk);
        if (given.quote) {
            to.bytes(encode(*given.quote));
        }
        // Nine bytes or none, sixty of a quote or none: what follows the desk is told by its
        // length.
        if (given.payment != Payment{}) {
            to.add(given.payment.means)
                .add(given.payment.tendered ? given.payment.tendered->count() : -1);
        }
    }
    void operator()(const SetDesk& given) const {
        to.text(given.desk).add(given.most_unsigned_cash ? given.most_unsigned_cash->count() : -1);
    }
    void operator()(const OpenShift& given) const { to.text(given.desk).add(given.change_fund); }
    void operator()(const CloseShift& given) const { to.add(given.shift).add(given.counted); }
    void operator()(const SignShift& given) const { to.add(given.shift); }
    void operator()(const CloseDay& given) const { to.add(day_number(given.date)); }
    void operator()(const ConfirmOrder& given) const { to.add(given.meter).add(given.sequence); }
    void operator()(const HoldCeremony& given) const {
        to.add(given.ceremony)
            .add(given.master.kind)
            .add(given.master.version)
            .add(given.fingerprint)
            .add(given.shares ? given.shares->needed : std::uint8_t{0})
            .add(given.shares ? given.shares->count : std::uint8_t{0})
            .add(given.second);
    }
    void operator()(const ConfirmCardKeys& given) const {
        to.add(given.meter).add(given.serial).add(given.key_version);
    }
    void operator()(const RecordFailedProof& given) const { to.add(given.user); }
    void operator()(const RecordKeyUses& given) const {
        for (const MasterUses& uses : given.uses) {
            to.add(uses.master.kind).add(uses.master.version).add(uses.use).add(uses.times);
        }
    }
    void operator()(const IssueFieldCard& given) const {
        to.add(given.serial).add(given.kind).add(given.carrier);
        if (given.parameters) {
            std::array<std::uint8_t, card::parameters_size> bytes{};
            base::ByteWriter writer{bytes};
            card::write(writer, *given.parameters);
            to.bytes(bytes);
        }
        for (const card::MeterId meter : given.meters) {
            to.add(meter);
        }
    }
    void operator()(const ConfirmFieldCard& given) const { to.add(given.serial).add(given.round); }
    void operator()(const LoseFieldCard& given) const { to.add(given.serial); }
    void operator()(const RecordFieldReport& given) const {
        to.add(given.meter)
            .add(given.serial)
            .add(given.round)
            .add(static_cast<std::uint8_t>(given.is_altered));
        if (given.report) {
            to.bytes(given.report->bytes);
        }
        for (const card::EventRecord& event : given.events) {
            to.bytes(card::encode(event));
        }
    }
    void operator()(const PrintReceipt& given) const { to.add(given.meter).add(given.receipt); }
    void operator()(const ReverseSale& given) const {
        to.add(given.meter).add(given.receipt).add(given.reason);
    }
    void operator()(const AskAdjustment& given) const {
        to.add(given.meter).add(given.kind).add(given.receipt).add(given.energy).add(given.reason);
    }
    void operator()(const AskExchange& given) const {
        to.add(given.meter)
            .add(given.new_meter)
            .add(given.used_since ? given.used_since->count() : -1)
            .add(given.reason);
    }
    void operator()(const ApproveAdjustment& given) const {
        to.add(given.meter).add(given.adjustment);
    }
    void operator()(const DeclineAdjustment& given) const {
        to.add(given.meter).add(given.adjustment);
    }
    void operator()(const PayBack& given) const {
        to.add(given.meter).add(given.adjustment).text(given.desk).add(given.means);
    }
    void operator()(const SetBlocked& given) const {
        to.add(given.meter).add(static_cast<std::uint8_t>(given.is_blocked));
    }
    void operator()(const ExportMeterKey& given) const { to.add(given.meter); }
    void operator()(const RecordReport& given) const {
        to.add(given.meter)
            .add(given.serial)
            .add(given.generation)
            .add(given.meter_sessions)
            .add(given.office_sessions);
        if (given.report) {
            to.bytes(given.report->bytes);
        }
        if (given.next_keys != card::KeyVersion{0}) {
            to.add(given.next_keys);
        }
        for (const card::PeriodEnds& ends : given.ends) {
            to.bytes(card::encode(ends));
        }
        for (const card::EventRecord& event : given.events) {
            to.bytes(card::encode(event));
        }
        if (given.is_altered) {
            to.add(std::uint8_t{1});
        }
        if (given.is_locked_out) {
            to.add(std::uint8_t{2});
        }
    }
};

struct AnswerContent {
    ByteBuilder& to;

    void operator()(Done) const {}
    void operator()(const NewUser& answer) const { to.add(answer.user); }
    void operator()(const NewToken& answer) const { to.add(answer.token); }
    void operator()(const NewTariff& answer) const { to.add(answer.tariff); }
    void operator()(const NewAccount& answer) const { to.add(answer.customer); }
    void operator()(const NewCard& answer) const {
        to.add(answer.generation).add(answer.customer).add(answer.key_version);
    }
    void operator()(const Sale& answer) const {
        to.add(answer.receipt)
            .add(answer.energy)
            .add(answer.net)
            .add(answer.tax)
            .add(answer.total)
            .add(answer.tariff)
            .add(answer.sequence)
            .add(answer.ordered_total)
            .add(answer.readings_without_report)
            .add(answer.charge)
            .add(answer.arrears)
            .add(answer.arrears_left)
            .add(answer.desk_receipt)
            .add(answer.means)
            .add(answer.change);
    }
    void operator()(const NewFieldRound& answer) const {
        to.add(answer.round).add(answer.key_version).add(answer.carrier);
        for (const FieldMeter& meter : answer.meters) {
            to.add(meter.meter).add(meter.key_version).add(meter.parameter_version);
        }
    }
    void operator()(const NewShift& answer) const { to.add(answer.shift); }
    void operator()(const ReceiptPrinted& answer) const { to.add(answer.copy); }
    void operator()(const Imported& answer) const { to.add(answer.added).add(answer.unchanged); }
    void operator()(const NewAdjustment& answer) const {
        to.add(answer.adjustment).add(answer.total);
    }
    void operator()(const PaidBack& answer) const { to.add(answer.total); }
    void operator()(const CountedShift& answer) const {
        to.add(answer.expected).add(answer.counted).add(answer.difference);
    }
    void operator()(const Reconciliation& answer) const {
        to.add(answer.ordered)
            .add(answer.loaded)
            .add(answer.consumed)
            .add(answer.remaining)
            .add(answer.overdrawn)
            .add(static_cast<std::uint8_t>(answer.is_newer))
            .add(answer.readings_without_report)
            .add(answer.findings.bits());
    }
};

// Reads the fields of AnswerContent in the same order; braces fix the order of evaluation.
class AnswerReader {
 public:
    explicit AnswerReader(base::ByteReader& from) : from_{from} {}

    Answer read(Done) { return Done{}; }
    Answer read(NewUser) { return NewUser{UserId{from_.u32()}}; }
    Answer read(NewToken) { return NewToken{TokenId{from_.u32()}}; }
    Answer read(NewTariff) { return NewTariff{TariffId{from_.u32()}}; }
    Answer read(NewAccount) { return NewAccount{card::CustomerNumber{from_.u64()}}; }
    Answer read(NewCard) {
        return NewCard{card::Generation{from_.u16()}, card::CustomerNumber{from_.u64()},
                       card::KeyVersion{from_.u8()}};
    }
    Answer read(const Sale&) {
        Sale sale{ReceiptNumber{from_.u64()},
                  quantity<base::WattHours>(),
                  quantity<base::MinorUnits>(),
                  quantity<base::MinorUnits>(),
                  quantity<base::MinorUnits>(),
                  TariffId{from_.u32()},
                  card::Sequence{from_.u32()},
                  quantity<base::WattHours>(),
                  from_.u8()};
        // Books of version 1 have answers without these, those of version 2 without the rest.
        if (!from_.is_used_up()) {
            sale.charge = quantity<base::MinorUnits>();
            sale.arrears = quantity<base::MinorUnits>();
            sale.arrears_left = quantity<base::MinorUnits>();
        }
        if (!from_.is_used_up()) {
            sale.desk_receipt = DeskReceipt{from_.u64()};
            sale.means = static_cast<Means>(from_.u8());
            sale.change = quantity<base::MinorUnits>();
        }
        return sale;
    }
    Answer read(const NewFieldRound&) {
        NewFieldRound round{card::Generation{from_.u16()},
                            card::KeyVersion{from_.u8()},
                            card::CustomerNumber{from_.u64()},
                            {}};
        while (from_.left() > 0) {
            round.meters.push_back(
                {card::MeterId{from_.u64()}, card::KeyVersion{from_.u8()}, from_.u32()});
        }
        return round;
    }
    Answer read(NewShift) { return NewShift{ShiftId{from_.u32()}}; }
    Answer read(const NewAdjustment&) {
        return NewAdjustment{AdjustmentId{from_.u64()}, quantity<base::MinorUnits>()};
    }
    Answer read(const PaidBack&) { return PaidBack{quantity<base::MinorUnits>()}; }
    Answer read(ReceiptPrinted) { return ReceiptPrinted{from_.u32()}; }
    Answer read(Imported) { return Imported{from_.u32(), from_.u32()}; }
    Answer read(const CountedShift&) {
        return CountedShift{quantity<base::MinorUnits>(), quantity<base::MinorUnits>(),
                            quantity<base::MinorUnits>()};
    }
    Answer read(const Reconciliation&) {
        return Reconciliation{quantity<base::WattHours>(),
                              quantity<base::WattHours>(),
                              quantity<base::WattHours>(),
                              quantity<base::WattHours>(),
                              quantity<base::WattHours>(),
                              from_.u8() != 0,
                              from_.u8(),
                              Findings{from_.u32()}};
    }

 private:
    template <typename Q>
    Q quantity() {
        return Q{from_.signed_of(8)};
    }

    base::ByteReader& from_;
};

// The answer whose place in the variant is `index`.
template <std::size_t I = 0>
std::optional<Answer> read_answer(std::size_t index, AnswerReader& reader) {
    if constexpr (I < std::variant_size_v<Answer>) {
        if (index == I) {
            return reader.read(std::variant_alternative_t<I, Answer>{});
        }
        return read_answer<I + 1>(index, reader);
    } else {
        return std::nullopt;
    }
}

}  // namespace

std::vector<std::uint8_t> content_of(UserId user, const Command& command) {
    ByteBuilder builder;
    builder.add(user).add(static_cast<std::uint8_t>(command.index()));
    std::visit(CommandContent{builder}, command);
    return builder.take();
}

std::vector<std::uint8_t> encode(const Answer& answer) {
    ByteBuilder builder;
    builder.add(static_cast<std::uint8_t>(answer.index()));
    std::visit(AnswerContent{builder}, answer);
    return builder.take();
}

std::vector<std::uint8_t> encode(const Quote& quote) {
    ByteBuilder builder;
    builder.add(quote.meter)
        .add(quote.tariff)
        .add(quote.price.energy)
        .add(quote.price.net)
        .add(quote.price.charge)
        .add(quote.price.tax)
        .add(quote.price.arrears)
        .add(std::int64_t{quote.expires.time_since_epoch().count()});
    return builder.take();
}

std::optional<Quote> decode_quote(std::span<const std::uint8_t> bytes) {
    base::ByteReader from{bytes};
    Quote quote;
    quote.meter = card::MeterId{from.u64()};
    quote.tariff = TariffId{from.u32()};
    quote.price.energy = base::WattHours{from.signed_of(8)};
    for (auto* const part :
         {&quote.price.net, &quote.price.charge, &quote.price.tax, &quote.price.arrears}) {
        *part = base::MinorUnits{from.signed_of(8)};
    }
    quote.expires = std::chrono::sys_seconds{std::chrono::seconds{from.signed_of(8)}};
    if (!from.is_used_up()) {
        return std::nullopt;
    }
    return quote;
}

std::optional<Answer> decode_answer(std::span<const std::uint8_t> bytes) {
    base::ByteReader from{bytes};
    AnswerReader reader{from};
    const std::uint8_t index = from.u8();
    auto answer = read_answer(index, reader);
    if (!from.is_used_up()) {
        return std::nullopt;
    }
    return answer;
}

}  // namespace office
