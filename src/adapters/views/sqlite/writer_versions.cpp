#include <utility>

#include "adapters/views/sqlite/writer.hpp"
#include "kernel/crashpoint.hpp"

namespace hapax::sqlite {

// While something serves, indexes are kept from the first row on: building them later would hold up what serves.
bool Writer::others_serve(std::uint32_t view) const {
    for (std::uint32_t i = 0; i < tables_.size(); ++i) {
        if (i != view && (tables_[i].entry().serving || stand_ins_[i])) return true;
    }
    return false;
}

Result<void> Writer::reset(std::uint32_t view) {
    if (auto able = usable(view); !able) return able;
    publish(view);
    const Result<void> done = judged(reset_table(view));
    if (!done) publish();
    return done;
}

Result<void> Writer::reset_table(std::uint32_t view) {
    Result<Transaction> transaction = Transaction::begin(connection_);
    if (!transaction) return pass_on(transaction);
    if (stand_ins_[view]) {
        if (auto done = discard_table(connection_, *stand_ins_[view]); !done) return done;
    }
    if (auto done = discard_table(connection_, tables_[view].entry()); !done) return done;
    Result<Entry> added = add_table(connection_, schemas_[view], others_serve(view));
    if (!added) return pass_on(added);
    Result<TableWriter> fresh = TableWriter::open(connection_, std::move(*added));
    if (!fresh) return pass_on(fresh);
    if (auto done = transaction->commit(); !done) return done;
    HAPAX_CRASHPOINT("views.reset");
    tables_[view] = std::move(*fresh);
    stand_ins_[view].reset();
    trash_ = true;
    return {};
}

Result<void> Writer::serve(std::uint32_t view) {
    if (auto able = usable(view); !able) return able;
    TableWriter& table = tables_[view];
    if (table.entry().serving) return {};
    if (auto done = judged(switch_over(table)); !done) return done;
    HAPAX_CRASHPOINT("views.switched");
    table.entry().serving = true;
    table.entry().indexed = true;
    std::optional<Entry> old = std::exchange(stand_ins_[view], std::nullopt);
    publish();
    if (!old) return {};
    old->serving = false;
    // Readers see the new version by now. An old one that cannot be put away today is put away by the next prepare().
    const Result<void> done = judged(put_away(*old));
    if (!done && done.error().code == views_errc::broken) return done;
    return {};
}

Result<void> Writer::put_away(const Entry& old) {
    Result<Transaction> transaction = Transaction::begin(connection_);
    if (!transaction) return pass_on(transaction);
    if (auto done = discard_table(connection_, old); !done) return done;
    if (auto done = transaction->commit(); !done) return done;
    trash_ = true;
    return {};
}

Result<void> Writer::switch_over(TableWriter& table) {
    Result<Transaction> transaction = Transaction::begin(connection_);
    if (!transaction) return pass_on(transaction);
    if (!table.entry().indexed) {
        if (auto done = create_indexes(connection_, table.entry()); !done) return done;
    }
    if (auto done = switch_to(connection_, table.entry()); !done) return done;
    return transaction->commit();
}

}  // namespace hapax::sqlite
