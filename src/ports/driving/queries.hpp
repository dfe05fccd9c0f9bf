// Queries: reads of views, and lists of a caller's operations. Never blocks; results come to the edge's QueryResults.
//
//   queries.ask(batch);
//
// Rules
//   1. ask() takes as many as the mailbox has room for, from the first on (none when it is closed), and leaves the
//      others in the batch. It answers true when none is left.
//   2. Each question that was taken gets exactly one result.
//   3. One with `at_least` is answered from a view that shows that position, or not before late_at: with late.
// Threads  any edge loop; deliver() must not block.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "ports/driven/views.hpp"
#include "ports/driving/own_operations.hpp"

namespace hapax {

struct Question {
    Waiter waiter;
    std::uint32_t view = 0;
    bool list = false;
    std::string key;     // get
    std::string column;  // list
    std::string value;
    std::string cursor;
    std::uint32_t limit = 50;
    Position at_least;                         // the view must show this position; 0 = as it is now
    Instant late_at = never;                   // until when that may be waited for
    std::shared_ptr<const OwnOperations> own;  // set: this is asked, and nothing of a view
    std::string stream_type;  // list of one aggregate's rows: it must exist, else NoSuchRow; empty = do not ask
};

namespace query_errc {
inline constexpr ErrorCode rebuilding{"projection-rebuilding", Handling::retry};
inline constexpr ErrorCode late{"view-late", Handling::retry};  // it does not show the position yet
}  // namespace query_errc

struct NoSuchRow {};
using QueryVerdict = std::variant<KeyedRow, ListPage, NoSuchRow, Error, OwnPage>;

struct QueryResult {
    std::uint64_t token = 0;
    std::uint32_t view = 0;
    QueryVerdict verdict;
};

class QueryResults {
 public:
    virtual ~QueryResults() = default;
    virtual void deliver(std::vector<QueryResult>& batch) = 0;
};

class Queries {
 public:
    virtual ~Queries() = default;
    virtual bool ask(std::vector<Question>& batch) = 0;
};

}  // namespace hapax
