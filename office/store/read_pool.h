// Read-only connections for questions, shared by any number of threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "office/store/sqlite_database.h"

namespace office {

class ReadPool {
 public:
    // Opens `connections` of them, 1 and above. Throws SqliteFailure.
    ReadPool(const std::filesystem::path& file, std::size_t connections);

    // One connection until it goes out of scope.
    class Loan {
     public:
        explicit Loan(ReadPool& pool);
        ~Loan();
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;

        Database& database() { return *database_; }

     private:
        ReadPool& pool_;
        std::unique_ptr<Database> database_;
    };

 private:
    std::mutex mutex_;
    std::condition_variable one_came_back_;
    std::vector<std::unique_ptr<Database>> idle_;
};

}  // namespace office
