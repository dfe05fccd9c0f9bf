// A process that dies at the call of a twin after its first `calls`: for "crash at any call" tests without a scheduler.
//
//   MortalProcess process(7);   twin.attach(&process);      // the eighth call throws Crash
#pragma once

#include "kernel/ids.hpp"
#include "simulation/process.hpp"

namespace hapax {

class MortalProcess final : public simulation::Process {
 public:
    explicit MortalProcess(int calls) : left_(calls) {}
    const std::string& name() const override { return name_; }
    void checkpoint() override {
        if (left_-- <= 0) crash();
    }
    void sleep(Duration) override {}
    bool dead() const override { return dead_; }
    [[noreturn]] void crash() override {
        dead_ = true;
        throw simulation::Crash{};
    }
    void note(std::uint64_t event) override { hash_ = mixed(hash_ ^ event); }

 private:
    std::string name_ = "mortal";
    int left_;
    bool dead_ = false;
    std::uint64_t hash_ = 0;
};

}  // namespace hapax
