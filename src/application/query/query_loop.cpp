#include "application/query/query_loop.hpp"

#include <charconv>
#include <optional>

#include "kernel/assert.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace {

template <class Number>
std::optional<Value> parsed(const std::string& text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return Value(number);
}

// The text of an address as a value of the column; nothing when no row can have it.
std::optional<Value> value_of(const ViewSchema& schema, const std::string& column, const std::string& text) {
    for (const Column& candidate : schema.columns) {
        if (candidate.name != column) continue;
        if (candidate.type == ColumnType::integer) return parsed<std::int64_t>(text);
        if (candidate.type == ColumnType::real) return parsed<double>(text);
    }
    return Value(text);
}

}  // namespace

QueryLoop::QueryLoop(const QueryPorts& ports, std::vector<QueryResults*> edges, std::size_t waiting_max)
    : ports_(ports),
      edges_(std::move(edges)),
      results_(edges_.size()),
      operations_(ports.store, ports.deleted_through_ms, ports.shown_through),
      inbox_(ports.runtime, waiting_max),
      told_(ports.runtime, static_cast<std::size_t>(-1)),
      late_(ports.service.views.size(), ports.ask_after),
      late_max_(waiting_max),
      trouble_(ports.runtime, ports.metrics, ports.log) {}

// Whether the box is closed is asked before it is emptied, so that nothing that was accepted stays unanswered. Who waits
// for a position is looked after between batches too: there may always be a next one.
void QueryLoop::run() {
    std::vector<Question> batch;
    for (bool open = true; open;) {
        open = !inbox_.closed();
        while (inbox_.take(batch, late_.first_end())) {
            const bool heard = hear();
            take(batch);
            if (heard || late_.first_end() <= ports_.runtime.now()) take_late();
        }
        (void)hear();
        take_late();
        if (!open) end_late();
    }
}

void QueryLoop::shown(std::uint32_t view, Position position) {
    (void)told_.push({view, position});
    inbox_.interrupt();
}

bool QueryLoop::hear() {
    if (told_.size() == 0 || !told_.take(heard_, Instant{})) return false;
    for (const ViewShown& heard : heard_) late_.told(heard.view, heard.position);
    return true;
}

void QueryLoop::take(std::vector<Question>& batch) {
    for (Question& question : batch) {
        HAPAX_ASSERT(question.waiter.edge < results_.size(), "a question from an edge that does not exist");
        const bool known = question.view < ports_.service.views.size();
        if (!known || late_.shown(question)) {
            answer_now(question);
        } else if (late_.size() < late_max_) {
            late_.park(std::move(question));
        } else {
            say(question, Error{operation_errc::overloaded, "too many reads wait for their views"});
        }
    }
    deliver();
}

void QueryLoop::take_late() {
    if (late_.size() == 0) return;
    late_.take(ports_.runtime.now(), ready_, over_);
    for (const Question& question : ready_) answer_now(question);
    ready_.clear();
    refuse(over_, Error{query_errc::late, "the view does not show the position yet"});
    deliver();
}

void QueryLoop::end_late() {
    late_.take_all(over_);
    refuse(over_, Error{operation_errc::stopping, "the service stops"});
    deliver();
}

void QueryLoop::refuse(std::vector<Question>& questions, const Error& why) {
    for (const Question& question : questions) say(question, why);
    questions.clear();
}

void QueryLoop::answer_now(const Question& question) {
    say(question, answer(question));
}

void QueryLoop::say(const Question& question, QueryVerdict verdict) {
    results_[question.waiter.edge].push_back({question.waiter.token, question.view, std::move(verdict)});
}

void QueryLoop::deliver() {
    for (std::size_t edge = 0; edge < edges_.size(); ++edge) {
        if (results_[edge].empty()) continue;
        edges_[edge]->deliver(results_[edge]);
        results_[edge].clear();
    }
}

QueryVerdict QueryLoop::answer(const Question& question) {
    if (question.own) return list_own(question);
    if (question.view >= ports_.service.views.size()) return Error{views_errc::unknown_view, "no such view"};
    return question.list ? list(question) : get(question);
}

QueryVerdict QueryLoop::get(const Question& question) {
    auto row = ports_.reader.get(question.view, question.key);
    if (!row && planted(Bug::rebuilding_is_not_found)) return NoSuchRow{};
    if (!row) return in_public(row.error());
    if (!*row) return NoSuchRow{};
    return KeyedRow{question.key, std::move(**row)};
}

// An aggregate without rows has an empty list; one that does not exist has none.
QueryVerdict QueryLoop::list(const Question& question) {
    const Result<bool> exists = aggregate_exists(question);
    if (!exists) return unavailable(exists.error(), question);
    if (!*exists) return NoSuchRow{};
    const ViewSchema& schema = ports_.service.views[question.view]->schema();
    const auto value = value_of(schema, question.column, question.value);
    if (!value) return ListPage{};
    auto page = ports_.reader.list({question.view, question.column, *value, question.cursor, question.limit});
    if (!page) return in_public(page.error());
    if (planted(Bug::page_loses_a_row) && !page->next.empty()) page->rows.pop_back();
    return std::move(*page);
}

QueryVerdict QueryLoop::list_own(const Question& question) {
    auto page = operations_.page(*question.own);
    if (page) return *std::move(page);
    trouble_.note(page.error(), "a list of operations", {});
    return Error{store_errc::unavailable, StoreTrouble::text};
}

// For readers a view that cannot answer is one that is being built. Of a broken one nobody may know yet: without a new
// record nobody writes to it.
Error QueryLoop::in_public(const Error& error) const {
    const bool broken = error.code == views_errc::broken;
    if (broken && ports_.views_broken) ports_.views_broken();
    return broken || error.code == views_errc::not_serving ? Error{query_errc::rebuilding, error.detail} : error;
}

// A journal that cannot be read now: the caller may ask again, and learns nothing of files.
Error QueryLoop::unavailable(const Error& error, const Question& question) {
    trouble_.note(error, question.stream_type + '/' + question.value, {});
    return {store_errc::unavailable, StoreTrouble::text};
}

Result<bool> QueryLoop::aggregate_exists(const Question& question) {
    if (question.stream_type.empty()) return true;
    const Result<Version> version = ports_.store.stream_version({question.stream_type, question.value});
    if (!version) return pass_on(version);
    return version->value != 0;
}

}  // namespace hapax
