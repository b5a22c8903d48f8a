// How many transactions a second SQLite makes durable in a folder, one insert and one commit at a
// time: what the office's sales are compared with.
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

constexpr auto measured_for = std::chrono::seconds{3};

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

void require(bool holds, sqlite3* database) {
    if (!holds) {
        std::fprintf(stderr, "commit_rate: %s\n", sqlite3_errmsg(database));
        std::exit(1);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: commit_rate FOLDER   (prints commits a second)\n");
        return 2;
    }
    sqlite3* opened = nullptr;
    const std::string path = std::string{argv[1]} + "/commit_rate.db";
    const bool is_open = sqlite3_open(path.c_str(), &opened) == SQLITE_OK;
    const std::unique_ptr<sqlite3, CloseDatabase> database{opened};
    require(is_open, opened);
    // As the office's store is opened.
    require(sqlite3_exec(opened,
                         "pragma journal_mode=wal; pragma synchronous=full;"
                         "create table sale(id integer primary key, content blob) strict;",
                         nullptr, nullptr, nullptr) == SQLITE_OK,
            opened);
    sqlite3_stmt* prepared = nullptr;
    require(sqlite3_prepare_v2(opened, "insert into sale(content) values(zeroblob(200))", -1,
                               &prepared, nullptr) == SQLITE_OK,
            opened);
    const std::unique_ptr<sqlite3_stmt, FinalizeStatement> insert{prepared};

    const auto began = std::chrono::steady_clock::now();
    std::int64_t commits = 0;
    while (std::chrono::steady_clock::now() - began < measured_for) {
        require(sqlite3_step(prepared) == SQLITE_DONE, opened);
        sqlite3_reset(prepared);
        ++commits;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("%.1f\n", static_cast<double>(commits) / took.count());
    return 0;
}
