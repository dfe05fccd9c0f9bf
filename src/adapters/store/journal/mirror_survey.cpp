#include "adapters/store/journal/mirror_survey.hpp"

#include <algorithm>

#include "adapters/store/journal/copy_ending.hpp"
#include "adapters/store/journal/frame_scanner.hpp"
#include "adapters/store/journal/mirror_pieces.hpp"
#include "kernel/planted.hpp"

namespace hapax::journal {
namespace {

class Surveyor {
 public:
    Surveyor(Disk& disk, const CopyPaths& paths, MirrorPieces pieces, const Vouched& vouched,
             const std::function<void()>& told)
        : disk_(disk), paths_(paths), pieces_(std::move(pieces)), vouched_(vouched), told_(told) {}

    Result<Survey> run() {
        for (const Side side : sides) survey_.empty[static_cast<std::size_t>(side)] = pieces_.highest(side) == 0;
        auto chain = pieces_.chain();
        if (!chain) return pass_on(chain);
        survey_.chain = *std::move(chain);
        if (survey_.chain.empty()) return survey_;
        good_.assign(survey_.chain.size(), Side::data);
        for (std::uint32_t number = 1; number < highest(); ++number) {
            if (const auto judged = judge_closed(number); !judged) return pass_on(judged);
            if (told_) told_();
        }
        if (const auto judged = judge_last(); !judged) return pass_on(judged);
        for (const Side side : sides) {
            if (const auto judged = judge_one_behind(side); !judged) return pass_on(judged);
        }
        if (told_) told_();
        return survey_;
    }

 private:
    using Lacks = std::array<std::string, 2>;  // why a side does not have a segment whole; empty when it has

    Result<void> judge_closed(std::uint32_t number);
    Result<Lacks> both_lack(std::uint32_t number, bool frames) const;
    Result<std::string> lacks(Side side, std::uint32_t number, bool frames) const;
    Result<void> judge_last();
    Result<void> judge_against(Side source, const Ending& best, const std::optional<Ending>& other_ending);
    Result<void> judge_one_behind(Side side) const;
    Result<Ending> end_of(Side side, std::uint32_t number) const;
    Result<bool> contains(const Mark& mark) const;
    bool frames_count(std::uint32_t number) const;

    std::uint32_t highest() const { return static_cast<std::uint32_t>(survey_.chain.size()); }
    const SegmentHeader& header(std::uint32_t number) const { return survey_.chain[number - 1]; }
    std::string path(Side side, std::uint32_t number) const { return pieces_.path(side, number); }
    void mend(std::uint32_t number, Side to, std::uint64_t bytes, std::string why) {
        const std::string place = path(to, number);
        const bool told = why.starts_with(place);
        survey_.mends.push_back({header(number), to, bytes, told ? std::move(why) : place + ": " + why});
    }
    std::unexpected<Error> mismatch(const Mark& mark) const {
        return not_one_history(paths_, "position " + std::to_string(mark.position.value) + " is another");
    }

    Disk& disk_;
    const CopyPaths& paths_;
    const MirrorPieces pieces_;
    const Vouched& vouched_;
    const std::function<void()>& told_;
    Survey survey_;
    std::vector<Side> good_;  // of each segment of the chain: a side that has it whole
};

// Whether the frames of a closed segment have to be read.
bool Surveyor::frames_count(std::uint32_t number) const {
    if (survey_.chain.back().store_id != vouched_.store_id) return true;
    return header(number + 1).begin.position >= vouched_.through;
}

// Why a side does not have a closed segment whole; empty when it has.
Result<std::string> Surveyor::lacks(Side side, std::uint32_t number, bool frames) const {
    const Piece* here = pieces_.find(side, number);
    if (here == nullptr) return "it is missing";
    if (!here->header) return "its header is damaged";
    const SegmentHeader& next = header(number + 1);
    if (here->file_bytes < next.predecessor_end) return "it ends before its successor begins";
    if (!frames) return "";
    const auto file = disk_.open(path(side, number), Open::read);
    if (!file) return pass_on(file);
    const auto checked = check_closed(**file, path(side, number), header(number), next);
    if (checked) return "";
    if (checked.error().code != store_errc::corrupt) return pass_on(checked);
    return checked.error().detail;
}

Result<Surveyor::Lacks> Surveyor::both_lack(std::uint32_t number, bool frames) const {
    Lacks why;
    for (const Side side : sides) {
        auto lacking = lacks(side, number, frames);
        if (!lacking) return pass_on(lacking);
        why[static_cast<std::size_t>(side)] = *std::move(lacking);
    }
    return why;
}

// What is to be copied is read as a whole before, however old it is.
Result<void> Surveyor::judge_closed(std::uint32_t number) {
    const bool frames = frames_count(number);
    auto why = both_lack(number, frames);
    if (!why) return pass_on(why);
    if ((*why)[0].empty() && (*why)[1].empty()) return {};
    if (!frames) why = both_lack(number, true);
    if (!why) return pass_on(why);
    const auto& [data, mirror] = *why;
    if (!data.empty() && !mirror.empty()) {
        return fail(store_errc::corrupt,
                    path(Side::data, number) + ": " + data + "; and " + path(Side::mirror, number) + ": " + mirror);
    }
    Side source = data.empty() ? Side::data : Side::mirror;
    if (planted(Bug::mended_from_the_damaged_copy) && pieces_.find(other(source), number)) source = other(source);
    good_[number - 1] = source;
    mend(number, other(source), header(number + 1).predecessor_end, data.empty() ? mirror : data);
    return {};
}

Result<void> Surveyor::judge_last() {
    std::array<std::optional<Ending>, 2> endings;
    std::optional<Side> source;
    for (const Side side : sides) {
        if (pieces_.find(side, highest()) == nullptr) continue;
        auto ending = end_of(side, highest());
        if (!ending) return pass_on(ending);
        auto& here = endings[static_cast<std::size_t>(side)];
        here = *std::move(ending);
        if (!here->intact()) continue;
        const bool longer = source && here->last.position > endings[static_cast<std::size_t>(*source)]->last.position;
        if (!source || longer != planted(Bug::shorter_copy_taken)) source = side;
    }
    if (!source) {
        const auto& damaged = endings[0] ? *endings[0] : *endings[1];
        return fail(store_errc::corrupt, damaged.damage + "; and no other copy of it is intact");
    }
    good_[highest() - 1] = *source;
    const Ending best = *endings[static_cast<std::size_t>(*source)];
    survey_.end = best.last;
    return judge_against(*source, best, endings[static_cast<std::size_t>(other(*source))]);
}

// Is what the other side has of the last segment contained in the source's?
Result<void> Surveyor::judge_against(Side source, const Ending& best, const std::optional<Ending>& other_ending) {
    const Side to = other(source);
    if (!other_ending) {
        mend(highest(), to, best.bytes, "it is missing");
        return {};
    }
    const bool behind = other_ending->last.position < best.last.position;
    if (planted(Bug::shorter_copy_taken) && !behind) return mend(highest(), to, best.bytes, ""), Result<void>{};
    const auto contained = contains(other_ending->seen);
    if (!contained) return pass_on(contained);
    if (!*contained && !other_ending->intact()) {
        return fail(store_errc::corrupt, other_ending->damage + "; and " + path(source, highest()) +
                                             " does not reach position " +
                                             std::to_string(other_ending->seen.position.value));
    }
    if (!*contained) return mismatch(other_ending->seen);
    if (!other_ending->intact()) {
        mend(highest(), to, best.bytes, other_ending->damage);
    } else if (behind) {
        mend(highest(), to, best.bytes, "it ends before position " + std::to_string(best.last.position.value));
    }
    return {};
}

// A side without the last segments may have gone on by itself in the one that it has last.
Result<void> Surveyor::judge_one_behind(Side side) const {
    const std::uint32_t number = pieces_.highest(side);
    if (number == 0 || number == highest()) return {};
    const auto ending = end_of(side, number);
    if (!ending) return pass_on(ending);
    const auto contained = contains(ending->seen);
    if (!contained) return pass_on(contained);
    if (!*contained) return mismatch(ending->seen);
    return {};
}

Result<Ending> Surveyor::end_of(Side side, std::uint32_t number) const {
    const bool damaged = !pieces_.find(side, number)->header;
    return look_at_end(disk_, path(side, number), header(number), damaged ? OwnHeader::damaged : OwnHeader::intact);
}

// In the segment that begins last before it, on the side that has that whole.
Result<bool> Surveyor::contains(const Mark& mark) const {
    if (mark.position.value == 0 || planted(Bug::diverged_copy_taken)) return true;
    if (mark.position > survey_.end.position) return false;
    const auto after = std::ranges::partition_point(
        survey_.chain, [&](const SegmentHeader& segment) { return segment.begin.position < mark.position; });
    const auto number = static_cast<std::uint32_t>(after - survey_.chain.begin());
    const auto file = disk_.open(path(good_[number - 1], number), Open::read);
    if (!file) return pass_on(file);
    const auto size = (*file)->size();
    if (!size) return pass_on(size);
    FrameScanner scanner(**file, header(number), segment_header_bytes, *size);
    for (;;) {
        const auto step = scanner.next(FrameScanner::Look::header);
        if (!step) return pass_on(step);
        if (*step != FrameScanner::Step::frame) return false;
        if (scanner.header().records > 0 && scanner.header().last() >= mark.position) {
            return scanner.header().mark() == mark;
        }
    }
}

}  // namespace

Result<Survey> survey_copies(Disk& disk, const CopyPaths& paths, const Vouched& vouched,
                             const std::function<void()>& told) {
    auto pieces = MirrorPieces::read(disk, paths);
    if (!pieces) return pass_on(pieces);
    return Surveyor(disk, paths, *std::move(pieces), vouched, told).run();
}

}  // namespace hapax::journal
