#include "adapters/store/journal/mirror_pieces.hpp"

#include <algorithm>

namespace hapax::journal {

std::unexpected<Error> not_one_history(const CopyPaths& paths, const std::string& what) {
    return fail(store_errc::mirror_mismatch, what + ": " + paths.data + " and " + paths.mirror +
                                                 " are not two copies of one history; find out which of them is"
                                                 " to be kept, and move the other one's files away");
}

Result<MirrorPieces> MirrorPieces::read(Disk& disk, const CopyPaths& paths) {
    MirrorPieces pieces(paths);
    for (const Side side : sides) {
        if (const auto read = pieces.read_side(disk, side); !read) return pass_on(read);
    }
    return pieces;
}

Result<void> MirrorPieces::read_side(Disk& disk, Side side) {
    const auto names = disk.list(paths_[side]);
    if (!names) return pass_on(names);
    for (const std::string& name : *names) {
        const auto number = segment_number(name);
        if (!number) continue;
        const auto header = read_header(disk, path(side, *number));
        if (!header && header.error().code != store_errc::corrupt) return pass_on(header);
        const auto file = disk.open(path(side, *number), Open::read);
        if (!file) return pass_on(file);
        const auto size = (*file)->size();
        if (!size) return pass_on(size);
        const bool its_own = header && header->number == *number;
        sides_[static_cast<std::size_t>(side)][*number] = {its_own ? std::optional(*header) : std::nullopt, *size};
    }
    return {};
}

const Piece* MirrorPieces::find(Side side, std::uint32_t number) const {
    const auto& pieces = sides_[static_cast<std::size_t>(side)];
    const auto found = pieces.find(number);
    return found == pieces.end() ? nullptr : &found->second;
}

std::uint32_t MirrorPieces::highest(Side side) const {
    const auto& pieces = sides_[static_cast<std::size_t>(side)];
    return pieces.empty() ? 0 : pieces.rbegin()->first;
}

Result<std::vector<SegmentHeader>> MirrorPieces::chain() const {
    std::vector<SegmentHeader> chain;
    const std::uint32_t last = std::max(highest(Side::data), highest(Side::mirror));
    for (std::uint32_t number = 1; number <= last; ++number) {
        const auto found = header_of(number);
        if (!found) return pass_on(found);
        const SegmentHeader* before = chain.empty() ? nullptr : &chain.back();
        if (const auto follows = check_succession(path(Side::data, number), *found, before); !follows) {
            return pass_on(follows);
        }
        chain.push_back(*found);
    }
    return chain;
}

// A number that both have readable must have one header: the incarnation in it is of one process in one step.
Result<SegmentHeader> MirrorPieces::header_of(std::uint32_t number) const {
    const Piece* data = find(Side::data, number);
    const Piece* mirror = find(Side::mirror, number);
    const bool in_data = data != nullptr && data->header;
    const bool in_mirror = mirror != nullptr && mirror->header;
    if (!in_data && !in_mirror) {
        return fail(store_errc::corrupt, path(Side::data, number) + ": segment " + std::to_string(number) +
                                             " is missing or damaged there and in the mirror");
    }
    if (!in_data || !in_mirror) return *(in_data ? data : mirror)->header;
    if (data->header == mirror->header) return *data->header;
    if (number > 1) return not_one_history(paths_, segment_name(number) + " is another one in each");
    return fail(store_errc::wrong_store, paths_.data + " is the journal of store " + data->header->store_id.text() +
                                             ", its mirror " + paths_.mirror + " of store " +
                                             mirror->header->store_id.text());
}

}  // namespace hapax::journal
