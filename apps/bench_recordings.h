// The commands of tallywatt-bench about recordings: measure and synthesize.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/recording.h"

namespace CLI {
class App;
}

class RecordingCommands {
 public:
    // Adds both to `app`, which outlives this.
    explicit RecordingCommands(CLI::App& app);
    RecordingCommands(const RecordingCommands&) = delete;
    RecordingCommands& operator=(const RecordingCommands&) = delete;

    // Runs the one that was parsed and gives its exit status; nothing where neither was.
    [[nodiscard]] std::optional<int> run();

 private:
    struct File {
        std::string name;
        std::string format = "f32";
        bench::RecordingFormat how;
    };

    static void add_file(CLI::App& command, File& file);
    int measure();
    int synthesize();

    CLI::App* measure_;
    CLI::App* synthesize_;
    File file_;
    int repeat_ = 1;
    double volts_ = 230;
    double amperes_ = 5;
    double lag_degrees_ = 0;
    double hertz_ = 50;
    double seconds_ = 2;
    std::string current_ = "sine";
    std::vector<std::string> harmonics_;
};
