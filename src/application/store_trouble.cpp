#include "application/store_trouble.hpp"

#include <utility>

#include "kernel/planted.hpp"

namespace hapax {

Refused StoreTrouble::refusal(const Error& error, const std::string& operation, const std::string& correlation) {
    note(error, operation, correlation);
    return {store_errc::unavailable, planted(Bug::unreadable_said_not_applied), text};
}

void StoreTrouble::note(const Error& error, const std::string& whose, const std::string& correlation) {
    errors_.add();
    const Instant now = runtime_.now();
    if (now - second_began_ >= std::chrono::seconds(1)) {
        second_began_ = now;
        lines_ = 0;
    }
    if (lines_ == lines_per_second_max) {
        ++left_out_;
        return;
    }
    ++lines_;
    log_.write(Level::warning, "the journal could not be read for a request",
               {{"request", whose},
                {"correlation", correlation},
                {"code", std::string(error.code.name)},
                {"detail", error.detail},
                {"left_out", std::to_string(std::exchange(left_out_, 0))}});
}

}  // namespace hapax
