#include "office/store/read_pool.h"

#include <utility>

namespace office {

ReadPool::ReadPool(const std::filesystem::path& file, std::size_t connections) {
    for (std::size_t i = 0; i < connections; ++i) {
        idle_.push_back(std::make_unique<Database>(file, Database::Access::read));
    }
}

ReadPool::Loan::Loan(ReadPool& pool) : pool_{pool} {
    std::unique_lock lock{pool_.mutex_};
    pool_.one_came_back_.wait(lock, [this] { return !pool_.idle_.empty(); });
    database_ = std::move(pool_.idle_.back());
    pool_.idle_.pop_back();
}

ReadPool::Loan::~Loan() {
    {
        const std::lock_guard lock{pool_.mutex_};
        pool_.idle_.push_back(std::move(database_));
    }
    pool_.one_came_back_.notify_one();
}

}  // namespace office
