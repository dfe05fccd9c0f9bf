// A Runtime for tests that drive one loop by hand on one thread: nobody ever waits, time jumps instead.
//
//   SoloRuntime runtime;   Engine engine(…runtime…);   engine.round();
//
// park() takes its token, or moves the clock to the deadline. Parking without either would last for ever: it fails.
// abort() throws ProcessEnded.
#pragma once

#include <string>
#include <string_view>

#include "kernel/assert.hpp"
#include "ports/driven/runtime.hpp"

namespace hapax {

struct ProcessEnded {
    std::string why;
};

class SoloRuntime : public Runtime {
 public:
    void spawn(std::string, std::function<void()>) override { HAPAX_ASSERT(false, "a solo runtime has no loops"); }
    std::unique_ptr<Parker> make_parker() override { return std::make_unique<SoloParker>(*this); }
    Instant now() override { return now_; }
    Timestamp wall() override { return {1'700'000'000'000'000 + now_.time_since_epoch().count() / 1000}; }
    [[noreturn]] void abort(std::string_view why) override { throw ProcessEnded{std::string(why)}; }
    std::uint64_t random() override { return random_ = random_ * 6364136223846793005ULL + 1442695040888963407ULL; }

 private:
    class SoloParker : public Parker {
     public:
        explicit SoloParker(SoloRuntime& runtime) : runtime_(runtime) {}
        bool park(Instant deadline) override {
            if (std::exchange(token_, false)) return true;
            HAPAX_ASSERT(deadline != never, "the loop would wait for ever");
            if (deadline > runtime_.now_) runtime_.now_ = deadline;
            return false;
        }
        void unpark() override { token_ = true; }

     private:
        SoloRuntime& runtime_;
        bool token_ = false;
    };

    Instant now_{};
    std::uint64_t random_ = 1;
};

}  // namespace hapax
