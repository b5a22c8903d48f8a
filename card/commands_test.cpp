#include "card/commands.h"

#include <gtest/gtest.h>

#include "card/testing/hex.h"
#include "card/testing/records.h"

namespace card {
namespace {

using testing::hex_of;

TEST(Commands, have_the_bytes_of_the_document) {
    const WrappedKey wrapped{1, 2, 3};
    const IdBytes id = encode(testing::example_id());

    EXPECT_EQ(hex_of(encode(select_application())), "00a4040007f0545741545401");
    EXPECT_EQ(hex_of(encode(read_identity())), "00b0810000");
    EXPECT_EQ(hex_of(encode(get_life_cycle())), "80ca000200");
    EXPECT_EQ(hex_of(encode(read(File::report))), "80b0840000");
    EXPECT_EQ(hex_of(encode(get_counters())), "80ca000100");
    EXPECT_EQ(hex_of(encode(update(File::order, OrderBytes{}))).substr(0, 10), "80d6820080");
    EXPECT_EQ(hex_of(encode(put_key(KeySet::meter, KeyPurpose::mac, wrapped))),
              "80d8310218" + hex_of(wrapped));
    EXPECT_EQ(hex_of(encode(store_identity(id))), "80e2000020" + hex_of(id));
}

TEST(Commands, counters_come_back_as_they_were_written) {
    const CardCounters counters{1, 2, 10, 9};

    EXPECT_EQ(hex_of(encode(counters)), "00000001000000020a09");
    EXPECT_EQ(decode_counters(encode(counters)), counters);
    EXPECT_EQ(decode_counters(OrderBytes{}), std::unexpected{RecordError::wrong_length});
}

TEST(CommandsDeathTest, a_record_of_another_length_than_its_file_is_a_programming_error) {
    EXPECT_DEATH(static_cast<void>(update(File::order, IdBytes{})), "internal rule");
}

}  // namespace
}  // namespace card
