#include "clients/cpp/src/course.hpp"

#include <algorithm>
#include <utility>

#include "clients/cpp/src/text.hpp"
#include "hapax/client/errc.hpp"
#include "kernel/causes.hpp"

namespace hapax::client {
namespace {

using Said = Reading::Said;

constexpr std::uint32_t free_turns = 4;  // asked, followed, ended, asked again: nobody waits between these
constexpr std::string_view lifetime_field = "Idempotency-Key-Lifetime";

Error error_of_end(End end) {
    switch (end) {
        case End::cancelled:
            return {client_errc::cancelled, {}};
        case End::lifetime:
            return {client_errc::lifetime_over, {}};
        default:
            return {client_errc::deadline_passed, {}};
    }
}

// A target that failed is one that did not answer, or says itself that it cannot.
bool says_it_failed(unsigned status) {
    return status == 502 || status == 503 || status == 504 || status == 507;
}

Answer answer_of(Response response) {
    return {response.status, std::move(response.headers), std::move(response.body)};
}

}  // namespace

Course::Course(const Means& means, const Operation& operation, const Uuid& id, Wish wish, std::stop_token stop)
    : means_(means),
      operation_(operation),
      id_(id),
      wish_(wish),
      stop_(std::move(stop)),
      began_(means.surroundings.now()),
      began_wall_(means.surroundings.wall()),
      deadline_(began_ + std::min<Duration>(operation.deadline.value_or(means.options.deadline), never - began_)) {
    const auto ms = id.unix_ms();
    born_ = ms ? Timestamp{*ms * 1000} : began_wall_;
}

Outcome Course::run() {
    const auto asking = operation_request(operation_, id_, means_.options, wish_);
    if (!asking) {
        causes_.push_back(asking.error());
        return std::unexpected(failure(End::refused));
    }
    means_.target.earn();
    return go_on(*asking);
}

Outcome Course::go_on(const Request& asking) {
    for (;;) {
        if (const auto end = over()) return std::unexpected(failure(*end));
        Reply reply = following_ ? follow() : ask(asking);
        if (auto outcome = conclude(reply)) return std::move(*outcome);
        if (reply.reading.said != Said::passing) {
            pace();
        } else if (const auto end = pause(reply)) {
            return std::unexpected(failure(*end));
        }
    }
}

// The outcome, if the reply is the end of it; otherwise what is done next has been decided.
std::optional<Outcome> Course::conclude(Reply& reply) {
    switch (reply.reading.said) {
        case Said::refused:
            return std::unexpected(refusal(reply));
        case Said::passing:
            if (reply.response && reply.response->status == 404) following_ = false;
            return std::nullopt;
        case Said::accepted:
            outcome_unknown_ = true;
            if (wish_ == Wish::ended) {
                following_ = true;
                return std::nullopt;
            }
            break;
        case Said::ended:
            if (std::exchange(following_, false)) return std::nullopt;
            break;
    }
    return Success{answer_of(std::move(*reply.response)), id_, requests_};
}

Course::Reply Course::ask(const Request& request) {
    return exchange(request, Duration::zero());
}

Course::Reply Course::follow() {
    const auto left = std::chrono::floor<std::chrono::seconds>(limit() - means_.surroundings.now());
    const auto wait = std::clamp(left, std::chrono::seconds{0}, means_.options.poll_wait);
    return exchange(status_request(operation_, id_, means_.options, wait), wait);
}

Course::Reply Course::exchange(const Request& request, Duration wait) {
    const auto pass = means_.target.enter(limit(), stop_);
    if (!pass) {
        const Duration closed = pass.error().until - means_.surroundings.now();
        Reply reply{{Said::passing, pass.error().cause, std::max(closed, Duration::zero())}, false, {}};
        return reply;
    }
    const Instant until = std::min(limit(), pass->began + wait + pass->timeout);
    ++requests_;
    auto response = means_.transport.exchange(request, until, stop_);
    means_.target.leave(*pass, call_of(response, wait, until), means_.surroundings.now());
    if (!response) return failed(response.error());
    return read(std::move(*response), following_);
}

Target::Call Course::call_of(const Result<Response>& response, Duration wait, Instant until) const {
    using Call = Target::Call;
    if (response) {
        if (says_it_failed(response->status)) return Call::failed;
        return wait == Duration::zero() ? Call::answered : Call::waited;
    }
    const ErrorCode& code = response.error().code;
    if (code == client_errc::cancelled) return Call::no_saying;
    if (code == client_errc::timed_out && until >= limit()) return Call::no_saying;
    if (code == client_errc::timed_out && wait == Duration::zero()) return Call::cut_off;
    return Call::failed;
}

Course::Reply Course::failed(const Error& error) {
    if (!(error.code == client_errc::unreachable)) outcome_unknown_ = true;
    const bool final = error.code.handling == Handling::park;
    return {{final ? Said::refused : Said::passing, error}, true, {}};
}

Course::Reply Course::read(Response response, bool followed) {
    const Timestamp wall = means_.surroundings.wall();
    if (const auto field = find_header(response.headers, lifetime_field)) {
        const auto seconds = whole_number<std::uint32_t>(*field);
        if (seconds && *seconds > 0) means_.target.learn_lifetime(std::chrono::seconds(*seconds));
    }
    Reading reading = followed ? read_status_answer(response, id_, wall) : read_operation_answer(response, id_, wall);
    if (reading.said == Said::passing && !reading.not_applied) outcome_unknown_ = true;
    if (reading.said != Said::passing) failed_in_a_row_ = 0;
    turned_away_ = 0;
    last_answer_ = answer_of(response);
    return {std::move(reading), true, std::move(response)};
}

std::optional<End> Course::over() const {
    if (stop_.stop_requested()) return End::cancelled;
    const Instant now = means_.surroundings.now();
    if (now >= deadline_) return End::deadline;
    if (now >= lifetime_end()) return End::lifetime;
    return std::nullopt;
}

// Waits until the same may be asked again, or says why it may not.
std::optional<End> Course::pause(const Reply& reply) {
    if (stop_.stop_requested()) return End::cancelled;
    note_cause(causes_, reply.reading.cause);
    const FailedAttempt attempt{failed_attempt(reply.sent), reply.reading.retry_after};
    const Instant now = means_.surroundings.now();
    const auto at = next_attempt(means_.options.retry, attempt, now, limit(), unit());
    if (!at && at.error() == NoRetry::attempts) return End::attempts;
    if (!at) return lifetime_end() < deadline_ ? End::lifetime : End::deadline;
    if (reply.sent && !means_.target.spend(now)) return End::budget;
    wait_until(means_.surroundings, *at, stop_);
    return std::nullopt;
}

// What was not sent is no attempt: the operation waits for its target as long as its deadline allows, unless it may be
// tried only once.
std::uint32_t Course::failed_attempt(bool sent) {
    if (sent) return ++failed_in_a_row_;
    const std::uint32_t last_but_one = std::max(1U, means_.options.retry.attempts_max - 1);
    return std::min(++turned_away_, last_but_one);
}

// A target that says again and again, at once, that it is not ready yet is not asked without end.
void Course::pace() {
    if (++turns_ <= free_turns) return;
    const RetrySchedule& schedule = means_.options.retry;
    const Duration delay = schedule.delay(std::min(turns_ - free_turns + 1, schedule.attempts_max), unit());
    wait_until(means_.surroundings, std::min(limit(), means_.surroundings.now() + delay), stop_);
}

Instant Course::lifetime_end() const {
    const auto lifetime = means_.target.key_lifetime();
    if (!lifetime) return never;
    const Duration age = std::chrono::microseconds(began_wall_.us - born_.us);
    const Duration left = *lifetime - age;
    return left >= never - began_ ? never : began_ + left;
}

Failure Course::failure(End end) const {
    const bool by_cause = !causes_.empty() && end != End::cancelled;
    return {by_cause ? one_error(causes_, client_errc::several_causes) : error_of_end(end),
            causes_,
            end,
            outcome_unknown_,
            id_,
            requests_,
            last_answer_};
}

Failure Course::refusal(Reply& reply) const {
    Failure failure{reply.reading.cause, {reply.reading.cause}, End::refused, outcome_unknown_, id_, requests_, {}};
    if (reply.reading.settled) failure.outcome_unknown = false;
    if (reply.response) failure.answer = answer_of(std::move(*reply.response));
    return failure;
}

}  // namespace hapax::client
