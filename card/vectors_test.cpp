// docs/formats/vectors.json: every derivation and record with made-up keys, for other languages.
// The file must be what the code makes, and the code must read it back. scripts/check_vectors.py
// computes the same with another library.
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/byte_writer.h"
#include "card/crypto/cmac.h"
#include "card/crypto/key_wrap.h"
#include "card/event_record.h"
#include "card/period_ends.h"
#include "card/scp03/session.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"

namespace card {
namespace {

using base::WattHours;
using Json = nlohmann::ordered_json;
using testing::hex_of;

constexpr MeterId largest_meter{999'999'999'999};
const Key128 master_key = testing::key_of("000102030405060708090a0b0c0d0e0f");
const Key128 meter_key = derive(master_key, meter_key_block(testing::example_meter));
const Key128 roll_master_key = testing::key_of("101112131415161718191a1b1c1d1e1f");
const Key128 next_master_key = testing::key_of("202122232425262728292a2b2c2d2e2f");
const Key128 roll_key = derive(roll_master_key, roll_key_block(testing::example_meter));
const testing::IssuerKeys issuer = testing::issuer_keys(master_key, testing::example_serial);

template <typename T>
auto number(T value) {
    return std::to_underlying(value);
}

std::int64_t seconds_of(std::chrono::sys_seconds time) {
    return time.time_since_epoch().count();
}

Json derivation(const char* name, const Key128& parent, const Block& block) {
    return {{"name", name},
            {"parent", hex_of(parent.bytes())},
            {"block", hex_of(block)},
            {"child", hex_of(derive(parent, block).bytes())}};
}

Json derivations() {
    const auto serial = testing::example_serial;
    Json list = Json::array();
    list.push_back(derivation("K_meter", master_key, meter_key_block(testing::example_meter)));
    list.push_back(
        derivation("K_meter, the largest id", master_key, meter_key_block(largest_meter)));
    list.push_back(derivation("K_order", meter_key, order_key_block()));
    list.push_back(derivation("K_report", meter_key, report_key_block()));
    list.push_back(derivation("K_param", meter_key, parameter_key_block()));
    list.push_back(derivation("K_random", meter_key, random_key_block()));
    for (const Generation generation : {Generation{1}, Generation{0xFFFF}}) {
        list.push_back(derivation("K_card ENC", meter_key,
                                  card_key_block(serial, generation, KeyPurpose::enc)));
        list.push_back(derivation("K_card MAC", meter_key,
                                  card_key_block(serial, generation, KeyPurpose::mac)));
    }
    list.push_back(
        derivation("K_issuer ENC", master_key, issuer_key_block(serial, KeyPurpose::enc)));
    list.push_back(
        derivation("K_issuer MAC", master_key, issuer_key_block(serial, KeyPurpose::mac)));
    list.push_back(
        derivation("K_issuer DEK", master_key, issuer_key_block(serial, KeyPurpose::dek)));
    list.push_back(derivation("K_field ENC", meter_key,
                              field_key_block(serial, Generation{7}, KeyPurpose::enc)));
    list.push_back(derivation("K_field MAC", meter_key,
                              field_key_block(serial, Generation{7}, KeyPurpose::mac)));
    list.push_back(derivation("K_roll", roll_master_key, roll_key_block(testing::example_meter)));
    list.push_back(derivation("K_roll ENC", roll_key, roll_part_block(KeyPurpose::enc)));
    list.push_back(derivation("K_roll MAC", roll_key, roll_part_block(KeyPurpose::mac)));
    return list;
}

Json wrapped_keys() {
    const auto keys = card_keys(meter_key, testing::example_serial, Generation{1});
    Json list = Json::array();
    for (const Key128& key : {keys.enc, keys.mac}) {
        list.push_back({{"under", hex_of(issuer.dek.bytes())},
                        {"key", hex_of(key.bytes())},
                        {"wrapped", hex_of(wrap_key(issuer.dek, key))}});
    }
    const Key128 next_meter_key = derive(next_master_key, meter_key_block(testing::example_meter));
    const Key128 under = roll_keys(roll_key).enc;
    list.push_back({{"under", hex_of(under.bytes())},
                    {"key", hex_of(next_meter_key.bytes())},
                    {"wrapped", hex_of(wrap_key(under, next_meter_key))}});
    return list;
}

// A meter's challenge: the first 8 bytes of the code of its counter.
Json challenges() {
    const Key128 key = derive(meter_key, random_key_block());
    Json list = Json::array();
    for (const std::uint64_t counter :
         {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{1} << 40}) {
        std::array<std::uint8_t, 8> message{};
        base::ByteWriter{message}.u64(counter);
        list.push_back({{"key", hex_of(key.bytes())},
                        {"counter", counter},
                        {"challenge", hex_of(cmac(key, message)).substr(0, 16)}});
    }
    return list;
}

// The example's static keys; the longer ones go on with their own beginning.
AesKey lengthened(const Key128& key, std::size_t size) {
    std::vector<std::uint8_t> bytes{key.bytes().begin(), key.bytes().end()};
    bytes.insert(bytes.end(), key.bytes().begin(), key.bytes().end());
    return AesKey{std::span{bytes}.first(size)};
}

Json sessions() {
    const ChannelKeys keys = card_keys(meter_key, testing::example_serial, Generation{1});
    const Challenges challenges{{0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17},
                                {0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27}};
    Json list = Json::array();
    for (const std::size_t size : {16U, 24U, 32U}) {
        const AesKey enc = lengthened(keys.enc, size);
        const AesKey mac = lengthened(keys.mac, size);
        const SessionKeys session = session_keys(enc, mac, challenges);
        list.push_back({{"enc", hex_of(enc.bytes())},
                        {"mac", hex_of(mac.bytes())},
                        {"host_challenge", hex_of(challenges.host)},
                        {"card_challenge", hex_of(challenges.card)},
                        {"s_enc", hex_of(session.enc.bytes())},
                        {"s_mac", hex_of(session.mac.bytes())},
                        {"s_rmac", hex_of(session.rmac.bytes())},
                        {"card_cryptogram", hex_of(card_cryptogram(session, challenges))},
                        {"host_cryptogram", hex_of(host_cryptogram(session, challenges))}});
    }
    return list;
}

Json fields_of(const Order& order) {
    return {{"key_version", number(order.key_version)},
            {"kind", number(order.kind)},
            {"meter", number(order.meter)},
            {"card", hex_of([&] {
                 std::array<std::uint8_t, 8> bytes{};
                 base::ByteWriter{bytes}.u64(number(order.card));
                 return bytes;
             }())},
            {"generation", number(order.generation)},
            {"sequence", number(order.sequence)},
            {"energy_watt_hours", order.energy.count()},
            {"ordered_total_watt_hours", order.ordered_total.count()},
            {"purchases", order.purchases},
            {"last_purchase_energy_watt_hours", order.last_purchase_energy.count()},
            {"last_purchase_utc_seconds", seconds_of(order.last_purchase_time)},
            {"customer", number(order.customer)},
            {"parameter_version", order.parameter_version},
            {"issued_at_utc_seconds", seconds_of(order.issue_time)},
            {"office", number(order.office)}};
}

Json fields_of(const Report& report) {
    return {{"key_version", number(report.key_version)},
            {"clock_trusted", report.clock_trusted},
            {"supply_closed", report.supply_closed},
            {"account_open", report.account_open},
            {"meter", number(report.meter)},
            {"generation", number(report.generation)},
            {"meter_sessions", report.meter_sessions},
            {"report_counter", report.report_counter},
            {"order_sequence", number(report.order_sequence)},
            {"ordered_total_watt_hours", report.ordered_total.count()},
            {"consumed_total_watt_hours", report.consumed_total.count()},
            {"overdrawn_total_watt_hours", report.overdrawn_total.count()},
            {"highest_demand_watts", report.highest_demand_watts},
            {"open_reasons", report.open_reasons},
            {"event_counters", hex_of(report.event_counters)},
            {"event_log", hex_of(report.event_log)},
            {"previous_report", hex_of(report.previous_report)},
            {"calibration", hex_of(report.calibration)},
            {"code", hex_of(report.code)},
            {"meter_time_utc_seconds", seconds_of(report.time)}};
}

Json fields_of(const ParameterSet& set) {
    return {{"key_version", number(set.key_version)},
            {"meter", number(set.meter)},
            {"version", set.parameters.version},
            {"alarm_level_watt_hours", set.parameters.alarm_level.count()},
            {"reminder_level_watt_hours", set.parameters.reminder_level.count()},
            {"overdraft_limit_watt_hours", set.parameters.overdraft_limit.count()},
            {"hoarding_limit_watt_hours", set.parameters.hoarding_limit.count()}};
}

Json fields_of(const IdRecord& id) {
    return {{"kind", number(id.kind)},
            {"life_cycle", number(id.life_cycle)},
            {"generation", number(id.generation)},
            {"meter", number(id.meter)},
            {"customer", number(id.customer)},
            {"key_version", number(id.key_version)},
            {"next_key_version", number(id.next_key_version)}};
}

Json fields_of(const KeysRecord& record) {
    return {{"key_version", number(record.key_version)},
            {"meter", number(record.meter)},
            {"wrapped_meter_key", hex_of(record.meter_key)}};
}

Json fields_of(const EventRecord& event) {
    return {{"key_version", number(event.key_version)},
            {"meter", number(event.meter)},
            {"report_counter", event.report_counter},
            {"number", event.number},
            {"kind", event.kind},
            {"reasons", event.reasons},
            {"utc_seconds", seconds_of(event.time)},
            {"ordered_total_watt_hours", event.ordered_total.count()},
            {"consumed_total_watt_hours", event.consumed_total.count()},
            {"detail", event.detail}};
}

EventRecord cover_opened() {
    return {.key_version = KeyVersion{1},
            .meter = testing::example_meter,
            .report_counter = 7,
            .number = 900,
            .kind = 42,
            .reasons = 0x0102,
            .time = testing::example_time,
            .ordered_total = WattHours{30'000},
            .consumed_total = WattHours{1'234},
            .detail = -5};
}

Json fields_of(const PeriodEnds& record) {
    Json ends = Json::array();
    for (const PeriodEnd& end : record.ends) {
        ends.push_back({{"utc_seconds", seconds_of(end.time)},
                        {"clock_trusted", end.clock_trusted},
                        {"ordered_total_watt_hours", end.ordered_total.count()},
                        {"consumed_total_watt_hours", end.consumed_total.count()}});
    }
    return {{"key_version", number(record.key_version)},
            {"period", number(record.period)},
            {"meter", number(record.meter)},
            {"report_counter", record.report_counter},
            {"ends", ends}};
}

// The clock had stopped on the first of them.
PeriodEnds two_days() {
    PeriodEnds record{.key_version = KeyVersion{1},
                      .period = Period::day,
                      .meter = testing::example_meter,
                      .report_counter = 7,
                      .ends = {}};
    for (int day = 1; day <= 2; ++day) {
        record.ends.push_back({.time = testing::example_time + std::chrono::days{day},
                               .clock_trusted = day == 2,
                               .ordered_total = WattHours{30'000},
                               .consumed_total = WattHours{1'234 * day}});
    }
    return record;
}

PeriodEnds six_months() {
    PeriodEnds record = two_days();
    record.period = Period::month;
    while (record.ends.size() < ends_of_a_record) {
        record.ends.push_back(
            {.time = record.ends[record.ends.size() - 1].time + std::chrono::days{30},
             .clock_trusted = true,
             .ordered_total = WattHours{1'000'000'000'000},
             .consumed_total = WattHours{1'000'000'000'000}});
    }
    return record;
}

Json keys_vector() {
    const Key128 next_meter_key = derive(next_master_key, meter_key_block(testing::example_meter));
    const KeysRecordBytes bytes = testing::signed_keys_record(KeyVersion{2}, testing::example_meter,
                                                              next_meter_key, roll_key);
    return {{"record", "keys"},
            {"key", hex_of(roll_keys(roll_key).mac.bytes())},
            {"fields", fields_of(*decode_keys_record(bytes))},
            {"bytes", hex_of(bytes)}};
}

Order smallest_order() {
    Order order = testing::example_order();
    order.meter = MeterId{1};
    order.customer = CustomerNumber{1};
    order.energy = WattHours{0};
    order.ordered_total = WattHours{0};
    order.last_purchase_energy = WattHours{0};
    return order;
}

Order largest_order() {
    Order order = testing::example_order();
    order.key_version = KeyVersion{255};
    order.kind = OrderKind::refund;
    order.meter = largest_meter;
    order.card = CardSerial{std::numeric_limits<std::uint64_t>::max()};
    order.generation = Generation{0xFFFF};
    order.sequence = Sequence{0xFFFF'FFFF};
    order.energy = WattHours{-1'000'000'000'000};
    order.ordered_total = WattHours{1'000'000'000'000};
    order.purchases = 0xFFFF'FFFF;
    order.customer = CustomerNumber{9'999'999'999};
    order.parameter_version = 0xFFFF'FFFF;
    order.office = OfficeId{0xFFFF'FFFF};
    return order;
}

Report busy_report() {
    Report report = testing::example_report();
    report.clock_trusted = false;
    report.consumed_total = WattHours{31'500};
    report.overdrawn_total = WattHours{1'500};
    report.highest_demand_watts = 9'200;
    report.open_reasons = 0x0005;
    report.event_counters = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255};
    report.event_log = {0xA0, 1, 2, 3, 4, 5, 6, 7};
    report.previous_report = {0xB0, 1, 2, 3, 4, 5, 6, 7};
    report.calibration = {0xC0, 1, 2, 3, 4, 5, 6, 7};
    report.code = {0xD0, 1, 2, 3, 4, 5, 6, 7};
    return report;
}

// A record whose last 16 bytes are the code of those before under `key`.
template <typename Record>
Json signed_by(const char* kind, const Record& record, const Block& key_block) {
    const Key128 key = derive(meter_key, key_block);
    return {{"record", kind},
            {"key", hex_of(key.bytes())},
            {"fields", fields_of(record)},
            {"bytes", hex_of(testing::signed_record(encode(record), key))}};
}

Json records() {
    return Json::array(
        {signed_by("order", testing::example_order(), order_key_block()),
         signed_by("order", smallest_order(), order_key_block()),
         signed_by("order", largest_order(), order_key_block()),
         signed_by("report", testing::example_report(), report_key_block()),
         signed_by("report", busy_report(), report_key_block()),
         signed_by("parameter set", testing::example_parameter_set(), parameter_key_block()),
         keys_vector(),
         signed_by("event", cover_opened(), report_key_block()),
         signed_by("period ends", two_days(), report_key_block()),
         signed_by("period ends", six_months(), report_key_block()),
         {{"record", "identity"},
          {"fields", fields_of(testing::example_id())},
          {"bytes", hex_of(encode(testing::example_id()))}}});
}

Json computed() {
    return {{"derivations", derivations()},
            {"wrapped_keys", wrapped_keys()},
            {"challenges", challenges()},
            {"sessions", sessions()},
            {"records", records()}};
}

Json published() {
    std::ifstream file{TALLYWATT_SOURCE "/docs/formats/vectors.json"};
    return Json::parse(file, nullptr, false);
}

TEST(Vectors, are_what_the_code_makes) {
    const Json expected = computed();

    EXPECT_TRUE(published() == expected) << "docs/formats/vectors.json should be\n"
                                         << expected.dump(1);
}

Json fields_read(const std::string& kind, std::span<const std::uint8_t> bytes) {
    if (kind == "order") {
        return fields_of(*decode_order(bytes));
    }
    if (kind == "report") {
        return fields_of(*decode_report(bytes));
    }
    if (kind == "event") {
        return fields_of(*decode_event_record(bytes));
    }
    if (kind == "period ends") {
        return fields_of(*decode_period_ends(bytes));
    }
    if (kind == "keys") {
        return fields_of(*decode_keys_record(bytes));
    }
    return kind == "identity" ? fields_of(*decode_id(bytes))
                              : fields_of(*decode_parameter_set(bytes));
}

TEST(Vectors, are_read_back_field_by_field) {
    for (const Json& vector : published().at("records")) {
        const auto bytes = testing::bytes_of(vector.at("bytes").get<std::string>());

        EXPECT_EQ(fields_read(vector.at("record"), bytes), vector.at("fields"));
        if (vector.contains("key")) {
            EXPECT_TRUE(is_genuine(bytes, testing::key_of(vector.at("key").get<std::string>())));
        }
    }
}

TEST(Vectors, of_wrapped_keys_unwrap) {
    for (const Json& vector : published().at("wrapped_keys")) {
        const auto wrapped = testing::array_of<24>(vector.at("wrapped").get<std::string>());

        const auto key =
            unwrap_key(testing::key_of(vector.at("under").get<std::string>()), wrapped);

        ASSERT_TRUE(key);
        EXPECT_EQ(hex_of(key->bytes()), vector.at("key").get<std::string>());
    }
}

}  // namespace
}  // namespace card
