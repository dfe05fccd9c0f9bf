// Report: figures as one flat JSON object, for whoever runs this program.
//
//   Report report;
//   report.add("operations", 1000);
//   report.write("report.json");
//
// Errors   check_errc::unreadable when the file cannot be written.
// Threads  one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/error.hpp"
#include "tools/check/judge.hpp"

namespace hapax::check {

class Report {
 public:
    void add(std::string_view name, std::uint64_t number);
    void add(std::string_view name, double number);
    void add(std::string_view name, std::string_view text);
    void add(const Figures& figures);
    Result<void> write(const std::string& path) const;  // nothing for an empty path

 private:
    void name(std::string_view name);
    std::string out_;
};

// Since the process began.
std::uint64_t peak_memory_bytes();

}  // namespace hapax::check
