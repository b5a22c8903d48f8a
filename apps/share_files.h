// Shares of master keys in files: one for each holder, with a share of every key of the ceremony.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/office_directory.h"
#include "office/domain/key_share.h"

namespace apps {

// Empty files share-1.txt ... of a folder, for their owner alone; taken away again unless filled.
class ShareFiles {
 public:
    // Refused where one of them is there.
    [[nodiscard]] static OrComplaint<ShareFiles> make(const std::filesystem::path& folder,
                                                      std::uint8_t count);
    ShareFiles(ShareFiles&&) noexcept = default;
    ShareFiles& operator=(ShareFiles&&) = delete;
    ~ShareFiles();

    // A text for each file, on the disk when this returns.
    [[nodiscard]] OrComplaint<void> fill(const std::vector<std::string>& texts);

 private:
    ShareFiles() = default;

    std::vector<std::filesystem::path> files_;  // empty once they are filled
};

// Every share in the files. Refused with the file and the row at fault.
[[nodiscard]] OrComplaint<std::vector<office::KeyShare>> read_share_files(
    const std::vector<std::filesystem::path>& files);

// What is wrong with the shares of one key.
[[nodiscard]] std::string sentence_of(office::JoinProblem problem, const office::KeyShare& first);

}  // namespace apps
