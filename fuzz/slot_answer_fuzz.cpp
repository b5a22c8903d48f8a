// A card's answers disturbed in any way that the bytes say: whatever the meter makes of them, it
// credits what was ordered or nothing, and what it holds is what it has stored.
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/byte_reader.h"
#include "base/ensure.h"
#include "card/testing/cards.h"
#include "meter/testing/meter_bench.h"

namespace {

using meter::testing::MeterBench;
using Bytes = MeterBench::Bytes;

constexpr base::WattHours ordered{30'000};

card::SoftwareCard fresh_card() {
    const card::Key128 meter_key;
    return card::testing::personalised_card(
        card::testing::example_id(), meter_key,
        card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
        card::testing::signed_order(card::testing::example_order(), meter_key));
}

std::optional<Bytes> disturbed(base::ByteReader& script, const Bytes& command,
                               card::SoftwareCard& card) {
    const std::uint8_t kind = script.u8();
    if (kind == 1) {
        return std::nullopt;
    }
    if (kind == 2) {
        const auto raw = script.bytes(script.u8());
        return Bytes{raw.begin(), raw.end()};
    }
    Bytes answer = MeterBench::answer_of(card, command);
    if (kind == 3) {
        const std::size_t place = script.u8() % answer.size();
        answer[place] = static_cast<std::uint8_t>(answer[place] ^ script.u8());
    }
    if (kind == 4) {
        answer.resize(script.u8());
    }
    return answer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const card::SoftwareCard unused = fresh_card();
    card::SoftwareCard card = unused;
    MeterBench bench{{.meter = card::testing::example_meter}};
    base::ByteReader script{{data, size}};
    for (int insertion = 0; insertion < 2; ++insertion) {
        const auto result =
            bench.insert(card, [&script](int, const Bytes& command, card::SoftwareCard& in_slot) {
                return disturbed(script, command, in_slot);
            });
        const auto total = bench.state().account.ordered().ordered_total;
        base::ensure(total == ordered || total == base::WattHours{0});
        base::ensure(result != meter::InsertionResult::credited || total == ordered);
        base::ensure(bench.supply_is_closed() == (total == ordered));
        base::ensure(bench.stored() == bench.state());
    }
    return 0;
}
