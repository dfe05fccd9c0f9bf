// TemporaryDirectory: a directory of a test's own, removed with all that is in it.
#pragma once

#include <filesystem>
#include <string>

#include <stdlib.h>

#include "kernel/assert.hpp"

namespace hapax {

class TemporaryDirectory {
 public:
    TemporaryDirectory() {
        std::string pattern = (std::filesystem::temp_directory_path() / "hapax-test-XXXXXX").string();
        const char* made = ::mkdtemp(pattern.data());
        HAPAX_ASSERT(made != nullptr, "a test gets a directory");
        path_ = made;
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

}  // namespace hapax
