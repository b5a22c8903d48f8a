// Makes the rows of a production file: key sets of meters, accounts and cards. The same file again
// makes what is missing.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/office_parts.h"
#include "apps/personalise.h"
#include "apps/production_cards.h"
#include "apps/production_report.h"
#include "office/domain/books.h"
#include "office/domain/production_file.h"
#include "office/reader/office_card_work.h"

namespace apps {

struct Batch {
    std::string name;  // of the file's content
    std::vector<office::ProductionRow> rows;
};

[[nodiscard]] OrComplaint<Batch> read_batch(const std::filesystem::path& file);

class Production {
 public:
    // All outlive it.
    Production(const OpenOffice& office, office::Books& books, office::UserId user,
               const ProductionOptions& options, const Batch& batch);

    // Why a row, from 1, cannot be made, as the books stand; nothing where it can.
    [[nodiscard]] std::string plan(std::size_t number) const;
    // Makes what is missing of a row.
    [[nodiscard]] MadeRow make(std::size_t number, CardSource& cards) const;

 private:
    enum class Step : std::uint8_t { meter = 1, keys = 2, account = 3, card = 4 };

    // The same for the same step of the same batch, whenever it runs.
    [[nodiscard]] office::CommandId id_of(std::size_t row, Step step,
                                          card::CardSerial serial = {}) const;
    [[nodiscard]] bool has_answer(const office::ProductionRow& row, office::CommandId id,
                                  office::UserId user) const;
    [[nodiscard]] bool is_ours(const office::ProductionRow& row, std::size_t number,
                               Step step) const;
    [[nodiscard]] bool is_ours_card(const office::ProductionRow& row, std::size_t number,
                                    card::CardSerial serial) const;
    [[nodiscard]] std::string register_meter(std::size_t number,
                                             const office::ProductionRow& row) const;
    // In the books first; the same export again, where a run ended between the two, is a repeat.
    [[nodiscard]] std::string export_keys(std::size_t number, const office::ProductionRow& row,
                                          MadeRow& made) const;
    [[nodiscard]] std::string personalise_card(std::size_t number, const office::ProductionRow& row,
                                               CardSource& cards, MadeRow& made) const;

    const OpenOffice& office_;
    office::Books& books_;
    office::UserId user_;
    const ProductionOptions& options_;
    const Batch& batch_;
    mutable office::OfficeCardWork work_;
};

}  // namespace apps
