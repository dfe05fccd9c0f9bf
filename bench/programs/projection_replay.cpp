// A full rebuild of the bank's views: how fast its projections follow a journal that is already there.
//
//   bench_projection_replay --directory /var/tmp/x --events 1000000
//
// The history is made by the bank's own decisions and appended in large batches (not counted); then a projector with
// empty views runs until both serve, indexes included.
#include "history.hpp"
#include "projector_house.hpp"

namespace hapax::bench {
namespace {

constexpr std::uint64_t accounts = 1000;

void run(const Arguments& arguments) {
    const std::string& directory = arguments.text("directory");
    const std::uint64_t events = arguments.number("events");
    {
        JournalHouse house(directory);
        const Service service = bank_app().build();
        History history(service, accounts);
        append_some(house, history, events);
        ProjectorHouse views(house, service, directory);
        const double took = views.catch_up();
        std::printf("{\"rate\":%.1f,\"seconds\":%.3f}\n", static_cast<double>(events) / took, took);
    }
    remove_house(directory);
}

}  // namespace
}  // namespace hapax::bench

int main(int argc, char** argv) {
    hapax::bench::run({argc, argv, {{"directory", "replay.tmp"}, {"events", "1000000"}}});
}
