#include "shrink.hpp"

#include <algorithm>

namespace hapax::simulated_bank {
namespace {

class Shrinking {
 public:
    Shrinking(FaultList faults, const std::function<bool(const FaultList&)>& fails, std::size_t runs_max)
        : kept_(std::move(faults)), fails_(fails), runs_max_(runs_max) {}

    Shrunk run() {
        if (try_only({})) return {kept_, runs_};
        std::size_t parts = 2;
        while (kept_.size() > 1 && runs_ < runs_max_) {
            parts = std::min(parts, kept_.size());
            if (drop_a_part(parts)) {
                parts = std::max<std::size_t>(2, parts - 1);
            } else if (parts == kept_.size()) {
                break;
            } else {
                parts *= 2;
            }
        }
        return {kept_, runs_};
    }

 private:
    bool drop_a_part(std::size_t parts) {
        for (std::size_t part = 0; part < parts && runs_ < runs_max_; ++part) {
            if (try_only(without(part, parts))) return true;
        }
        return false;
    }

    FaultList without(std::size_t part, std::size_t parts) const {
        const std::size_t from = kept_.size() * part / parts;
        const std::size_t to = kept_.size() * (part + 1) / parts;
        FaultList rest(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(from));
        rest.insert(rest.end(), kept_.begin() + static_cast<std::ptrdiff_t>(to), kept_.end());
        return rest;
    }

    bool try_only(FaultList faults) {
        ++runs_;
        if (!fails_(faults)) return false;
        kept_ = std::move(faults);
        return true;
    }

    FaultList kept_;
    const std::function<bool(const FaultList&)>& fails_;
    const std::size_t runs_max_;
    std::size_t runs_ = 0;
};

}  // namespace

Shrunk shrink(FaultList faults, const std::function<bool(const FaultList& kept)>& fails, std::size_t runs_max) {
    return Shrinking(std::move(faults), fails, runs_max).run();
}

}  // namespace hapax::simulated_bank
