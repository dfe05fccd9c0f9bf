#include "simulation/scheduler/fiber.hpp"

#include <utility>

#include <boost/context/fiber.hpp>

#include "kernel/assert.hpp"
#include "simulation/scheduler/fiber_stack.hpp"
#include "simulation/scheduler/switch_state.hpp"

namespace hapax::simulation {

class Fiber::Switch {
 public:
    explicit Switch(std::function<void()> body)
        : body_(std::move(body)), fiber_(std::allocator_arg, stack_.lease(), [this](boost::context::fiber&& outside) {
              return run(std::move(outside));
          }) {}

    // Both ways alike: announce where we go, go, and put our own state back when we return.
    void resume() {
        outside_.leave(inside_);
        fiber_ = std::move(fiber_).resume();
        outside_.arrive();
    }

    void suspend() {
        inside_.leave(outside_);
        back_ = std::move(back_).resume();
        inside_.arrive_from(outside_);
    }

    bool finished() const { return finished_; }

 private:
    boost::context::fiber run(boost::context::fiber&& outside) noexcept {
        inside_.arrive_from(outside_);
        back_ = std::move(outside);
        body_();
        finished_ = true;
        inside_.leave_for_ever(outside_);
        return std::move(back_);
    }

    std::function<void()> body_;
    FiberStack stack_;
    SwitchState outside_;
    SwitchState inside_{stack_.bottom(), stack_.size()};
    boost::context::fiber fiber_;
    boost::context::fiber back_;
    bool finished_ = false;
};

Fiber::Fiber(std::function<void()> body) : switch_(std::make_unique<Switch>(std::move(body))) {}

Fiber::~Fiber() {
    HAPAX_ASSERT(finished(), "a fiber runs to its end");
}

void Fiber::resume() {
    HAPAX_ASSERT(!finished(), "a fiber that ended is not resumed");
    switch_->resume();
}

void Fiber::suspend() {
    switch_->suspend();
}

bool Fiber::finished() const {
    return switch_->finished();
}

}  // namespace hapax::simulation
