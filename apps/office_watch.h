// Looks after what the office stands on: its disk, its token, the signing of its audit chains.
#pragma once

#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>

#include "apps/audit_keeper.h"
#include "office/domain/key_store.h"
#include "office/domain/office_health.h"

namespace apps {

class OfficeWatch final : public office::OfficeHealth {
 public:
    // `directory` holds the books; keys and keeper outlive the watch.
    OfficeWatch(std::filesystem::path directory, std::filesystem::path books,
                office::KeyStore& keys, const AuditKeeper& keeper);

    [[nodiscard]] office::HealthState look() override;

 private:
    using Clock = std::chrono::steady_clock;

    // A page's worth of bytes gets onto the disk beside the books.
    [[nodiscard]] bool can_write() const;

    std::filesystem::path probe_;
    std::filesystem::path books_;
    office::KeyStore& keys_;
    const AuditKeeper& keeper_;
    std::mutex mutex_;  // guards what follows; one caller looks, the others wait for what it saw
    std::optional<Clock::time_point> looked_at_;
    office::HealthState seen_;
};

}  // namespace apps
