#include "application/drowsy_runtime.hpp"

#include <utility>

namespace hapax {
namespace {

constexpr std::uint64_t lost_every = 16;  // wake-ups

class DrowsyParker final : public Parker {
 public:
    explicit DrowsyParker(std::unique_ptr<Parker> inner) : inner_(std::move(inner)) {}
    bool park(Instant deadline) override { return inner_->park(deadline); }
    void unpark() override {
        if (++calls_ % lost_every != 0) inner_->unpark();
    }

 private:
    std::unique_ptr<Parker> inner_;
    std::uint64_t calls_ = 0;
};

class DrowsyRuntime final : public Runtime {
 public:
    void spawn(std::string name, std::function<void()> loop) override {
        inner->spawn(std::move(name), std::move(loop));
    }
    std::unique_ptr<Parker> make_parker() override { return std::make_unique<DrowsyParker>(inner->make_parker()); }
    Instant now() override { return inner->now(); }
    Timestamp wall() override { return inner->wall(); }
    std::uint64_t random() override { return inner->random(); }

    Runtime* inner = nullptr;
};

}  // namespace

Runtime& drowsy(Runtime& runtime) {
    static DrowsyRuntime drowsy;
    drowsy.inner = &runtime;
    return drowsy;
}

}  // namespace hapax
