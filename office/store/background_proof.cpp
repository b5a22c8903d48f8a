#include "office/store/background_proof.h"

#include <chrono>
#include <utility>

namespace office {

BackgroundProof::BackgroundProof(std::filesystem::path books, std::filesystem::path copies,
                                 SignatureCheck is_genuine)
    : books_{std::move(books)}, copies_{std::move(copies)}, is_genuine_{std::move(is_genuine)} {}

BackgroundProof::~BackgroundProof() {
    is_stopping_ = true;
    if (thread_.joinable()) {
        thread_.join();
    }
}

void BackgroundProof::begin() {
    const std::lock_guard lock{mutex_};
    if (standing_.is_running || is_stopping_) {
        return;
    }
    if (thread_.joinable()) {
        thread_.join();  // it has ended: is_running is its last word
    }
    standing_.is_running = true;
    standing_.progress = {};
    thread_ = std::thread{[this] { prove(); }};
}

ProofStanding BackgroundProof::standing() const {
    const std::lock_guard lock{mutex_};
    return standing_;
}

void BackgroundProof::prove() {
    const auto watch = [this](ProofProgress progress) {
        const std::lock_guard lock{mutex_};
        standing_.progress = progress;
        return !is_stopping_;
    };
    std::optional<Verification> found;
    if (const auto copies = copies_.all()) {
        if (auto verified = verify_books(books_, *copies, is_genuine_, watch)) {
            found = std::move(*verified);
        }
    }
    const std::lock_guard lock{mutex_};
    standing_.found = std::move(found);
    standing_.at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    standing_.is_running = false;
}

}  // namespace office
