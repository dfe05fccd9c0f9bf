#include "adapters/store/journal/index_rebuild.hpp"

#include <algorithm>

#include "adapters/store/journal/replay.hpp"
#include "kernel/assert.hpp"

namespace hapax::journal {

Result<bool> IndexRebuild::step() {
    if (done_ < through_) {
        const auto segment = segments_.holding(Position{done_.value + 1});
        HAPAX_ASSERT(segment.has_value(), "a position of the runs is in the journal");
        const Position to = std::min(through_, segment->last);
        if (const auto replayed = replay(segments_, made_, done_, to); !replayed) return pass_on(replayed);
        done_ = to;
    }
    if (done_ < through_) return false;
    if (const auto ingested = made_.ingest_the_rest(); !ingested) return pass_on(ingested);
    return true;
}

}  // namespace hapax::journal
