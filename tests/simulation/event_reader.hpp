// EventReader: one event stream of the simulated bank, read byte by byte over a wire of its own.
//
//   EventReader reader(network, parker);
//   if (!reader.open(request, window)) …                    // nobody listens
//   while (reader.next(runtime, deadline)) use(reader.block());
//   reader.status()                                          // 0: no head yet; not 200: there is no stream
//   reader.ended()                                           // the last chunk, a refusal, or a cut wire
//
// Threads  one loop of a simulated process.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "world/network.hpp"

namespace hapax::simulated_bank {

struct EventBlock {
    std::string name;  // empty: it says only where the stream is
    std::optional<std::uint64_t> id;
    std::string data;
};

class EventReader {
 public:
    EventReader(world::Network& network, Parker& parker) : network_(network), parker_(parker) {}
    EventReader(const EventReader&) = delete;
    EventReader& operator=(const EventReader&) = delete;
    ~EventReader() { close(world::Ending::reset); }

    bool open(const std::string& request, std::size_t window);
    bool next(Runtime& runtime, Instant deadline);  // false: none until then, or no more
    const EventBlock& block() const { return block_; }
    int status() const { return status_; }
    bool ended() const { return ended_; }
    void close(world::Ending how);

 private:
    bool take_head();
    void take_chunks();
    bool take_block();

    world::Network& network_;
    Parker& parker_;
    std::shared_ptr<world::Wire> wire_;
    int status_ = 0;
    bool ended_ = false;
    std::string bytes_;  // after the head, in chunks
    std::string text_;   // without
    EventBlock block_;
};

}  // namespace hapax::simulated_bank
