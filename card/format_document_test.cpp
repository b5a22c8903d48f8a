// The worked example of docs/formats/card.md, computed anew and compared byte for byte.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

#include "card/scp03/host_channel.h"
#include "card/software_card.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"

namespace card {
namespace {

using testing::hex_of;

using Example = std::map<std::string, std::string>;

// Every `name = bytes` of the document, which may go on in lines indented further.
Example documented() {
    std::ifstream file{TALLYWATT_SOURCE "/docs/formats/card.md"};
    Example example;
    std::string name;
    for (std::string line; std::getline(file, line);) {
        const std::size_t equals = line.find(" = ");
        if (line.starts_with("        ")) {
            example[name] += hex_of(testing::bytes_of(line));
        } else if (line.starts_with("    ") && equals != std::string::npos) {
            name = line.substr(4, equals - 4);
            example[name] = hex_of(testing::bytes_of(line.substr(equals + 3)));
        }
    }
    return example;
}

// A meter that writes a report on the card of the example.
void add_dialogue(Example& example, SoftwareCard& card, const ChannelKeys& keys,
                  const ReportBytes& report) {
    const Challenges challenges{{0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17},
                                {0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27}};
    HostChannel host;
    const auto exchange = [&](const std::string& name, const Command& command) {
        const ApduBytes bytes = encode(command);
        const ResponseBytes answer = card.process(bytes, challenges.card);
        example[name] = hex_of(bytes);
        example[name + "_answer"] = hex_of(answer);
        return *decode_response(answer);
    };

    static_cast<void>(exchange("select", select_application()));
    static_cast<void>(exchange("read_id", read_identity()));
    const auto heard = host.accept_challenge(
        exchange("initialize_update", host.initialize_update(KeySet::meter, challenges.host)));
    const SessionKeys session = session_keys(keys, *heard);
    example["s_enc"] = hex_of(session.enc.bytes());
    example["s_mac"] = hex_of(session.mac.bytes());
    example["s_rmac"] = hex_of(session.rmac.bytes());
    ASSERT_TRUE(
        host.accept_authentication(exchange("external_authenticate", *host.authenticate(session))));
    ASSERT_TRUE(host.unwrap(exchange("read_order", *host.wrap(read(File::order)))));
    ASSERT_TRUE(host.unwrap(exchange("write_report", *host.wrap(update(File::report, report)))));
    ASSERT_TRUE(host.unwrap(exchange("get_counters", *host.wrap(get_counters()))));
}

Example computed() {
    const Key128 master_key = testing::key_of("000102030405060708090a0b0c0d0e0f");
    const Key128 meter_key = derive(master_key, meter_key_block(testing::example_meter));
    const Key128 next_meter_key = derive(testing::key_of("202122232425262728292a2b2c2d2e2f"),
                                         meter_key_block(testing::example_meter));
    const Key128 roll_key = derive(testing::key_of("101112131415161718191a1b1c1d1e1f"),
                                   roll_key_block(testing::example_meter));
    const testing::IssuerKeys issuer = testing::issuer_keys(master_key, testing::example_serial);
    const ChannelKeys keys = card_keys(meter_key, testing::example_serial, Generation{1});
    const OrderBytes order = testing::signed_order(testing::example_order(), meter_key);
    const ReportBytes report = testing::signed_report(testing::example_report(), meter_key);
    Example example{
        {"master_key", hex_of(master_key.bytes())},
        {"k_meter_block", hex_of(meter_key_block(testing::example_meter))},
        {"k_meter", hex_of(meter_key.bytes())},
        {"k_order", hex_of(derive(meter_key, order_key_block()).bytes())},
        {"k_report", hex_of(derive(meter_key, report_key_block()).bytes())},
        {"k_param", hex_of(derive(meter_key, parameter_key_block()).bytes())},
        {"k_card_enc_block",
         hex_of(card_key_block(testing::example_serial, Generation{1}, KeyPurpose::enc))},
        {"k_card_enc", hex_of(keys.enc.bytes())},
        {"k_card_mac", hex_of(keys.mac.bytes())},
        {"k_issuer_enc", hex_of(issuer.channel.enc.bytes())},
        {"k_issuer_mac", hex_of(issuer.channel.mac.bytes())},
        {"k_issuer_dek", hex_of(issuer.dek.bytes())},
        {"wrapped_card_enc", hex_of(wrap_key(issuer.dek, keys.enc))},
        {"id", hex_of(encode(testing::example_id()))},
        {"order", hex_of(order)},
        {"parameters",
         hex_of(testing::signed_parameter_set(testing::example_parameter_set(), meter_key))},
        {"k_roll", hex_of(roll_key.bytes())},
        {"keys", hex_of(testing::signed_keys_record(KeyVersion{2}, testing::example_meter,
                                                    next_meter_key, roll_key))},
        {"report", hex_of(report)},
        {"next_previous_digest",
         hex_of(report_digest(derive(meter_key, report_key_block()), report))},
    };
    SoftwareCard card = testing::personalised_card(testing::example_id(), meter_key, issuer, order);
    add_dialogue(example, card, keys, report);
    return example;
}

TEST(FormatDocument, shows_the_bytes_that_the_code_makes) {
    const Example in_document = documented();

    for (const auto& [name, bytes] : computed()) {
        const auto found = in_document.find(name);
        ASSERT_NE(found, in_document.end()) << name << " = " << bytes;
        EXPECT_EQ(found->second, bytes) << name;
    }
}

TEST(FormatDocument, shows_nothing_that_the_code_does_not_make) {
    const Example in_code = computed();

    for (const auto& [name, bytes] : documented()) {
        EXPECT_TRUE(in_code.contains(name)) << name;
    }
}

}  // namespace
}  // namespace card
