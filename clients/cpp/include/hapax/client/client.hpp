// Client: asks a hapax service for operations, each at most once, and does not give up at the first trouble.
//
//   hapax::client::Client client({.target = "http://127.0.0.1:8080"});
//   const auto outcome = client.execute({.address = "/accounts/42/withdrawals/{operation}", .body = "{…}"});
//   if (outcome) use(outcome->answer.body);
//   else explain(outcome.error().error);
//
// Promises
//   1. An operation has one id, and every request for it carries that id.
//   2. It is asked again after what passes (no answer, 408, 429, 502, 503, 504, 507), with exponential backoff and full
//      jitter, never before the time that Retry-After names, within the operation's deadline, the retry budget, the
//      attempts and the lifetime of its id. Anything else is final: 400, 401, 403, 404, 409, 410, 412, 413, 422 and 500
//      are never tried again.
//   3. execute() follows an operation that was answered 202 to its end and returns its answer.
//   4. A caller that requests stop gets `cancelled`, soon. The operation may happen nevertheless.
//   5. Failures A, B, A are one error with the causes A and B; if there is one cause, it is the error. After a final
//      answer or the caller's cancel, that is the error.
//   6. Failure::outcome_unknown is false only if no request was sent that may have been carried out, or if the answer is
//      the operation's own end.
//   7. No more than BreakerRules::concurrency_max requests are under way; who comes then waits for a turn.
// One client has one target: its breaker, timeout, budget and connections are those of that target.
//
// Limits   Options::limits; what send() was given lives in memory: it ends with the process.
// Threads  any number of threads may share a client. The destructor cancels what send() was given and waits for its
//          threads; execute() and submit() must have returned by then.
// Source   docs/decisions/0037-a-client-that-retries-well.md.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "hapax/client/operation.hpp"
#include "hapax/client/options.hpp"
#include "hapax/client/surroundings.hpp"
#include "hapax/client/transport.hpp"

namespace hapax::client {

class Client {
 public:
    // Throws std::invalid_argument if options.target is no "http://host:port".
    explicit Client(Options options);
    Client(Options options, std::shared_ptr<Transport> transport, std::shared_ptr<Surroundings> surroundings);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Returns at the operation's end.
    Outcome execute(const Operation& operation, const std::stop_token& stop = {});

    // Returns when the operation is durable: 202, or its answer if it has one already.
    Outcome submit(const Operation& operation, const std::stop_token& stop = {});

    // Returns at once; the operation is executed by a thread of the client, in no order. `ended` is called by that
    // thread and must not throw. Error: queue_full. The id is that of the operation.
    using Ended = std::function<void(const Outcome&)>;
    Result<Uuid> send(Operation operation, Ended ended = {});

    // Whether everything that send() was given has ended within that time.
    bool wait_for_all(Duration at_most);

    Breaker::State breaker_state() const;

 private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace hapax::client
