// CountingRuntime: any Runtime, with its parks and unparks counted.
//
// Threads  as the runtime inside; read the counters when the loops have ended.
#pragma once

#include <atomic>

#include "ports/driven/runtime.hpp"

namespace hapax::contract {

class CountingRuntime final : public Runtime {
 public:
    explicit CountingRuntime(Runtime& inner) : inner_(inner) {}

    void spawn(std::string name, std::function<void()> loop) override {
        inner_.spawn(std::move(name), std::move(loop));
    }
    std::unique_ptr<Parker> make_parker() override { return std::make_unique<CountingParker>(*this); }
    Instant now() override { return inner_.now(); }
    Timestamp wall() override { return inner_.wall(); }
    std::uint64_t random() override { return inner_.random(); }

    std::atomic<int> parks = 0;
    std::atomic<int> unparks = 0;

 private:
    class CountingParker final : public Parker {
     public:
        explicit CountingParker(CountingRuntime& counts) : counts_(counts), inner_(counts.inner_.make_parker()) {}
        bool park(Instant deadline) override {
            ++counts_.parks;
            return inner_->park(deadline);
        }
        void unpark() override {
            ++counts_.unparks;
            inner_->unpark();
        }

     private:
        CountingRuntime& counts_;
        std::unique_ptr<Parker> inner_;
    };

    Runtime& inner_;
};

}  // namespace hapax::contract
