// Start-up of the counting image on the MPS2 AN386 board as QEMU models it: vectors, memory, main.
#include <cstdint>

extern "C" {
extern std::uint32_t image_data_start, image_data_end, image_data_source, image_bss_start,
    image_bss_end, image_stack_top;
int main();
}

namespace {

// Reports a fault to the host and ends the run there.
[[noreturn]] void stop_with_failure() {
    constexpr std::uint32_t angel_exit_extended = 0x20;
    const std::uint32_t block[2] = {0x20026, 1};
    for (;;) {
        asm volatile("mov r0, %0\n mov r1, %1\n bkpt 0xab"
                     :
                     : "r"(angel_exit_extended), "r"(block)
                     : "r0", "r1", "memory");
    }
}

}  // namespace

namespace base {
[[noreturn]] void fail_safe(const char* /*file*/, int /*line*/) {
    stop_with_failure();
}
}  // namespace base

extern "C" {

[[noreturn]] void reset_handler() {
    const std::uint32_t* from = &image_data_source;
    for (std::uint32_t* to = &image_data_start; to < &image_data_end;) {
        *to++ = *from++;
    }
    for (std::uint32_t* to = &image_bss_start; to < &image_bss_end;) {
        *to++ = 0;
    }
    main();
    stop_with_failure();
}

[[noreturn]] void fault_handler() {
    stop_with_failure();
}

using Vector = void (*)();
[[gnu::section(".vectors"), gnu::used]] const Vector vectors[16] = {
    reinterpret_cast<Vector>(&image_stack_top),
    reset_handler,
    fault_handler,
    fault_handler,
    fault_handler,
    fault_handler,
    fault_handler,
};
}
