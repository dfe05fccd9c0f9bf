// The bank's projections while the service runs: what each batch that has become durable costs until both views show it.
//
//   bench_projection_live --directory /var/tmp/x --batch 256 --seconds 5
//
// A batch is appended (not counted), then the projector runs until it is shown; one transaction for each batch. The
// rate is events for each second of projecting.
#include "history.hpp"
#include "projector_house.hpp"

namespace hapax::bench {
namespace {

constexpr std::uint64_t accounts = 1000;

void run(const Arguments& arguments) {
    const std::string& directory = arguments.text("directory");
    const std::uint64_t batch = arguments.number("batch");
    {
        JournalHouse house(directory);
        const Service service = bank_app().build();
        History history(service, accounts);
        append_some(house, history, 2 * accounts);
        ProjectorHouse views(house, service, directory);
        views.catch_up();
        double projecting = 0;
        const Measured measured = measure(arguments.number("seconds"), [&] {
            append_some(house, history, batch);
            projecting += views.catch_up();
            return batch;
        });
        const auto events = static_cast<double>(measured.commands);
        std::printf("{\"rate\":%.1f,\"microseconds\":%.3f}\n", events / projecting, projecting * 1e6 / events);
    }
    remove_house(directory);
}

}  // namespace
}  // namespace hapax::bench

int main(int argc, char** argv) {
    hapax::bench::run({argc, argv, {{"directory", "live.tmp"}, {"batch", "256"}, {"seconds", "5"}}});
}
