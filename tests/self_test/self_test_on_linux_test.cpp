// The self-test on real memory, a real program and a real stack.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

#include "boards/host/process_health.h"
#include "meter/self_test/memory_test.h"
#include "meter/self_test/self_test.h"

namespace {

using namespace std::chrono_literals;

meter::Faults run(boards::ProcessHealth& health) {
    meter::SelfTest self_test;
    meter::Faults faults = self_test.step(health, {}, true, 1s);
    while (self_test.is_running()) {
        faults = self_test.step(health, {}, true, 1s);
    }
    return faults;
}

TEST(SelfTestOnLinux, finds_its_own_program_and_stack_whole) {
    boards::ProcessHealth health;

    EXPECT_TRUE(run(health).is_empty());
    EXPECT_GT(health.image().size(), 100'000U);
}

// Code that nobody runs.
[[gnu::noinline, gnu::used]] int never_called(int value) {
    return value * 41 + 1;
}

TEST(SelfTestOnLinux, finds_one_changed_bit_in_its_own_code) {
    boards::ProcessHealth health;
    const auto place = reinterpret_cast<std::uintptr_t>(&never_called);
    const auto page_bytes = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    auto* const page = reinterpret_cast<void*>(place - place % page_bytes);
    auto* const victim = reinterpret_cast<std::uint8_t*>(place);
    ASSERT_EQ(mprotect(page, page_bytes, PROT_READ | PROT_WRITE | PROT_EXEC), 0);

    *victim ^= 1;
    const bool is_found = run(health).contains(meter::Fault::image);
    *victim ^= 1;

    EXPECT_TRUE(is_found);
    EXPECT_EQ(mprotect(page, page_bytes, PROT_READ | PROT_EXEC), 0);
}

[[gnu::noinline]] void use_stack(std::size_t bytes) {
    auto* const used = static_cast<volatile char*>(__builtin_alloca(bytes));
    for (std::size_t i = 0; i < bytes; i += 8) {
        used[i] = 1;
    }
}

TEST(SelfTestOnLinux, finds_that_the_stack_went_deeper_than_its_guard) {
    const boards::StackGuard guard;
    ASSERT_TRUE(guard.is_whole());

    use_stack(boards::StackGuard::depth_bytes + 65'536);

    EXPECT_FALSE(guard.is_whole());
}

// One page of memory seen at two addresses is what a broken address line looks like.
TEST(SelfTestOnLinux, finds_memory_that_answers_at_two_addresses) {
    constexpr std::size_t page_bytes = 4096;
    const int file = memfd_create("alias", 0);
    ASSERT_GE(file, 0);
    ASSERT_EQ(ftruncate(file, page_bytes), 0);
    void* const both = mmap(nullptr, 2 * page_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(both, MAP_FAILED);
    auto* const first = static_cast<std::uint8_t*>(both);
    for (std::uint8_t* const place : {first, first + page_bytes}) {
        ASSERT_NE(mmap(place, page_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0),
                  MAP_FAILED);
    }
    auto* const words = static_cast<volatile std::uint32_t*>(both);

    EXPECT_FALSE(meter::memory_holds({words, 2 * page_bytes / sizeof(std::uint32_t)}));

    munmap(both, 2 * page_bytes);
    close(file);
}

}  // namespace
