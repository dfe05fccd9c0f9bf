// Files that hold a secret: nobody but their owner may read them.
//
//   Result<std::optional<std::string>> key = read_secret(path, 64 << 10);     // nothing: there is no such file
//   write_secret(path, pem);                                                  // whole or not at all, 0600
//
// write_secret writes a file beside it, syncs it, renames it over the name and syncs the directory. Killed anywhere before
// the rename, the name holds what it held; what lies beside it then is overwritten by the next. Killed after the rename,
// before the sync, the machine may lose the name and not half of it.
// Errors   secret_errc, with the path; never with what is in it.
// Threads  one for each path.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/error.hpp"

namespace hapax {

namespace secret_errc {
inline constexpr ErrorCode unreadable{"secret-file-unreadable", Handling::park};  // or no file, or too large
inline constexpr ErrorCode too_open{"secret-file-too-open", Handling::park};      // others may read or write it
inline constexpr ErrorCode not_written{"secret-file-not-written", Handling::park};
}  // namespace secret_errc

Result<std::optional<std::string>> read_secret(const std::string& path, std::size_t bytes_max);
Result<void> write_secret(const std::string& path, std::string_view text);

}  // namespace hapax
