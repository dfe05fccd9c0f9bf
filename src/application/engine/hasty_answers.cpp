#include "application/engine/hasty_answers.hpp"

#include "kernel/planted.hpp"

namespace hapax {

void answer_early(const CommitBatch& batch, Registry& registry, VerdictBatches& verdicts) {
    const bool rejections = planted(Bug::rejection_before_sync);
    const Outcome hasty = rejections ? Outcome::rejected : Outcome::precondition_failed;
    for (const Commit& commit : batch.commits) {
        if (commit.outcome != hasty) continue;
        auto record = std::make_shared<StoredCommit>();
        record->commit = commit;
        record->version = commit.expected.version;
        for (const Attached& a : registry.find(commit.operation)->waiters) {
            verdicts.add(a.waiter, Finished{record, a.replayed});
        }
    }
    verdicts.flush();
}

}  // namespace hapax
