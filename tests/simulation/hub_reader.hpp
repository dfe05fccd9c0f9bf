// HubReader: one connection to the hub of the simulated bank, bytes both ways: what the server's frames say is read here by
// code that shares nothing with the server's.
//
//   HubReader reader(network, parker);
//   if (!reader.open(request, window)) …                    // nobody listens
//   reader.send(bytes);                                      // frames, or anything else
//   while (reader.next(runtime, deadline)) use(reader.message());
//   reader.status()                                          // 0: no head yet; not 101: there is no hub
//   reader.ended()                                           // a close frame, a refusal, or a cut wire
//   reader.wrong()                                           // what no server may send; empty when all is well
//
// Threads  one loop of a simulated process.
#pragma once

#include <memory>
#include <string>

#include "world/network.hpp"

namespace hapax::simulated_bank {

class HubReader {
 public:
    HubReader(world::Network& network, Parker& parker) : network_(network), parker_(parker) {}
    HubReader(const HubReader&) = delete;
    HubReader& operator=(const HubReader&) = delete;
    ~HubReader() { close(world::Ending::reset); }

    bool open(const std::string& request, std::size_t window);
    void send(std::string_view bytes);
    bool next(Runtime& runtime, Instant deadline);  // false: none until then, or no more
    const std::string& message() const { return message_; }
    int status() const { return status_; }
    bool ended() const { return ended_; }
    unsigned close_code() const { return close_code_; }  // 0: none came
    const std::string& wrong() const { return wrong_; }
    void close(world::Ending how);

 private:
    bool take_head();
    void take_frames();
    void take_frame(unsigned opcode, std::string_view payload);
    bool take_message();

    world::Network& network_;
    Parker& parker_;
    std::shared_ptr<world::Wire> wire_;
    int status_ = 0;
    bool ended_ = false;
    unsigned close_code_ = 0;
    std::string bytes_;  // frames that were not read
    std::string text_;   // messages that were not read
    std::string message_;
    std::string wrong_;
};

}  // namespace hapax::simulated_bank
