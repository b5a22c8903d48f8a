// The report of a production run: a line for each row as soon as it is made, on the disk before the
// next one begins. A run that was stopped goes on behind the last line.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "apps/office_directory.h"
#include "card/identifiers.h"

namespace apps {

struct MadeRow {
    std::size_t row = 0;  // 1 is the first below the heading
    card::MeterId meter{};
    std::string key_version;  // empty where no keys were asked for, so is key_check
    std::string key_check;    // of K_meter
    std::string serial;       // empty where no card was asked for, so is generation
    std::string generation;
    std::string problem;  // empty: done
    std::chrono::milliseconds took{};
};

class ProductionReport {
 public:
    // Opens or begins `file`; a last line that was cut off is taken away.
    //   batch     names the content of the production file
    //   refused   a report of another batch, a file that cannot be read or written
    [[nodiscard]] static OrComplaint<ProductionReport> open(const std::filesystem::path& file,
                                                            const std::string& batch);
    ProductionReport(ProductionReport&& other) noexcept;
    ProductionReport& operator=(ProductionReport&&) = delete;
    ~ProductionReport();

    [[nodiscard]] bool is_done(std::size_t row) const;
    // On the disk when this returns.
    [[nodiscard]] OrComplaint<void> add(const MadeRow& made);

    struct Totals {
        std::size_t done = 0;
        std::size_t failed = 0;
        std::size_t key_sets = 0;
        std::size_t cards = 0;
    };
    // Of all runs of the batch so far; the newest line of a row counts.
    [[nodiscard]] Totals totals() const;

 private:
    explicit ProductionReport(std::string batch) : batch_{std::move(batch)} {}

    struct Line {
        bool is_done = false;
        bool has_keys = false;
        bool has_card = false;
    };
    void count(const std::vector<std::string>& fields);

    std::string batch_;
    int file_ = -1;
    std::map<std::size_t, Line> lines_;
};

}  // namespace apps
