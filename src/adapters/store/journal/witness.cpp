#include "adapters/store/journal/witness.hpp"

#include <array>
#include <cstring>

#include "adapters/store/journal/preparation.hpp"
#include "adapters/store/journal/segment_format.hpp"
#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax::journal {
namespace {

constexpr std::uint32_t magic = 0x57585048;  // "HPXW"
constexpr std::uint32_t format_version = 1;
constexpr std::size_t crc_offset = 48;
using Sector = std::array<std::byte, sector_bytes>;

struct Statement {
    Testimony testimony;
    std::uint64_t sequence = 0;
};

Sector encode(const Statement& statement) {
    Sector sector{};
    std::byte* at = sector.data();
    store_u32(at, magic);
    store_u32(at + 4, format_version);
    std::memcpy(at + 8, statement.testimony.store_id.bytes.data(), 16);
    store_u64(at + 24, statement.testimony.durable.position.value);
    store_u32(at + 32, statement.testimony.durable.frame_crc);
    store_u64(at + 40, statement.sequence);
    store_u32(at + crc_offset, crc32c(0, std::span(sector).first(crc_offset)));
    return sector;
}

std::optional<Statement> decode(const Sector& sector) {
    const std::byte* at = sector.data();
    if (load_u32(at) != magic || load_u32(at + 4) != format_version) return std::nullopt;
    if (load_u32(at + crc_offset) != crc32c(0, std::span(sector).first(crc_offset))) return std::nullopt;
    Statement statement;
    std::memcpy(statement.testimony.store_id.bytes.data(), at + 8, 16);
    statement.testimony.durable = {Position{load_u64(at + 24)}, load_u32(at + 32)};
    statement.sequence = load_u64(at + 40);
    return statement;
}

// The first statement, in the slot of its sequence number, which is 1.
std::array<std::byte, 2 * sector_bytes> first_image(const Testimony& first) {
    std::array<std::byte, 2 * sector_bytes> image{};
    const Sector sector = encode({first, 1});
    std::memcpy(image.data() + sector_bytes, sector.data(), sector_bytes);
    return image;
}

// A file left by a process that died here is started again.
Result<std::unique_ptr<File>> fresh_file(Disk& disk, const std::string& path) {
    auto file = disk.open(path, Open::create);
    if (file || !(file.error().code == disk_errc::exists)) return file;
    if (const auto removed = disk.remove(path); !removed) return pass_on(removed);
    return disk.open(path, Open::create);
}

}  // namespace

std::string parent_of(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

Result<std::optional<Testimony>> read_witness(Disk& disk, const std::string& path) {
    const auto file = disk.open(path, Open::read);
    if (!file && file.error().code == disk_errc::not_found) return std::nullopt;
    if (!file) return pass_on(file);
    std::optional<Statement> latest;
    for (std::uint64_t slot = 0; slot < 2; ++slot) {
        Sector sector{};
        const auto read = (*file)->read_at(slot * sector_bytes, sector);
        if (!read) return pass_on(read);
        const auto statement = decode(sector);
        if (statement && (!latest || statement->sequence > latest->sequence)) latest = statement;
    }
    if (!latest) return fail(store_errc::corrupt, path + ": the witness cannot be read");
    return latest->testimony;
}

// Written beside and renamed: a witness that is there always has an intact sector.
Result<Witness> Witness::open(Disk& disk, const std::string& path, const Testimony& first) {
    const std::string beside = path + ".new";
    if (const auto made = disk.make_directory(parent_of(path)); !made) return pass_on(made);
    auto file = fresh_file(disk, beside);
    if (!file) return pass_on(file);
    HAPAX_CRASHPOINT("witness.created");
    if (const auto written = (*file)->write_at(0, first_image(first)); !written) return pass_on(written);
    const auto durable = planted(Bug::witness_without_sync) ? Result<void>{} : (*file)->sync();
    if (!durable) return pass_on(durable);
    HAPAX_CRASHPOINT("witness.beside");
    if (const auto renamed = disk.rename(beside, path); !renamed) return pass_on(renamed);
    HAPAX_CRASHPOINT("witness.renamed");
    if (const auto synced = disk.sync_directory(parent_of(path)); !synced) return pass_on(synced);
    return Witness(*std::move(file), first);
}

Result<void> Witness::testify(const Testimony& testimony) {
    if (testimony == last_) return {};
    const std::uint64_t sequence = sequence_ + 1;
    const auto written = file_->write_at(sequence % 2 * sector_bytes, encode({testimony, sequence}));
    if (!written) return fatal_write("writing the witness", written.error());
    HAPAX_CRASHPOINT("witness.written");
    if (const auto synced = file_->sync(); !synced) return fatal_write("syncing the witness", synced.error());
    HAPAX_CRASHPOINT("witness.synced");
    sequence_ = sequence;
    last_ = testimony;
    return {};
}

}  // namespace hapax::journal
