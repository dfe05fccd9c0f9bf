// What the views show, and what is completed by that.
#include <algorithm>

#include "world/protocol.hpp"

namespace hapax::world {

void Protocol::prepared(const std::vector<ViewSchema>& schemas, const std::vector<PreparedView>& views) {
    views_.clear();
    for (std::size_t i = 0; i < views.size(); ++i) {
        const PreparedView& view = views[i];
        require(view.checkpoint.position <= durable_, Step::project, nullptr, "a view is beyond the durable position");
        require(!from_nothing_ || (view.checkpoint.position.value == 0 && !view.serving), Step::serve, nullptr,
                "a view that nobody synced outlived the machine's crash");
        views_.push_back({schemas[i].required, view.serving, view.stands_in, view.checkpoint.position});
    }
    durable_at_open_ = durable_;
    clean_ = from_nothing_ = false;
    complete();
}

void Protocol::projected(const ViewWrites& writes) {
    for (const ViewCheckpoint& checkpoint : writes.checkpoints) {
        View& view = views_.at(checkpoint.view);
        require(checkpoint.mark.position <= durable_, Step::project, nullptr, "a view is beyond the durable position");
        require(checkpoint.mark.position > view.checkpoint, Step::project, nullptr, "a checkpoint goes back");
        view.checkpoint = checkpoint.mark.position;
    }
    complete();
}

void Protocol::serves(std::uint32_t view) {
    View& served = views_.at(view);
    const bool shows = !served.required || served.checkpoint >= told_completed_;
    require(shows, Step::serve, nullptr, "a view serves that does not show what was completed");
    served.serving = true;
    served.stands_in = false;
    complete();
}

void Protocol::rebuilt(std::uint32_t view) {
    View& reset = views_.at(view);
    require(true, Step::rebuild, nullptr, "");
    reset.serving = reset.stands_in = false;
    reset.checkpoint = {};
}

// step_complete of the model: it only grows while the process lives.
void Protocol::complete() {
    Position lowest = durable_;
    for (const View& view : views_) {
        if (!view.required) continue;
        const Position shown_before = view.stands_in ? Position{} : durable_at_open_;
        lowest = std::min(lowest, view.serving ? view.checkpoint : shown_before);
    }
    completed_through_ = std::max(completed_through_, lowest);
}

}  // namespace hapax::world
