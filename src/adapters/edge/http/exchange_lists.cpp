// Exchange, lists of a caller's operations: what is running is asked of who runs it, what is durable of who reads the
// journal, in this order, so that what becomes durable between the two is not missed.

#include "adapters/edge/http/exchange.hpp"
#include "adapters/edge/http/operation_list.hpp"
#include "kernel/assert.hpp"

namespace hapax::http {
namespace {

bool may_be_running(const OwnOperations& asked) {
    if (asked.before) return false;
    return !asked.status || *asked.status == OperationState::accepted || *asked.status == OperationState::executing;
}

}  // namespace

void Exchange::take_operation_list(const Incoming& incoming, const Endpoint& endpoint) {
    auto asked = own_operations_query(target_.query(), limits_);
    if (!asked) return refuse(incoming, refusal::bad_query);
    asked->scope = scope_of(incoming);
    Entry* entry = wait_for(incoming, endpoint, Waiting::For::rows);
    if (entry == nullptr) return refuse(incoming, refusal::overloaded);
    entry->key = {{}, asked->scope};
    entry->own = std::make_shared<OwnOperations>(*std::move(asked));
    waits_.set(entry->slot, wait_end(*entry));
    if (may_be_running(*entry->own)) {
        inquiries_.push_back({entry->key, {edge_, entry->token}, Inquiry::Wait::none, 0, true});
    } else {
        ask_for_list(*entry);
    }
}

void Exchange::answer(Entry& entry, const RunningOperations& running) {
    HAPAX_ASSERT(entry.own != nullptr, "a list that nobody asked for");
    entry.own->running = running.documents;
    ask_for_list(entry);
}

void Exchange::ask_for_list(Entry& entry) {
    Question& question = questions_.emplace_back();
    question.waiter = {edge_, entry.token};
    question.own = entry.own;
}

void Exchange::answer_list(Entry& entry, const OwnPage& page) {
    body_.clear();
    append_operation_list(body_, page);
    finish(entry, {.status = 200, .content_type = "application/json"}, body_);
}

}  // namespace hapax::http
