// store accept-loss: what is lost is said first; nothing is given up without --yes.

#include <cstdio>
#include <filesystem>
#include <optional>

#include "adapters/index/rocksdb/rocksdb_index.hpp"
#include "tools/hapax/commands.hpp"
#include "tools/hapax/offline_store.hpp"
#include "tools/hapax/progress.hpp"
#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

// Damage to the journal itself is nothing that could be accepted; a witness that cannot be read is.
bool can_be_accepted(const Error& error, const JournalOptions& journal) {
    if (error.code == store_errc::history_lost || error.code == store_errc::wrong_store) return true;
    return error.code == store_errc::corrupt && error.detail.starts_with(journal.witness + ":");
}

// The index is the third that remembers. One that is broken remembers nothing.
Result<std::optional<Position>> index_knows(OfflineStore& store) {
    std::error_code error;
    if (!std::filesystem::exists(store.index_path(), error)) return std::nullopt;
    const auto index = open_rocksdb_index(store.index_path(), {});
    if (!index) return pass_on(index);
    const auto through = (*index)->through();
    if (!through || !*through) return std::nullopt;
    return (*through)->mark.position;
}

// What is lost, as a sentence; nothing when nothing is.
Result<std::optional<std::string>> find_loss(OfflineStore& store, Position end) {
    const auto report = [&] {
        Progress progress("verifying", "records");
        return verify_journal(store.disk(), store.journal(),
                              [&](const VerifyReport& so_far) { progress.reached(so_far.records); });
    }();
    if (!report && !can_be_accepted(report.error(), store.journal())) return pass_on(report);
    if (!report) return report.error().detail;
    const auto known = index_knows(store);
    if (!known) return pass_on(known);
    if (!*known || **known <= end) return std::nullopt;
    return "the index saw position " + std::to_string((*known)->value) + " durable, and the journal ends at " +
           std::to_string(end.value);
}

void explain(const std::string& loss, Position end) {
    std::fprintf(stderr,
                 "What is lost: %s.\n"
                 "Accepting it means:\n"
                 "  - the journal goes on after position %llu; what was stored later is given up for ever\n"
                 "  - clients may have been told of it: an operation that is repeated is decided anew\n"
                 "  - the store gets a new identity; index and views are built anew from the journal\n",
                 loss.c_str(), static_cast<unsigned long long>(end.value));
}

Result<Mark> accept(OfflineStore& store) {
    const Progress progress("building the index");
    auto index = open_rocksdb_index(store.index_path(), {});
    if (!index) return pass_on(index);
    return accept_loss(store.disk(), **index, journal_start(), store.journal());
}

Result<int> say(const Printer& printer, const char* status, Position end) {
    const auto printed =
        printer.print(Fields{text_field("status", status), text_field("end", std::to_string(end.value))});
    if (!printed) return pass_on(printed);
    return exit_ok;
}

}  // namespace

Result<int> store_accept_loss(const Order& order, const Printer& printer) {
    auto store = OfflineStore::find(order.config);
    if (!store) return pass_on(store);
    if (auto free = store->check_free(); !free) return pass_on(free);
    const auto end = store->end();
    if (!end) return pass_on(end);
    const auto loss = find_loss(*store, end->position);
    if (!loss) return pass_on(loss);
    if (!*loss) return say(printer, "nothing is lost", end->position);
    explain(**loss, end->position);
    if (!order.yes) return fail(tool_errc::not_confirmed, "nothing was changed; say --yes to accept this");
    const auto accepted = accept(*store);
    if (!accepted) return pass_on(accepted);
    return say(printer, "loss accepted", accepted->position);
}

}  // namespace hapax::tools
