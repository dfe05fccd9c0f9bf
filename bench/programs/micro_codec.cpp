// Micro-benchmarks of codec: what one withdrawal costs in each of its encodings.
#include <array>
#include <vector>

#include <benchmark/benchmark.h>

#include "codec/answer/answer.hpp"
#include "codec/crc32c.hpp"
#include "codec/record/record.hpp"
#include "codec/stream_hash.hpp"
#include "sample.hpp"

namespace hapax::bench {
namespace {

std::vector<std::byte> encoded(const Commit& commit) {
    std::vector<std::byte> bytes(record_size(commit, Position{123456}, Version{1234}));
    write_record(commit, Position{123456}, Version{1234}, bytes);
    return bytes;
}

void record_write(benchmark::State& state) {
    const Commit commit = withdrawal(7);
    std::vector<std::byte> bytes(record_size(commit, Position{123456}, Version{1234}));
    for (auto _ : state) {
        benchmark::DoNotOptimize(record_size(commit, Position{123456}, Version{1234}));
        benchmark::DoNotOptimize(write_record(commit, Position{123456}, Version{1234}, bytes));
    }
    state.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(record_write);

void record_open_and_view(benchmark::State& state) {
    const auto bytes = encoded(withdrawal(7));
    RecordView view;
    for (auto _ : state) {
        const auto body = open_record(bytes);
        benchmark::DoNotOptimize(decode_view(body->fields, view));
    }
}
BENCHMARK(record_open_and_view);

void record_open_and_decode(benchmark::State& state) {
    const auto bytes = encoded(withdrawal(7));
    for (auto _ : state) {
        const auto body = open_record(bytes);
        benchmark::DoNotOptimize(decode_stored(body->fields));
    }
}
BENCHMARK(record_open_and_decode);

void answer_render(benchmark::State& state) {
    const StoredCommit stored{Position{123456}, Version{1234}, withdrawal(7)};
    Answer answer;
    for (auto _ : state) {
        render_answer(stored, answer);
        benchmark::DoNotOptimize(answer.body.data());
    }
}
BENCHMARK(answer_render);

void fingerprint_of_a_request(benchmark::State& state) {
    const Commit commit = withdrawal(7);
    for (auto _ : state) {
        benchmark::DoNotOptimize(fingerprint(commit.method, commit.address, R"({"amount":1})"));
    }
}
BENCHMARK(fingerprint_of_a_request);

void stream_hash_of_an_account(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(stream_hash("account", "bench-123"));
}
BENCHMARK(stream_hash_of_an_account);

void crc32c_of_4_kib(benchmark::State& state) {
    const std::vector<std::byte> page(4096, std::byte{0x5A});
    for (auto _ : state) benchmark::DoNotOptimize(crc32c(0, page));
}
BENCHMARK(crc32c_of_4_kib);

}  // namespace
}  // namespace hapax::bench

BENCHMARK_MAIN();
