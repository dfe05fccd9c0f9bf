#include "simulation/scheduler/fiber_stack.hpp"

#include <vector>

#include <sys/mman.h>

#include "kernel/assert.hpp"

namespace hapax::simulation {
namespace {

constexpr std::size_t guard_bytes = 64 * 1024;  // a multiple of every page size, larger than most frames

class Pool {
 public:
    Pool() = default;
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    ~Pool() {
        for (std::byte* bottom : free_) ::munmap(bottom - guard_bytes, guard_bytes + fiber_stack_bytes);
    }

    std::byte* take() {
        if (free_.empty()) return map();
        std::byte* bottom = free_.back();
        free_.pop_back();
        return bottom;
    }

    void give_back(std::byte* bottom) { free_.push_back(bottom); }

 private:
    static std::byte* map() {
        constexpr int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE;
        void* memory = ::mmap(nullptr, guard_bytes + fiber_stack_bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
        HAPAX_ASSERT(memory != MAP_FAILED, "there is memory for a fiber's stack");
        HAPAX_ASSERT(::mprotect(memory, guard_bytes, PROT_NONE) == 0, "a stack has its guard");
        return static_cast<std::byte*>(memory) + guard_bytes;
    }

    std::vector<std::byte*> free_;
};

Pool& pool() {
    thread_local Pool of_this_thread;
    return of_this_thread;
}

}  // namespace

FiberStack::FiberStack() : bottom_(pool().take()) {}

FiberStack::~FiberStack() {
    pool().give_back(bottom_);
}

boost::context::stack_context FiberStack::Lease::allocate() {
    boost::context::stack_context context;
    context.size = fiber_stack_bytes;
    context.sp = stack->bottom_ + fiber_stack_bytes;
    return context;
}

}  // namespace hapax::simulation
