#include "meter/self_test/memory_test.h"

namespace meter {
namespace {

// Gathers words so that one that changed, or two that changed places, show.
class Signature {
 public:
    void add(std::uint32_t word) {
        sum_ += word;
        weighted_ += sum_;
    }
    bool operator==(const Signature&) const = default;

 private:
    std::uint64_t sum_ = 0;
    std::uint64_t weighted_ = 0;
};

}  // namespace

bool memory_holds(std::span<volatile std::uint32_t> words) {
    bool holds = true;
    Signature before;
    Signature turned;
    for (volatile std::uint32_t& word : words) {
        const std::uint32_t original = word;
        before.add(original);
        word = ~original;
        holds = holds && word == ~original;
    }
    for (volatile std::uint32_t& word : words) {
        turned.add(~word);
    }
    for (std::size_t i = words.size(); i > 0; --i) {
        const std::uint32_t original = ~words[i - 1];
        words[i - 1] = original;
        holds = holds && words[i - 1] == original;
    }
    Signature after;
    for (volatile std::uint32_t& word : words) {
        after.add(word);
    }
    return holds && turned == before && after == before;
}

}  // namespace meter
