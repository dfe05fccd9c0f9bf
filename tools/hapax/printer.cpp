#include "tools/hapax/printer.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

// no-color.org: set to anything but nothing.
Emphasis emphasis_of_stdout() {
    const char* no_color = std::getenv("NO_COLOR");
    const bool plain = no_color != nullptr && *no_color != '\0';
    return !plain && ::isatty(STDOUT_FILENO) == 1 ? Emphasis::terminal : Emphasis::none;
}

}  // namespace

Printer::Printer(OutputForm form) : form_(form), emphasis_(emphasis_of_stdout()) {}

Result<void> Printer::print(const Fields& object) const {
    return print(render(object, form_, emphasis_));
}

Result<void> Printer::print(const std::vector<Fields>& objects) const {
    return print(render(objects, form_, emphasis_));
}

Result<void> Printer::print(const std::string& text) const {
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (written && std::fflush(stdout) == 0) return {};
    return fail(tool_errc::not_written, std::string("standard output: ") + std::strerror(errno));
}

}  // namespace hapax::tools
