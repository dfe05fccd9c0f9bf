// Course: one operation on its way, from the first request to its end.
//
//   Outcome outcome = Course({options, target, transport, surroundings}, operation, id, Wish::ended, stop).run();
//
//                     202                          it has ended
//     ┌────────┐ ─────────────▶ ┌───────────┐ ─────────────────────▶ back to asking, for the answer
//     │ asking │                │ following │
//     └────────┘ ◀───────────── └───────────┘   a long poll at a time; a 404 leads back too
//        │            404
//        ▼ any other answer: its end
//
// What passes is waited for, in either state, and the same is asked again.
// Threads  one; the target, the transport and the surroundings are shared.
#pragma once

#include <algorithm>
#include <optional>
#include <stop_token>
#include <vector>

#include "clients/cpp/src/reading.hpp"
#include "clients/cpp/src/requests.hpp"
#include "clients/cpp/src/target.hpp"
#include "hapax/client/operation.hpp"

namespace hapax::client {

class Course {
 public:
    struct Means {
        const Options& options;
        Target& target;
        Transport& transport;
        Surroundings& surroundings;
    };
    Course(const Means& means, const Operation& operation, const Uuid& id, Wish wish, std::stop_token stop);

    Outcome run();

 private:
    struct Reply {
        Reading reading;
        bool sent = true;
        std::optional<Response> response;
    };

    Outcome go_on(const Request& asking);
    std::optional<Outcome> conclude(Reply& reply);
    Reply ask(const Request& request);
    Reply follow();
    Reply exchange(const Request& request, Duration wait);
    Reply read(Response response, bool followed);
    Reply failed(const Error& error);
    Target::Call call_of(const Result<Response>& response, Duration wait, Instant until) const;

    std::optional<End> over() const;
    std::optional<End> pause(const Reply& reply);
    std::uint32_t failed_attempt(bool sent);
    void pace();
    double unit() { return unit_of(means_.surroundings.random()); }

    Instant lifetime_end() const;
    Instant limit() const { return std::min(deadline_, lifetime_end()); }

    Failure failure(End end) const;
    Failure refusal(Reply& reply) const;

    Means means_;
    const Operation& operation_;
    Uuid id_;
    Wish wish_;
    std::stop_token stop_;
    Instant began_;
    Timestamp born_;  // of the id
    Timestamp began_wall_;
    Instant deadline_;

    bool following_ = false;
    std::uint32_t requests_ = 0;
    std::uint32_t failed_in_a_row_ = 0;
    std::uint32_t turned_away_ = 0;  // by the breaker, in a row
    std::uint32_t turns_ = 0;        // from one state to another, or one long poll to the next
    bool outcome_unknown_ = false;
    std::vector<Error> causes_;
    std::optional<Answer> last_answer_;
};

}  // namespace hapax::client
