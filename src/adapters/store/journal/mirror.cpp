#include "adapters/store/journal/mirror.hpp"

#include <algorithm>

#include "adapters/store/journal/copy_file.hpp"
#include "adapters/store/journal/preparation.hpp"
#include "adapters/store/journal/tail_file.hpp"
#include "adapters/store/journal/witness.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace journal {
namespace {

constexpr std::string_view mending_suffix = ".mending";

std::unexpected<Error> not_filled(const std::string& what, const CopyPaths& paths, Side empty) {
    return fail(store_errc::mirror_mismatch,
                paths[empty] + " has no journal, and " + what + ": it is not filled from " + paths[other(empty)]);
}

// Whose journal is it that an empty side would be filled from? One without a record is nobody's history: a first start
// that died left it, and a crash may take its name from one side only.
Result<void> check_owner(Disk& disk, const JournalOptions& options, const Survey& survey, Side empty) {
    if (planted(Bug::empty_side_filled_blindly)) return {};
    const CopyPaths paths{options.directory, options.mirror};
    const auto witness = read_witness(disk, options.witness);
    if (!witness) return pass_on(witness);
    if (!*witness && (empty == Side::mirror || survey.end.position.value == 0)) return {};
    if (!*witness) {
        return not_filled("no witness says that the mirror is this service's (if it is: hapax store restore)", paths,
                          empty);
    }
    if ((*witness)->store_id != survey.chain.back().store_id) {
        return not_filled("the witness is of store " + (*witness)->store_id.text(), paths, empty);
    }
    if ((*witness)->durable.position > survey.end.position) {
        return not_filled("the witness saw position " + std::to_string((*witness)->durable.position.value) +
                              " durable where the other copy ends at " + std::to_string(survey.end.position.value),
                          paths, empty);
    }
    return {};
}

// Of a segment; whole and synced when it returns.
Result<void> copy_to_new_file(Disk& disk, const std::string& from, const std::string& to, std::uint64_t bytes) {
    const auto source = disk.open(from, Open::read);
    if (!source) return pass_on(source);
    const auto target = create_anew(disk, to);
    if (!target) return pass_on(target);
    if (const auto copied = copy_bytes(**source, **target, {0, bytes}, 0, from); !copied) return pass_on(copied);
    if (planted(Bug::mend_without_sync)) return {};
    return (*target)->sync();
}

// A tail is a proof, and it is written to both: a side without one gets the other's, unsynced, as any tail. Two that say
// nothing go.
Result<void> level_tails(Disk& disk, const CopyPaths& paths) {
    std::array<std::optional<Tail>, 2> tails;
    for (const Side side : sides) {
        auto tail = read_tail(disk, paths[side]);
        if (!tail) return pass_on(tail);
        tails[static_cast<std::size_t>(side)] = *std::move(tail);
    }
    for (const Side side : sides) {
        if (tails[static_cast<std::size_t>(side)]) continue;
        const auto removed = disk.remove(paths[side] + "/" + tail_name);
        if (!removed && removed.error().code != disk_errc::not_found) return removed;
        const auto& known = tails[static_cast<std::size_t>(other(side))];
        if (!known) continue;
        if (auto copied = write_tail(disk, paths[side], *known); !copied) return copied;
    }
    return {};
}

// The size of a spare without a byte in it; nothing when it cannot be used or is not there.
Result<std::optional<std::uint64_t>> blank_size(Disk& disk, const std::string& path) {
    const auto file = disk.open(path, Open::read);
    if (!file && file.error().code == disk_errc::not_found) return std::nullopt;
    if (!file) return pass_on(file);
    std::array<std::byte, segment_header_bytes> head{};
    const auto read = (*file)->read_at(0, head);
    if (!read) return pass_on(read);
    if (std::ranges::any_of(head, [](std::byte b) { return b != std::byte{0}; })) return std::nullopt;
    const auto size = (*file)->size();
    if (!size) return pass_on(size);
    return *size;
}

Result<bool> may_stay(Disk& disk, const CopyPaths& paths, const std::string& name) {
    if (name == preparing_name || name.ends_with(mending_suffix)) return false;
    if (!spare_number(name)) return true;
    const auto data = blank_size(disk, paths.data + "/" + name);
    if (!data) return pass_on(data);
    const auto mirror = blank_size(disk, paths.mirror + "/" + name);
    if (!mirror) return pass_on(mirror);
    return *data && *data == *mirror;
}

// What is prepared counts when both have it; what is half made, here or there, is made again.
Result<void> level_spares(Disk& disk, const CopyPaths& paths) {
    for (const Side side : sides) {
        const auto names = disk.list(paths[side]);
        if (!names) return pass_on(names);
        for (const std::string& name : *names) {
            const auto stays = may_stay(disk, paths, name);
            if (!stays) return pass_on(stays);
            if (*stays) continue;
            if (auto removed = disk.remove(paths[side] + "/" + name); !removed) return removed;
        }
    }
    return {};
}

Result<void> mend_all(Disk& disk, const CopyPaths& paths, const Survey& survey, MirrorState& state) {
    for (const Mend& mend : survey.mends) {
        const auto mended = mend_segment(disk, paths, mend);
        if (!mended && mended.error().code == disk_errc::no_space) {
            return fail(store_errc::storage_full, "there is no space to mend " + mend.why);
        }
        if (!mended) return mended;
        ++state.mended_segments;
        state.mended_bytes += mend.bytes;
        if (state.mended.empty()) state.mended = mend.why;
        if (planted(Bug::mirror_not_caught_up)) break;
    }
    return {};
}

Result<void> check_owners(Disk& disk, const JournalOptions& options, const Survey& survey) {
    for (const Side side : sides) {
        if (survey.chain.empty() || !survey.is_empty(side)) continue;
        if (const auto checked = check_owner(disk, options, survey, side); !checked) return checked;
    }
    return {};
}

}  // namespace

Result<MirrorState> make_copies_equal(Disk& disk, const JournalOptions& options, const Vouched& vouched, Trust trust) {
    const CopyPaths paths{options.directory, options.mirror};
    const auto survey = survey_copies(disk, paths, vouched);
    if (!survey) return pass_on(survey);
    if (trust == Trust::proven) {
        if (const auto owned = check_owners(disk, options, *survey); !owned) return pass_on(owned);
    }
    HAPAX_CRASHPOINT("mirror.surveyed");
    MirrorState state;
    state.on = true;
    if (const auto levelled = level_spares(disk, paths); !levelled) return pass_on(levelled);  // gives space back, too
    HAPAX_CRASHPOINT("mirror.spares_levelled");
    if (const auto mended = mend_all(disk, paths, *survey, state); !mended) return pass_on(mended);
    if (const auto levelled = level_tails(disk, paths); !levelled) return pass_on(levelled);
    HAPAX_CRASHPOINT("mirror.tails_levelled");
    return state;
}

Result<void> mend_segment(Disk& disk, const CopyPaths& paths, const Mend& mend) {
    const std::string name = segment_name(mend.segment.number);
    const std::string target = paths[mend.to] + "/" + name;
    const std::string beside = target + std::string(mending_suffix);
    if (auto copied = copy_to_new_file(disk, paths[other(mend.to)] + "/" + name, beside, mend.bytes); !copied) {
        (void)disk.remove(beside);
        return copied;
    }
    HAPAX_CRASHPOINT("mirror.mend_copied");
    if (auto renamed = disk.rename(beside, target); !renamed) return renamed;
    HAPAX_CRASHPOINT("mirror.mend_renamed");
    if (auto synced = disk.sync_directory(paths[mend.to]); !synced) return synced;
    HAPAX_CRASHPOINT("mirror.mended");
    return {};
}

}  // namespace journal

Result<MirrorReport> verify_mirror(Disk& disk, const JournalOptions& options, Mending mending,
                                   const std::function<void(std::uint32_t)>& progress) {
    using namespace journal;
    MirrorReport report;
    std::array<std::unique_ptr<DirectoryLock>, 2> locks;
    const CopyPaths paths{options.directory, options.mirror};
    for (const Side side : sides) {
        auto lock = disk.lock(paths[side]);
        if (!lock) return pass_on(lock);
        locks[static_cast<std::size_t>(side)] = *std::move(lock);
    }
    const auto survey = survey_copies(disk, paths, {}, [&] {
        if (progress) progress(++report.segments);
    });
    if (!survey) return pass_on(survey);
    report.segments = static_cast<std::uint32_t>(survey->chain.size());
    report.end = survey->end;
    for (const Mend& mend : survey->mends) report.differences.push_back(mend.why);
    if (mending == Mending::no || survey->mends.empty()) return report;
    MirrorState state;
    if (const auto owned = check_owners(disk, options, *survey); !owned) return pass_on(owned);
    if (const auto mended = mend_all(disk, paths, *survey, state); !mended) return pass_on(mended);
    report.mended = true;
    return report;
}

}  // namespace hapax
