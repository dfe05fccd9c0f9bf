// C8: a view shows the fold of the journal up to its checkpoint, which never goes back.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class Fold {
 public:
    std::optional<std::string> view(const Line& line, std::uint32_t at);
    void position(Evidence& evidence, std::string_view who, std::int64_t position, std::uint32_t at);
    void record(const Evidence& evidence, std::uint64_t position);  // after
    std::optional<std::string> row(Evidence& evidence, const Line& line, std::uint32_t at);
    void movement_read(const Operation& operation, std::int64_t value, std::uint32_t at);
    void finish(Evidence& evidence);
    std::uint64_t rows() const { return rows_; }

 private:
    struct View {
        std::uint64_t name = 0;
        std::uint64_t position = 0;
        std::uint64_t stream_type = 0;  // 0: all of them
        std::uint32_t line = 0;
        bool appended = false;
        std::vector<std::int64_t> balances;  // folded: at the checkpoint, when that is not the end
        std::vector<std::uint32_t> versions;
        std::vector<bool> shown;  // folded: by stream; appended: by place
    };
    struct Checkpoint {
        std::uint64_t id = 0;
        std::int64_t position = 0;
        std::uint32_t line = 0;
    };
    struct Movement {
        std::uint64_t id = 0;  // the operation
        std::int64_t value = 0;
        std::uint32_t line = 0;
    };

    void folded_row(Evidence& evidence, View& view, const Line& line, std::uint32_t at);
    void appended_row(Evidence& evidence, View& view, const Line& line, std::uint32_t at);
    void finish_folded(Evidence& evidence, const View& view);
    void finish_appended(Evidence& evidence, const View& view);
    std::size_t place_of(std::uint64_t position, std::int64_t index) const;

    std::vector<View> views_;
    Table<Checkpoint> checkpoints_;
    std::vector<std::uint32_t> places_{0};  // of a position: its first event in amounts_
    std::vector<std::int64_t> amounts_;     // of all events, only when a view is appended
    std::vector<Movement> movements_;
    std::uint64_t rows_ = 0;
    bool has_appended_ = false;
};

}  // namespace hapax::check
