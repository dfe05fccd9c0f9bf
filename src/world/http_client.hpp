// HttpClient: one client of the simulated service that speaks bytes, with a connection that it keeps as long as it can.
//
//   HttpClient client(process, network, random);
//   Exchanged got = client.ask(put("/accounts/7", body), 2s);
//   if (!got.answer) …                     // nothing came: if (got.sent) nobody knows what became of it
//   client.abandon(request);               // sends a part of it and goes away
//
// A request leaves in one to four pieces with pauses.
// Errors   no answer: nobody listens, the wire was cut, or patience ran out; the connection is closed then.
// Threads  one loop of a simulated process.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/random.hpp"
#include "world/network.hpp"

namespace hapax::world {

struct HttpAnswer {
    int status = 0;
    std::string head;  // its lines after the first, each with its end
    std::string body;
    std::string_view field(std::string_view name) const;  // the first of that name; empty when there is none
};

// Cuts one whole answer off the front of the bytes.
std::optional<HttpAnswer> take_answer(std::string& bytes);

struct Exchanged {
    std::optional<HttpAnswer> answer;
    bool sent = false;  // a part of the request may have reached the server
};

class HttpClient {
 public:
    HttpClient(Runtime& runtime, Network& network, Random random)
        : runtime_(runtime), network_(network), random_(random), parker_(runtime.make_parker()) {}
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient() { close(Ending::reset); }

    Exchanged ask(const std::string& request, Duration patience);
    void abandon(const std::string& request);
    void pause(Duration time);

 private:
    bool connected();
    void send(std::string_view bytes, std::uint64_t pieces);
    std::optional<HttpAnswer> wait(Instant deadline);
    void close(Ending how);

    Runtime& runtime_;
    Network& network_;
    Random random_;
    std::unique_ptr<Parker> parker_;
    std::shared_ptr<Wire> wire_;
};

}  // namespace hapax::world
