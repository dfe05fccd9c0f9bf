// FiberStack: guarded memory for one fiber, from a pool of the thread.
//
// A stack is mapped once and used again by later fibers: ten thousand seeds map as much as one. Only touched pages cost
// memory, and running over the end hits the guard page instead of a neighbour.
// Units    bytes.
// Errors   no memory for a stack asserts.
// Threads  a stack returns to the pool of the thread that destroys it.
#pragma once

#include <cstddef>

#include <boost/context/stack_context.hpp>

namespace hapax::simulation {

constexpr std::size_t fiber_stack_bytes = 512 * 1024;

class FiberStack {
 public:
    FiberStack();
    FiberStack(const FiberStack&) = delete;
    FiberStack& operator=(const FiberStack&) = delete;
    ~FiberStack();

    const void* bottom() const { return bottom_; }
    std::size_t size() const { return fiber_stack_bytes; }

    // What Boost.Context takes for an allocator: it lends this stack, whose owner gives it back.
    struct Lease {
        FiberStack* stack;
        boost::context::stack_context allocate();
        void deallocate(boost::context::stack_context&) noexcept {}
    };
    Lease lease() { return {this}; }

 private:
    std::byte* bottom_;
};

}  // namespace hapax::simulation
