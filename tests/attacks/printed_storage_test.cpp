// Everything that a meter, a card and a field card store, printed byte by byte: each secret of the
// system is looked for in it. What is the device's own lies at its named place and nowhere else;
// of masters, of derived keys that only the office needs, and of other devices there is nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "card/host/card_file.h"
#include "card/testing/temporary_folder.h"
#include "meter/storage/eeprom_layout.h"
#include "meter/storage/keying_record.h"
#include "tests/power_loss/powered_meter.h"

namespace attacks {
namespace {

using card::ChannelKeys;
using card::Key128;
using card::KeyPurpose;
using meter::InsertionResult;
using power_loss::keying;

using Bytes = std::vector<std::uint8_t>;
using Places = std::set<std::size_t>;

struct Secret {
    std::string name;
    Key128 key;
    Places own_places{};  // where it may lie; it must lie at one of them
};

constexpr card::CardSerial fitters_serial{0xF1E1D};
constexpr card::MeterId neighbour{123'456'789'013};
const Key128 next_master{card::Block{0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59}};

Places places_of(const Key128& key, const Bytes& print) {
    Places places;
    for (auto found = print.begin();; ++found) {
        found = std::search(found, print.end(), key.bytes().begin(), key.bytes().end());
        if (found == print.end()) {
            return places;
        }
        places.insert(static_cast<std::size_t>(found - print.begin()));
    }
}

void expect_nothing_elsewhere(const Bytes& print, const std::vector<Secret>& secrets) {
    for (const Secret& secret : secrets) {
        const Places found = places_of(secret.key, print);
        EXPECT_TRUE(std::ranges::includes(secret.own_places, found)) << secret.name;
        EXPECT_EQ(found.empty(), secret.own_places.empty()) << secret.name;
    }
}

void add(std::vector<Secret>& secrets, const std::string& name, const ChannelKeys& keys) {
    secrets.push_back({name + " ENC", keys.enc});
    secrets.push_back({name + " MAC", keys.mac});
}

// Of one meter under one master, with its cards: all that derives from it.
void add_meter(std::vector<Secret>& secrets, const std::string& whose, const Key128& master,
               card::MeterId meter) {
    const Key128 meter_key = card::derive(master, card::meter_key_block(meter));
    secrets.push_back({whose + " K_meter", meter_key});
    secrets.push_back({whose + " K_order", card::derive(meter_key, card::order_key_block())});
    secrets.push_back({whose + " K_report", card::derive(meter_key, card::report_key_block())});
    secrets.push_back({whose + " K_param", card::derive(meter_key, card::parameter_key_block())});
    secrets.push_back({whose + " K_random", card::derive(meter_key, card::random_key_block())});
    add(secrets, whose + " K_card",
        card::card_keys(meter_key, card::testing::example_serial, card::Generation{1}));
    add(secrets, whose + " K_field",
        card::field_keys(meter_key, fitters_serial, card::Generation{1}));
}

// Every secret that there is in this small system, none of which may lie anywhere.
std::vector<Secret> all_secrets() {
    std::vector<Secret> secrets{{"master key", power_loss::master_key},
                                {"roll-over master key", power_loss::roll_master_key},
                                {"next master key", next_master}};
    add_meter(secrets, "own", power_loss::master_key, keying.meter);
    add_meter(secrets, "own next", next_master, keying.meter);
    add_meter(secrets, "neighbour's", power_loss::master_key, neighbour);
    for (const card::MeterId meter : {keying.meter, neighbour}) {
        const std::string whose = meter == neighbour ? "neighbour's" : "own";
        const Key128 roll = card::derive(power_loss::roll_master_key, card::roll_key_block(meter));
        secrets.push_back({whose + " K_roll", roll});
        add(secrets, whose + " roll-over", card::roll_keys(roll));
    }
    for (const card::CardSerial serial :
         {card::testing::example_serial, fitters_serial, card::CardSerial{0x55}}) {
        const auto issuer = card::testing::issuer_keys(power_loss::master_key, serial);
        const std::string whose = std::to_string(std::to_underlying(serial));
        add(secrets, whose + " K_issuer", issuer.channel);
        secrets.push_back({whose + " DEK", issuer.dek});
    }
    return secrets;
}

Secret& named(std::vector<Secret>& secrets, const std::string& name) {
    return *std::ranges::find(secrets, name, &Secret::name);
}

Key128 next_key() {
    return card::derive(next_master, card::meter_key_block(keying.meter));
}

// A meter that has met everything that carries a key: its card, a KEYS record, a field card.
power_loss::World well_travelled() {
    power_loss::World world;
    world.hand_over(card::OrderKind::opening, 1, base::WattHours{30'000});
    {
        power_loss::PoweredMeter meter{world};
        EXPECT_EQ(meter.insert_card(), InsertionResult::credited);
        meter.use(base::WattHours{60});
        world.send(card::CardKind::inspection);
        EXPECT_EQ(meter.insert_visitor(), InsertionResult::field_card_served);
    }
    world.bring_keys(card::KeyVersion{2}, next_key());
    power_loss::PoweredMeter meter{world};
    EXPECT_EQ(meter.insert_card(), InsertionResult::already_loaded);
    EXPECT_EQ(meter.state().renewed_key.key_version, card::KeyVersion{2});
    meter.use(base::WattHours{60});
    return world;
}

template <typename Device>
Bytes print_of(Device& device) {
    Bytes bytes(device.size_bytes());
    EXPECT_TRUE(device.read(0, bytes).has_value());
    return bytes;
}

// Where `part` lies in `record`, once.
std::size_t place_in(std::span<const std::uint8_t> record, const Key128& part) {
    const Places places = places_of(part, {record.begin(), record.end()});
    EXPECT_EQ(places.size(), 1U);
    return *places.begin();
}

// Of a place in the payload of a state record, in each place for state records.
Places in_each_state(std::size_t at) {
    constexpr std::size_t head_size = 16;
    Places places;
    for (std::uint32_t i = 0; i < meter::eeprom_layout::places; ++i) {
        places.insert(meter::page_address(meter::eeprom_layout::place_page(i)) + head_size + at);
    }
    return places;
}

TEST(PrintedStorage, of_a_meter_holds_its_own_keys_where_they_are_kept_and_no_other_secret) {
    power_loss::World world = well_travelled();
    std::vector<Secret> secrets = all_secrets();
    const meter::KeyingRecord keying_record = meter::encode(keying);
    meter::State renewed;
    renewed.renewed_key = {card::KeyVersion{2}, next_key()};
    meter::StateRecord state_record{};
    encode(renewed, state_record);
    named(secrets, "own K_meter").own_places =
        in_each_state(place_in(keying_record, keying.meter_key));
    named(secrets, "own K_roll").own_places =
        in_each_state(place_in(keying_record, *keying.roll_key));
    named(secrets, "own next K_meter").own_places =
        in_each_state(meter::keying_record_size + place_in(state_record, next_key()));

    expect_nothing_elsewhere(print_of(world.eeprom), secrets);
}

TEST(PrintedStorage, of_a_meters_flash_holds_no_secret_at_all) {
    power_loss::World world = well_travelled();
    const Bytes print = print_of(world.flash);

    ASSERT_NE(std::ranges::count_if(print, [](std::uint8_t byte) { return byte != 0xFF; }), 0);
    expect_nothing_elsewhere(print, all_secrets());
}

Bytes content_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

// The file of a card, both of its slots written; `places` are those of a field card.
Bytes file_of(const card::SoftwareCard& printed, const card::FieldMemory* places = nullptr) {
    const card::testing::TemporaryFolder folder;
    const auto path = folder.path() / "printed.card";
    EXPECT_TRUE(card::CardFile::create(
        path, printed.image(),
        places == nullptr ? card::FieldRoom::none : card::FieldRoom::places));
    auto file = card::CardFile::open(path, card::Durability::through_kills);
    EXPECT_TRUE(file && file->replace(printed.image(), places));
    return content_of(path);
}

// Of a place in the image, in both slots. The places are those of docs/formats/card.md.
Places in_each_slot(std::size_t at) {
    constexpr std::size_t head_size = 8 + 2;
    return {head_size + at, card::slot_page + head_size + at};
}
constexpr std::size_t issuer_keys_at = 6 + 1 + 32;
constexpr std::size_t dek_at = issuer_keys_at + 16 + 16 + 1 + 4;
constexpr std::size_t meter_keys_at = dek_at + 16;
constexpr std::size_t next_keys_at = meter_keys_at + 16 + 16 + 1 + 4;

void allow(std::vector<Secret>& secrets, const std::string& name, std::size_t at) {
    named(secrets, name + " ENC").own_places = in_each_slot(at);
    named(secrets, name + " MAC").own_places = in_each_slot(at + 16);
}

void allow_issuer(std::vector<Secret>& secrets, card::CardSerial serial) {
    const std::string whose = std::to_string(std::to_underlying(serial));
    allow(secrets, whose + " K_issuer", issuer_keys_at);
    named(secrets, whose + " DEK").own_places = in_each_slot(dek_at);
}

TEST(PrintedStorage, of_a_card_holds_its_own_channel_keys_and_no_other_secret) {
    power_loss::World world = well_travelled();
    std::vector<Secret> secrets = all_secrets();
    allow_issuer(secrets, card::testing::example_serial);
    allow(secrets, "own K_card", meter_keys_at);
    allow(secrets, "own next K_card", next_keys_at);

    expect_nothing_elsewhere(file_of(*world.card), secrets);
}

TEST(PrintedStorage, of_a_field_card_holds_the_channel_keys_of_its_round_and_no_other_secret) {
    power_loss::World world = well_travelled();
    auto places = std::make_unique<card::FieldMemory>();
    places->front() = world.visitor->place();
    std::vector<Secret> secrets = all_secrets();
    allow_issuer(secrets, fitters_serial);
    // Of the first place, whose two copies follow the slots.
    constexpr std::size_t keys_at = 8 + 8 + 1;
    const auto in_each_copy = [](std::size_t at) {
        return Places{card::slots_size + at, card::slots_size + card::place_page + at};
    };
    named(secrets, "own K_field ENC").own_places = in_each_copy(keys_at);
    named(secrets, "own K_field MAC").own_places = in_each_copy(keys_at + 16);

    expect_nothing_elsewhere(file_of(world.visitor->card(), places.get()), secrets);
}

}  // namespace
}  // namespace attacks
