// Fiber: one stack to run a function on, left and entered at points that the function chooses.
//
//   Fiber fiber([&] { work(); fiber_of_mine->suspend(); more_work(); });
//   fiber.resume();                        // up to the suspend()
//   fiber.resume();                        // to the end: finished()
//
// Exceptions  each fiber has its own state of exceptions in flight, so it may suspend inside a catch block.
// Sanitizers  AddressSanitizer and ThreadSanitizer are told of every switch; without it they would take one stack for
//             another. Boost.Context does that itself only in its ucontext build, which distributions do not ship.
// Errors      an exception that leaves the function, and a fiber destroyed before its end, end the program.
// Threads     one: a fiber stays in the thread that resumed it first.
// Source      ARCHITECTURE.md, section 4.
#pragma once

#include <functional>
#include <memory>

namespace hapax::simulation {

class Fiber {
 public:
    explicit Fiber(std::function<void()> body);
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;
    ~Fiber();

    void resume();   // from outside
    void suspend();  // from inside
    bool finished() const;

 private:
    class Switch;
    std::unique_ptr<Switch> switch_;
};

}  // namespace hapax::simulation
