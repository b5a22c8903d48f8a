// The program tallywatt-card with a card in a reader, killed with its scope.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace card_reader {

class CardProcess {
 public:
    // Inserts the card of `file` at `address`, HOST:PORT, with one `more` option or none.
    CardProcess(const std::filesystem::path& file, const std::string& address,
                const std::string& more = {});
    CardProcess(const CardProcess&) = delete;
    CardProcess& operator=(const CardProcess&) = delete;
    ~CardProcess();

    // Torn out: no handler runs. Returns when the process is gone.
    void kill();
    // Pulled out; the exit status.
    int pull();

 private:
    int end_with(int signal);

    pid_t process_ = -1;
};

}  // namespace card_reader
