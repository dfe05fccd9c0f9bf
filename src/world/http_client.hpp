// HttpClient: one client of the simulated service that speaks bytes, with a connection that it keeps as long as it can.
//
//   HttpClient client(process, network, random);
//   Exchanged got = client.ask(put("/accounts/7", body), 2s);
//   if (!got.answer) …                     // nothing came: if (got.sent) nobody knows what became of it
//   std::vector<Exchanged> all = client.ask_all(requests, 2s);   // sent at once, answered one after another
//   client.abandon(request);               // sends a part of it and goes away
//   auto last = client.babble(bytes, 2s);  // says what is no request; what came back before the end, if anything
//
// A request leaves in pieces with pauses, as its manner says.
// Errors   no answer: nobody listens, the wire was cut, or patience ran out; the connection is closed then.
// Threads  one loop of a simulated process.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// How a client sends.
struct Manner {
    std::uint64_t pieces_max = 4;
    Duration pause_max = std::chrono::microseconds(200);
};

class HttpClient {
 public:
    HttpClient(Runtime& runtime, Network& network, Random random, Manner manner = {})
        : runtime_(runtime), network_(network), random_(random), manner_(manner), parker_(runtime.make_parker()) {}
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient() { close(Ending::reset); }

    Exchanged ask(const std::string& request, Duration patience);
    std::vector<Exchanged> ask_all(const std::vector<std::string>& requests, Duration patience);
    void abandon(const std::string& request);
    std::optional<HttpAnswer> babble(const std::string& bytes, Duration patience);
    void pause(Duration time);
    void hang_up() { close(Ending::orderly); }  // what is asked next goes through a new connection

 private:
    bool connected();
    void send(std::string_view bytes);
    void await(Exchanged& exchanged, Instant deadline);
    std::optional<HttpAnswer> wait(Instant deadline);
    void close(Ending how);

    Runtime& runtime_;
    Network& network_;
    Random random_;
    Manner manner_;
    std::unique_ptr<Parker> parker_;
    std::shared_ptr<Wire> wire_;
};

}  // namespace hapax::world
