#include "apps/terminal.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <utility>

namespace apps {
namespace {

class Terminal {
 public:
    Terminal() : handle_{::open("/dev/tty", O_RDWR | O_CLOEXEC)} {}
    ~Terminal() {
        if (hidden_) {
            ::tcsetattr(handle_, TCSAFLUSH, &shown_);
        }
        if (handle_ >= 0) {
            ::close(handle_);
        }
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    [[nodiscard]] bool is_there() const { return handle_ >= 0; }

    // False where the terminal cannot: then nothing secret is asked.
    bool hide() {
        if (::tcgetattr(handle_, &shown_) != 0) {
            return false;
        }
        ::termios hidden = shown_;
        hidden.c_lflag &= ~static_cast<::tcflag_t>(ECHO);
        hidden.c_lflag |= static_cast<::tcflag_t>(ECHONL);
        hidden_ = ::tcsetattr(handle_, TCSAFLUSH, &hidden) == 0;
        return hidden_;
    }

    bool say(const std::string& text) {
        return ::write(handle_, text.data(), text.size()) == static_cast<::ssize_t>(text.size());
    }

    // A line without its end; false at the end of input.
    bool read_line(std::string& line) {
        char next = 0;
        while (::read(handle_, &next, 1) == 1) {
            if (next == '\n') {
                return true;
            }
            line += next;
        }
        return false;
    }

 private:
    int handle_;
    ::termios shown_{};
    bool hidden_ = false;
};

OrComplaint<std::string> ask(const std::string& question, const std::string& instead,
                             bool is_secret) {
    Terminal terminal;
    std::string line;
    if (!terminal.is_there() || (is_secret && !terminal.hide()) || !terminal.say(question) ||
        !terminal.read_line(line)) {
        return std::unexpected{"there is no terminal to ask at: " + instead};
    }
    return line;
}

}  // namespace

OrComplaint<std::string> ask_line(const std::string& question, const std::string& instead) {
    return ask(question, instead, false);
}

OrComplaint<std::string> ask_secret(const std::string& question, const std::string& instead) {
    return ask(question, instead, true);
}

}  // namespace apps
