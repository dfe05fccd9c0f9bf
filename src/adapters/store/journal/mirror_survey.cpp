#include "adapters/store/journal/mirror_survey.hpp"

#include <algorithm>
#include <map>

#include "adapters/store/journal/frame_scanner.hpp"

namespace hapax::journal {
namespace {

// A segment as one side has it.
struct Piece {
    std::optional<SegmentHeader> header;  // nothing when it is damaged
    std::uint64_t file_bytes = 0;
};

// What the frames of a segment end with on one side.
struct Ending {
    std::string damage;  // empty when it is intact
    Mark last;           // of the frames that are intact without a gap
    Mark seen;           // of any intact frame header, behind the damage too
    std::uint64_t bytes = 0;
    bool intact() const { return damage.empty(); }
};

class Surveyor {
 public:
    Surveyor(Disk& disk, const CopyPaths& paths, const Vouched& vouched, const std::function<void()>& told)
        : disk_(disk), paths_(paths), vouched_(vouched), told_(told) {}

    Result<Survey> run() {
        for (const Side side : sides) {
            if (const auto read = read_side(side); !read) return pass_on(read);
            survey_.empty[static_cast<std::size_t>(side)] = pieces(side).empty();
        }
        if (const auto linked = link_chain(); !linked) return pass_on(linked);
        if (survey_.chain.empty()) return survey_;
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
    using Pieces = std::map<std::uint32_t, Piece>;
    using Lacks = std::array<std::string, 2>;  // why a side does not have a segment whole; empty when it has

    Result<void> read_side(Side side);
    Result<void> link_chain();
    Result<void> judge_closed(std::uint32_t number);
    Result<Lacks> both_lack(std::uint32_t number, bool frames) const;
    Result<std::string> lacks(Side side, std::uint32_t number, bool frames) const;
    Result<void> judge_last();
    Result<void> judge_against(Side source, const Ending& best, const std::optional<Ending>& other_ending);
    Result<void> judge_one_behind(Side side) const;
    Result<Ending> look_at_end(Side side, std::uint32_t number) const;
    Result<Mark> highest_frame(File& file, const SegmentHeader& segment, std::uint64_t bytes, Mark seen) const;
    Result<bool> contains(const Mark& mark) const;
    bool frames_count(std::uint32_t number) const;

    Pieces& pieces(Side side) { return pieces_[static_cast<std::size_t>(side)]; }
    const Pieces& pieces(Side side) const { return pieces_[static_cast<std::size_t>(side)]; }
    const Piece* piece(Side side, std::uint32_t number) const {
        const auto found = pieces(side).find(number);
        return found == pieces(side).end() ? nullptr : &found->second;
    }
    std::uint32_t highest() const { return static_cast<std::uint32_t>(survey_.chain.size()); }
    const SegmentHeader& header(std::uint32_t number) const { return survey_.chain[number - 1]; }
    std::string path(Side side, std::uint32_t number) const { return paths_[side] + "/" + segment_name(number); }
    void mend(std::uint32_t number, Side to, std::uint64_t bytes, std::string why) {
        const std::string place = path(to, number);
        const bool told = why.starts_with(place);
        survey_.mends.push_back({header(number), to, bytes, told ? std::move(why) : place + ": " + why});
    }
    std::unexpected<Error> mismatch(const std::string& what) const {
        return fail(store_errc::mirror_mismatch, what + ": " + paths_.data + " and " + paths_.mirror +
                                                     " are not two copies of one history; find out which of them is"
                                                     " to be kept, and move the other one's files away");
    }

    Disk& disk_;
    const CopyPaths& paths_;
    const Vouched& vouched_;
    const std::function<void()>& told_;
    std::array<Pieces, 2> pieces_;
    Survey survey_;
    std::vector<Side> good_;  // of each segment of the chain: a side that has it whole
};

Result<void> Surveyor::read_side(Side side) {
    const auto names = disk_.list(paths_[side]);
    if (!names) return pass_on(names);
    for (const std::string& name : *names) {
        const auto number = segment_number(name);
        if (!number) continue;
        const auto header = read_header(disk_, path(side, *number));
        if (!header && header.error().code != store_errc::corrupt) return pass_on(header);
        const auto file = disk_.open(path(side, *number), Open::read);
        if (!file) return pass_on(file);
        const auto size = (*file)->size();
        if (!size) return pass_on(size);
        const bool its_own = header && header->number == *number;
        pieces(side)[*number] = {its_own ? std::optional(*header) : std::nullopt, *size};
    }
    return {};
}

// A number that both have readable must have one header: the incarnation in it is of one process in one step.
Result<void> Surveyor::link_chain() {
    std::uint32_t highest = 0;
    for (const Side side : sides) {
        if (!pieces(side).empty()) highest = std::max(highest, pieces(side).rbegin()->first);
    }
    for (std::uint32_t number = 1; number <= highest; ++number) {
        std::optional<SegmentHeader> found;
        for (const Side side : sides) {
            const Piece* here = piece(side, number);
            if (here == nullptr || !here->header) continue;
            if (found && found != here->header && number == 1) {
                return fail(store_errc::wrong_store, paths_.data + " is the journal of store " +
                                                         found->store_id.text() + ", its mirror " + paths_.mirror +
                                                         " of store " + here->header->store_id.text());
            }
            if (found && found != here->header) return mismatch(segment_name(number) + " is another one in each");
            found = here->header;
        }
        if (!found) {
            return fail(store_errc::corrupt, path(Side::data, number) + ": segment " + std::to_string(number) +
                                                 " is missing or damaged there and in the mirror");
        }
        const SegmentHeader* before = survey_.chain.empty() ? nullptr : &survey_.chain.back();
        if (const auto follows = check_succession(path(Side::data, number), *found, before); !follows) return follows;
        survey_.chain.push_back(*found);
    }
    good_.assign(survey_.chain.size(), Side::data);
    return {};
}

// Whether the frames of a closed segment have to be read.
bool Surveyor::frames_count(std::uint32_t number) const {
    if (survey_.chain.back().store_id != vouched_.store_id) return true;
    return header(number + 1).begin.position > vouched_.through;
}

// Why a side does not have a closed segment whole; empty when it has.
Result<std::string> Surveyor::lacks(Side side, std::uint32_t number, bool frames) const {
    const Piece* here = piece(side, number);
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
    const Side source = data.empty() ? Side::data : Side::mirror;
    good_[number - 1] = source;
    mend(number, other(source), header(number + 1).predecessor_end, data.empty() ? mirror : data);
    return {};
}

Result<void> Surveyor::judge_last() {
    std::array<std::optional<Ending>, 2> endings;
    std::optional<Side> source;
    for (const Side side : sides) {
        if (piece(side, highest()) == nullptr) continue;
        auto ending = look_at_end(side, highest());
        if (!ending) return pass_on(ending);
        auto& here = endings[static_cast<std::size_t>(side)];
        here = *std::move(ending);
        if (!here->intact()) continue;
        const bool longer = !source || here->last.position > endings[static_cast<std::size_t>(*source)]->last.position;
        if (longer) source = side;
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
    const auto contained = contains(other_ending->seen);
    if (!contained) return pass_on(contained);
    if (!*contained && !other_ending->intact()) {
        return fail(store_errc::corrupt, other_ending->damage + "; and " + path(source, highest()) +
                                             " does not reach position " +
                                             std::to_string(other_ending->seen.position.value));
    }
    if (!*contained) return mismatch("position " + std::to_string(other_ending->seen.position.value) + " is another");
    const bool shorter = other_ending->last.position < best.last.position;
    if (!other_ending->intact()) {
        mend(highest(), to, best.bytes, other_ending->damage);
    } else if (shorter) {
        mend(highest(), to, best.bytes, "it ends before position " + std::to_string(best.last.position.value));
    }
    return {};
}

// A side without the last segments may have gone on by itself in the one that it has last.
Result<void> Surveyor::judge_one_behind(Side side) const {
    if (pieces(side).empty() || pieces(side).rbegin()->first == highest()) return {};
    const std::uint32_t number = pieces(side).rbegin()->first;
    const auto ending = look_at_end(side, number);
    if (!ending) return pass_on(ending);
    const auto contained = contains(ending->seen);
    if (!contained) return pass_on(contained);
    if (!*contained) return mismatch("position " + std::to_string(ending->seen.position.value) + " is another");
    return {};
}

// By the chain's header: the side's own may be damaged.
Result<Ending> Surveyor::look_at_end(Side side, std::uint32_t number) const {
    const auto file = disk_.open(path(side, number), Open::read);
    if (!file) return pass_on(file);
    SegmentExtent segment{header(number), segment_header_bytes, header(number).begin.position};
    JournalEnd found;
    const auto checked = check_last(**file, path(side, number), segment, found);
    if (!checked && checked.error().code != store_errc::corrupt) return pass_on(checked);
    Ending ending;
    ending.last = found.last;
    ending.bytes = found.seal_offset + (found.sealed ? sector_bytes : 0);
    if (!checked) ending.damage = checked.error().detail;
    if (!piece(side, number)->header) ending.damage = path(side, number) + ": offset 0: the header is damaged";
    ending.seen = ending.last;
    if (ending.intact()) return ending;  // what lies behind its end is a frame that never was whole
    const auto seen = highest_frame(**file, segment.header, found.file_bytes, ending.last);
    if (!seen) return pass_on(seen);
    ending.seen = *seen;
    return ending;
}

// Frames are whole behind damage too: they say how far this side was.
Result<Mark> Surveyor::highest_frame(File& file, const SegmentHeader& segment, std::uint64_t bytes, Mark seen) const {
    std::vector<std::byte> piece(FrameScanner::piece_bytes);
    for (std::uint64_t offset = segment_header_bytes; offset < bytes; offset += piece.size()) {
        const auto read = file.read_at(offset, piece);
        if (!read) return pass_on(read);
        for (std::size_t at = 0; at + frame_header_bytes <= *read; at += sector_bytes) {
            const auto header = decode_frame_header(std::span<const std::byte>(piece).subspan(at));
            if (!header || header->kind != FrameKind::data || header->last() <= seen.position) continue;
            FrameScanner scanner(file, segment, offset + at, bytes);
            const auto step = scanner.next(FrameScanner::Look::whole);
            if (!step) return pass_on(step);
            if (*step == FrameScanner::Step::frame) seen = header->mark();
        }
    }
    return seen;
}

// In the segment that begins last before it, on the side that has that whole.
Result<bool> Surveyor::contains(const Mark& mark) const {
    if (mark.position.value == 0) return true;
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
    return Surveyor(disk, paths, vouched, told).run();
}

}  // namespace hapax::journal
