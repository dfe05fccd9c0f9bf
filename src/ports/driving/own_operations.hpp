// OwnOperations: what a caller asks to have listed, and one page of it. Asked like the reads of views (queries.hpp).
//
//   Question question;   question.own = std::make_shared<OwnOperations>(…);
//
//   newest ─────────────────────────────────────────────────────────▶ oldest
//   [ running, of the first page only ][ durable: by position, newest first ][ next page …
//
// Rules
//   1. A durable operation of this scope whose id has not expired, and that the filter wants, is on one page, once, and
//      in the order of positions, however many new ones arrive between two pages.
//   2. What is running when the first page is made heads it, limits permitting, and is on no later page.
//   3. Nothing of another scope, ever.
//   4. A page may be short, or empty, and still have a next one: so many records are looked at for one page, and no more.
// Threads  values; immutable once they are asked.
// Source   ARCHITECTURE.md, section 8; docs/decisions/0040-a-callers-list-is-a-table-of-the-index.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ports/driving/operations.hpp"

namespace hapax {

struct OwnOperations {
    CallerScope scope{};
    std::optional<OperationState> status{};
    std::string type{};                // empty: any
    std::optional<Timestamp> since{};  // accepted then or later
    std::optional<Position> before{};  // where the page before ended; nothing: the first page
    std::uint32_t limit = 50;
    std::vector<StatusDocument> running{};  // of this scope, when the first page was asked for
};

struct ListedOperation {
    OperationId id;
    OperationState state = OperationState::accepted;
    std::string type;
    std::string resource;
    Timestamp accepted_at;
    std::optional<Position> position;  // of what is durable
};

struct OwnPage {
    std::vector<ListedOperation> items;
    std::optional<Position> next;  // nothing: there is no more
};

}  // namespace hapax
