// Micro-benchmarks of kernel: ids and the operation's life cycle.
#include <functional>

#include <benchmark/benchmark.h>

#include "kernel/operation/accept.hpp"
#include "kernel/operation/commit_transition.hpp"
#include "kernel/operation/complete.hpp"
#include "kernel/operation/execute.hpp"
#include "kernel/uuid.hpp"

namespace hapax::bench {
namespace {

void uuid_parse(benchmark::State& state) {
    const std::string text = "0197a3c0-6d1e-7cc2-8a57-0242ac120002";
    for (auto _ : state) benchmark::DoNotOptimize(Uuid::parse(text));
}
BENCHMARK(uuid_parse);

void uuid_text(benchmark::State& state) {
    const Uuid id = Uuid::v7(1'750'000'000'000, 7, 11);
    for (auto _ : state) benchmark::DoNotOptimize(id.text());
}
BENCHMARK(uuid_text);

void operation_key_hash(benchmark::State& state) {
    const OperationKey key{OperationId{Uuid::v7(1'750'000'000'000, 7, 11)}, CallerScope{13}};
    for (auto _ : state) benchmark::DoNotOptimize(std::hash<OperationKey>{}(key));
}
BENCHMARK(operation_key_hash);

void operation_life(benchmark::State& state) {
    for (auto _ : state) {
        Operation operation = accept(Timestamp{1});
        execute(operation);
        commit(operation, Outcome::accomplished, Position{7});
        complete(operation);
        benchmark::DoNotOptimize(operation);
    }
}
BENCHMARK(operation_life);

}  // namespace
}  // namespace hapax::bench
