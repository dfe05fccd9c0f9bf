#include "adapters/views/sqlite/mark_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"

namespace hapax::sqlite {
namespace {

constexpr std::string_view first_line = "hapax views mark 1";

std::unexpected<Error> failed(const std::string& doing, const std::filesystem::path& path, int error) {
    const bool full = error == ENOSPC || error == EDQUOT;
    return fail(full ? views_errc::no_space : views_errc::busy, doing + " " + path.string() + ": " + strerror(error));
}

Result<void> write_file(const std::filesystem::path& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return failed("open", path, errno);
    const ssize_t written = ::write(file, text.data(), text.size());
    const int error = written < 0 ? errno : ENOSPC;
    const bool whole = written == static_cast<ssize_t>(text.size());
    ::close(file);
    if (!whole) return failed("write", path, error);
    return {};
}

// The value of a line "name value"; nothing when it is another line.
std::optional<std::string> field(std::istream& in, std::string_view name) {
    std::string line;
    if (!std::getline(in, line) || !line.starts_with(name) || line.size() <= name.size()) return std::nullopt;
    if (line[name.size()] != ' ') return std::nullopt;
    return line.substr(name.size() + 1);
}

}  // namespace

bool trusted(const ViewsMark& mark, const Uuid& store_id, const std::string& boot_id) {
    if (mark.store_id != store_id) return false;
    return mark.clean || (!boot_id.empty() && mark.boot_id == boot_id);
}

std::optional<ViewsMark> read_mark(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::string line;
    if (!std::getline(in, line) || line != first_line) return std::nullopt;
    const auto store = field(in, "store");
    const auto boot = field(in, "boot");
    const auto clean = field(in, "clean");
    if (!store || !boot || !clean || (*clean != "yes" && *clean != "no")) return std::nullopt;
    const auto store_id = Uuid::parse(*store);
    if (!store_id) return std::nullopt;
    return ViewsMark{*store_id, *boot, *clean == "yes"};
}

Result<void> write_mark(const std::filesystem::path& path, const ViewsMark& mark) {
    HAPAX_ASSERT(mark.boot_id.find('\n') == std::string::npos, "a boot id is one line");
    std::filesystem::path beside = path;
    beside += ".new";
    const std::string text = std::string(first_line) + "\nstore " + mark.store_id.text() + "\nboot " + mark.boot_id +
                             "\nclean " + (mark.clean ? "yes" : "no") + "\n";
    if (auto done = write_file(beside, text); !done) return done;
    HAPAX_CRASHPOINT("views.mark_written");
    if (auto done = sync_path(beside); !done) return done;
    if (::rename(beside.c_str(), path.c_str()) != 0) return failed("rename", path, errno);
    HAPAX_CRASHPOINT("views.mark_renamed");
    return sync_path(path.parent_path());
}

Result<void> sync_path(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return {};
    if (file < 0) return failed("open", path, errno);
    const int error = ::fsync(file) == 0 ? 0 : errno;
    ::close(file);
    if (error != 0) return failed("sync", path, error);
    return {};
}

}  // namespace hapax::sqlite
