// Proves the books in a thread of its own while the office sells. Its end waits for a rule of the
// ledger at most.
#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

#include "office/domain/books_proof.h"
#include "office/store/verify_books.h"

namespace office {

class BackgroundProof final : public BooksProof {
 public:
    // Of `books`, held against the signed copies in `copies`.
    BackgroundProof(std::filesystem::path books, std::filesystem::path copies,
                    SignatureCheck is_genuine);
    BackgroundProof(const BackgroundProof&) = delete;
    BackgroundProof& operator=(const BackgroundProof&) = delete;
    ~BackgroundProof() override;

    void begin() override;
    [[nodiscard]] ProofStanding standing() const override;

 private:
    void prove();

    std::filesystem::path books_;
    AuditHeadsFolder copies_;
    SignatureCheck is_genuine_;
    std::atomic<bool> is_stopping_{false};
    mutable std::mutex mutex_;  // guards standing_ and thread_
    ProofStanding standing_;
    std::thread thread_;
};

}  // namespace office
