#include "application/query/operation_list.hpp"

#include <algorithm>

#include "kernel/operation/commit_transition.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace {

// Of a filter that wants few more are read at a time.
constexpr std::size_t records_at_once = 64;

bool filters(const OwnOperations& asked) {
    return asked.status || asked.since || !asked.type.empty();
}

bool wanted(const OwnOperations& asked, const ListedOperation& operation) {
    return (!asked.status || *asked.status == operation.state) &&
           (asked.type.empty() || asked.type == operation.type) &&
           (!asked.since || operation.accepted_at >= *asked.since);
}

// An operation is decided after it was accepted, and positions are given in the order of decisions.
bool older_ones_are_too_old(const OwnOperations& asked, const StoredCommit& record) {
    return asked.since && record.commit.decided_at.us + since_leeway.count() < asked.since->us;
}

bool younger(const ListedOperation& a, const ListedOperation& b) {
    return a.accepted_at != b.accepted_at ? a.accepted_at > b.accepted_at : a.id > b.id;
}

std::size_t to_read(const OwnOperations& asked, const OwnPage& page) {
    const std::size_t missing = asked.limit - page.items.size() + 1;  // one more, to know whether there is a next page
    return filters(asked) ? std::max(missing, records_at_once) : missing;
}

}  // namespace

Result<OwnPage> OperationList::page(const OwnOperations& asked) {
    OwnPage page;
    const Position end{store_.durable().value + 1};
    if (!asked.before) {
        if (const auto headed = head(asked, end, page); !headed) return pass_on(headed);
    }
    if (const auto filled = body(asked, asked.before.value_or(end), page); !filled) return pass_on(filled);
    return page;
}

// What became durable before `end` is in the body of this page or of a later one.
Result<void> OperationList::head(const OwnOperations& asked, Position end, OwnPage& page) {
    for (const StatusDocument& running : asked.running) {
        ListedOperation operation{running.key.id,   running.state,       running.type,
                                  running.resource, running.accepted_at, std::nullopt};
        if (!wanted(asked, operation)) continue;
        const auto stored = store_.find(running.key);
        if (!stored) return pass_on(stored);
        if (!*stored || (*stored)->position >= end) page.items.push_back(std::move(operation));
    }
    std::ranges::sort(page.items, younger);
    if (page.items.size() > asked.limit) page.items.resize(asked.limit);
    return {};
}

Result<void> OperationList::body(const OwnOperations& asked, Position before, OwnPage& page) {
    const Position shown = shown_through_();
    for (std::size_t examined = 0; examined < examined_max && before.value > 1;) {
        const std::size_t count = std::min(to_read(asked, page), examined_max - examined);
        const auto records = store_.read_caller(asked.scope, before, count);
        if (!records) return pass_on(records);
        for (const StoredCommit& record : *records) {
            if (page.items.size() >= asked.limit) return goes_on(before, page);
            if (older_ones_are_too_old(asked, record)) return {};
            take(asked, record, shown, page);
            before = record.position;
        }
        if (records->size() < count) return {};
        examined += records->size();
    }
    return before.value > 1 ? goes_on(before, page) : Result<void>{};
}

Result<void> OperationList::goes_on(Position before, OwnPage& page) {
    page.next = planted(Bug::list_page_begins_one_late) ? Position{before.value - 1} : before;
    return {};
}

void OperationList::take(const OwnOperations& asked, const StoredCommit& record, Position shown, OwnPage& page) const {
    const Commit& commit = record.commit;
    ListedOperation operation{commit.operation.id, state_of(commit.outcome, record.position <= shown),
                              commit.type,         commit.resource,
                              commit.accepted_at,  record.position};
    if (wanted(asked, operation) && !expired(operation.id)) page.items.push_back(std::move(operation));
}

// As kernel/retention.hpp judges: an id without a time never expires.
bool OperationList::expired(const OperationId& id) const {
    const auto born_ms = id.value.unix_ms();
    return born_ms && *born_ms < deleted_through_ms_.value();
}

}  // namespace hapax
