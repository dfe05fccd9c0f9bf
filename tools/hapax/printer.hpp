// Printer: standard output in the form that was asked for. Names are bold on a terminal unless NO_COLOR is set.
//
//   return printer.print(rows);
//
// Errors   tool_errc::not_written: a full disk or a closed pipe is no success.
// Threads  one.
#pragma once

#include "kernel/error.hpp"
#include "tools/hapax/fields.hpp"

namespace hapax::tools {

class Printer {
 public:
    explicit Printer(OutputForm form);

    OutputForm form() const { return form_; }
    Result<void> print(const Fields& object) const;
    Result<void> print(const std::vector<Fields>& objects) const;
    Result<void> print(const std::string& text) const;  // as it is

 private:
    OutputForm form_;
    Emphasis emphasis_;
};

}  // namespace hapax::tools
