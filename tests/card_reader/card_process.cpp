#include "tests/card_reader/card_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace card_reader {

CardProcess::CardProcess(const std::filesystem::path& file, const std::string& address,
                         const std::string& more) {
    std::string program = TALLYWATT_CARD_PROGRAM;
    std::string command = "insert";
    std::string file_option = "--file=" + file.string();
    std::string at_option = "--at=" + address;
    std::string last = more;
    const std::array<char*, 6> arguments{program.data(),
                                         command.data(),
                                         file_option.data(),
                                         at_option.data(),
                                         more.empty() ? nullptr : last.data(),
                                         nullptr};
    posix_spawn_file_actions_t quietly;
    posix_spawn_file_actions_init(&quietly);
    posix_spawn_file_actions_addopen(&quietly, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    const int refused =
        ::posix_spawn(&process_, program.c_str(), &quietly, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&quietly);
    if (refused != 0) {
        throw std::runtime_error{program + " cannot be started"};
    }
}

CardProcess::~CardProcess() {
    kill();
}

void CardProcess::kill() {
    end_with(SIGKILL);
}

int CardProcess::pull() {
    return end_with(SIGTERM);
}

int CardProcess::end_with(int signal) {
    int status = 0;
    if (process_ > 0) {
        ::kill(process_, signal);
        ::waitpid(process_, &status, 0);
        process_ = -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace card_reader
