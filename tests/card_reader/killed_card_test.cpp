// The card program killed at every fraction of a dialogue: what it acknowledged is there, what it
// did not is there whole or not at all.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <thread>

#include "card/host/card_file.h"
#include "card/host/testing/loopback_reader.h"
#include "card/testing/card_session.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"
#include "card/testing/temporary_folder.h"
#include "tests/card_reader/card_process.h"

namespace card_reader {
namespace {

using card::StatusWord;

constexpr int kills = 200;

card::ReportBytes report_number(int number, const card::Key128& meter_key) {
    card::Report report = card::testing::example_report();
    report.report_counter = static_cast<std::uint32_t>(number);
    return card::testing::signed_report(report, meter_key);
}

TEST(KilledCard, has_what_it_acknowledged_and_nothing_torn) {
    const card::Key128 meter_key = card::testing::key_of("101112131415161718191a1b1c1d1e1f");
    const card::ChannelKeys keys =
        card::card_keys(meter_key, card::testing::example_serial, card::Generation{1});
    const card::testing::TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "card";
    const card::SoftwareCard ready = card::testing::personalised_card(
        card::testing::example_id(), meter_key,
        card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
        card::OrderBytes{});
    ASSERT_TRUE(card::CardFile::create(file, ready.image()));
    card::testing::LoopbackReader reader;
    const std::string address = reader.address().host + ":" + reader.address().port;
    card::ReportBytes last = ready.memory().report;
    int reports_written = 0;
    // Grows by a little while kills come too early for a report, so that they are spread over the
    // dialogue however fast the machine is.
    std::chrono::microseconds delay{0};

    for (int i = 0; i < kills; ++i) {
        const card::ReportBytes next = report_number(i + 1, meter_key);
        const std::uint32_t sessions_before = card::look_at_card(file)->meter.sessions;
        const int tries_before = card::look_at_card(file)->meter.tries;
        bool is_opened = false;
        bool is_written = false;
        {
            CardProcess process{file, address};
            reader.accept();
            const auto killer = std::async(std::launch::async, [&process, delay] {
                std::this_thread::sleep_for(delay);
                process.kill();
            });
            card::testing::CardSession session{[&reader](std::span<const std::uint8_t> command) {
                return reader.transmit(command);
            }};
            try {
                is_opened = session.open(card::KeySet::meter, keys) == StatusWord::done;
                is_written = session.send_secured(card::update(card::File::report, next)).status ==
                             StatusWord::done;
            } catch (const std::runtime_error&) {
                // The card is gone, which is what this test is about.
            }
        }

        const auto memory = card::look_at_card(file);
        ASSERT_TRUE(memory) << memory.error().reason;
        EXPECT_TRUE(memory->report == next || (!is_written && memory->report == last));
        EXPECT_GE(memory->meter.sessions, sessions_before + (is_opened ? 1 : 0));
        EXPECT_LE(memory->meter.sessions, sessions_before + 1);
        // A try is kept before what it was for is compared, and given back with the channel.
        EXPECT_GE(memory->meter.tries, is_opened ? card::most_tries : tries_before - 1);
        last = memory->report;
        reports_written += is_written ? 1 : 0;
        delay = is_written ? delay / 2 : delay + delay / 10 + std::chrono::microseconds{3};
    }
    EXPECT_GT(reports_written, 0);
    EXPECT_LT(reports_written, kills);
}

}  // namespace
}  // namespace card_reader
