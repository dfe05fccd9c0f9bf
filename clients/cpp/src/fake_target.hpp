// For tests: a target that answers by a script, in a world whose time moves only when somebody waits.
//
//   FakeTarget target;
//   target.script = {lost(), answer(503, "overloaded", {{"Retry-After", "2"}}), ended()};
//   Client client(options, target.transport(), target.surroundings());
//
// A script that has come to its end says the last thing again. What was asked is in `asked`.
// Threads  any number; a step of the script is taken under a lock.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "hapax/client/client.hpp"
#include "hapax/client/errc.hpp"

namespace hapax::client {

class FakeTarget {
 public:
    struct Asked {
        Request request;
        Instant at;
        Instant deadline;

        std::string header(std::string_view name) const {
            return std::string(find_header(request.headers, name).value_or(""));
        }
    };
    using Step = std::function<Result<Response>(FakeTarget&, const Asked&)>;

    std::vector<Step> script;
    std::vector<Asked> asked;
    std::uint64_t chance = 0;  // the random number, always the same: 0 = no delay, ~0 = the longest
    Timestamp epoch{1'700'000'000'000'000};

    Instant now() const { return now_; }
    void pass(Duration time) { now_ = now_.load() + time; }

    std::shared_ptr<Transport> transport() { return std::make_shared<FakeTransport>(*this); }
    std::shared_ptr<Surroundings> surroundings() { return std::make_shared<FakeSurroundings>(*this); }

 private:
    class FakeTransport final : public Transport {
     public:
        explicit FakeTransport(FakeTarget& target) : target_(target) {}

        Result<Response> exchange(const Request& request, Instant deadline, const std::stop_token& stop) override {
            if (stop.stop_requested()) return fail(client_errc::cancelled);
            Step step;
            Asked call;
            {
                const std::lock_guard lock(target_.mutex_);
                const std::size_t at = std::min(target_.asked.size(), target_.script.size() - 1);
                call = {request, target_.now(), deadline};
                target_.asked.push_back(call);
                step = target_.script[at];
            }
            return step(target_, call);
        }

     private:
        FakeTarget& target_;
    };

    class FakeSurroundings final : public Surroundings {
     public:
        explicit FakeSurroundings(FakeTarget& target) : target_(target) {}
        Instant now() override { return target_.now(); }
        Timestamp wall() override { return {target_.epoch.us + (target_.now() - beginning).count() / 1000}; }
        std::uint64_t random() override { return target_.chance; }
        void wait(std::unique_lock<std::mutex>&, std::condition_variable_any&, Instant until,
                  const std::stop_token&) override {
            target_.now_ = std::max(target_.now(), until);
        }

     private:
        FakeTarget& target_;
    };

    static constexpr Instant beginning{std::chrono::seconds(1000)};
    std::mutex mutex_;
    std::atomic<Instant> now_ = beginning;
};

// The last segment of the address, or the key: how the target knows the operation.
inline std::string id_of(const Request& request) {
    const auto key = find_header(request.headers, "Idempotency-Key");
    if (key) return std::string(key->substr(1, key->size() - 2));
    return request.target.substr(request.target.rfind('/') + 1);
}

inline FakeTarget::Step fails(const ErrorCode& code, std::string detail = {}) {
    return [=](FakeTarget&, const FakeTarget::Asked&) { return fail(code, detail); };
}

// Says nothing until the caller's deadline.
inline FakeTarget::Step hangs() {
    return [](FakeTarget& target, const FakeTarget::Asked& asked) -> Result<Response> {
        target.pass(asked.deadline - asked.at);
        return fail(client_errc::timed_out);
    };
}

inline FakeTarget::Step says(unsigned status, std::string body = {}, std::vector<Header> headers = {}) {
    return [=](FakeTarget&, const FakeTarget::Asked&) { return Response{status, headers, body}; };
}

inline FakeTarget::Step problem(unsigned status, const std::string& code, std::vector<Header> headers = {},
                                const std::string& more = {}) {
    return says(status, R"({"status":)" + std::to_string(status) + R"(,"code":")" + code + '"' + more + '}',
                std::move(headers));
}

// A success that names the operation.
inline FakeTarget::Step succeeds(unsigned status = 201, std::vector<Header> headers = {}) {
    return [=](FakeTarget&, const FakeTarget::Asked& asked) {
        Response response{status, headers, R"({"status":"completed"})"};
        response.headers.push_back({"X-Operation", "operations/" + id_of(asked.request)});
        return response;
    };
}

inline FakeTarget::Step accepts() {
    return succeeds(202, {{"Retry-After", "1"}});
}

// A status document, after some time.
inline FakeTarget::Step status(const std::string& state, Duration after = {}) {
    return [=](FakeTarget& target, const FakeTarget::Asked& asked) {
        target.pass(after);
        return Response{200, {}, R"({"id":")" + id_of(asked.request) + R"(","status":")" + state + R"("})"};
    };
}

}  // namespace hapax::client
