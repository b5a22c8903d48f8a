#include "apps/share_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

namespace apps {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view head = "TALLYWATT KEY SHARE";

std::string sentence_of(const office::ShareFault& fault) {
    switch (fault.problem) {
        case office::ShareProblem::no_rows:
            return "holds no share";
        case office::ShareProblem::row_missing:
            return "lacks row " + std::to_string(fault.row);
        case office::ShareProblem::row_damaged:
            return "row " + std::to_string(fault.row) + " is mistyped: its last four digits differ";
        case office::ShareProblem::share_damaged:
            return "is damaged: its checksum differs";
        case office::ShareProblem::unknown_format:
            return "is of a later version of Tallywatt, or holds too many rows";
    }
    std::unreachable();
}

// The texts of the shares in a file, each from its head on; the whole where there is none.
std::vector<std::string_view> texts_in(std::string_view file) {
    std::vector<std::string_view> texts;
    std::size_t begin = file.find(head);
    if (begin == std::string_view::npos) {
        return {file};
    }
    while (begin != std::string_view::npos) {
        const std::size_t next = file.find(head, begin + 1);
        texts.push_back(file.substr(begin, next - begin));
        begin = next;
    }
    return texts;
}

OrComplaint<void> write_whole(const fs::path& file, std::string_view text) {
    const int handle = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    const bool is_written =
        handle >= 0 &&
        ::write(handle, text.data(), text.size()) == static_cast<::ssize_t>(text.size()) &&
        ::fsync(handle) == 0;
    if (handle >= 0) {
        ::close(handle);
    }
    if (!is_written) {
        return std::unexpected{"cannot write " + file.string()};
    }
    return {};
}

}  // namespace

OrComplaint<ShareFiles> ShareFiles::make(const fs::path& folder, std::uint8_t count) {
    std::error_code error;
    fs::create_directories(folder, error);
    fs::permissions(folder, fs::perms::owner_all, error);
    if (error) {
        return std::unexpected{"cannot make " + folder.string() + ": " + error.message()};
    }
    ShareFiles files;
    for (unsigned number = 1; number <= count; ++number) {
        const fs::path file = folder / ("share-" + std::to_string(number) + ".txt");
        if (const auto made = write_secret(file, ""); !made) {
            return std::unexpected{made.error()};
        }
        files.files_.push_back(file);
    }
    return files;
}

ShareFiles::~ShareFiles() {
    for (const fs::path& file : files_) {
        std::error_code ignored;
        fs::remove(file, ignored);
    }
}

OrComplaint<void> ShareFiles::fill(const std::vector<std::string>& texts) {
    // From here on they stay, whatever happens: half of them may be all that is left of a key.
    const std::vector<fs::path> files = std::exchange(files_, {});
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (const auto written = write_whole(files[i], texts.at(i)); !written) {
            return written;
        }
    }
    return {};
}

OrComplaint<std::vector<office::KeyShare>> read_share_files(const std::vector<fs::path>& files) {
    std::vector<office::KeyShare> shares;
    for (const fs::path& file : files) {
        std::ifstream stream{file, std::ios::binary};
        const std::string content{std::istreambuf_iterator<char>{stream}, {}};
        if (!stream) {
            return std::unexpected{"cannot read " + file.string()};
        }
        for (const std::string_view text : texts_in(content)) {
            const auto share = office::parse_key_share(text);
            if (!share) {
                return std::unexpected{file.string() + " " + sentence_of(share.error())};
            }
            shares.push_back(*share);
        }
    }
    return shares;
}

std::string sentence_of(office::JoinProblem problem, const office::KeyShare& first) {
    switch (problem) {
        case office::JoinProblem::too_few:
            return "any " + std::to_string(first.shares.needed) + " of " +
                   std::to_string(first.shares.count) + " shares are needed: too few are here";
        case office::JoinProblem::another_split:
            return "these shares are not of one ceremony: look at their sets";
        case office::JoinProblem::twice_the_same:
            return "one share is here twice";
    }
    std::unreachable();
}

}  // namespace apps
