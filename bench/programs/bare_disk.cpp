// The disk and nothing else: the bytes of a journal's batches, each with one pwrite and one fdatasync.
//
//   bare_disk --file /var/tmp/x --record_bytes 373 --batch 256 --seconds 5
//
// The file is zeroed and synced beforehand, as the journal prepares its segments, and written round and round: what an
// overwrite and a sync cost is the ceiling of every store that syncs each batch.
#include <cstddef>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "arguments.hpp"

namespace hapax::bench {
namespace {

constexpr std::uint64_t sector_bytes = 512;
constexpr std::uint64_t frame_header_bytes = 64;
constexpr std::uint64_t file_bytes = 256U << 20;
constexpr std::uint64_t preparation_step_bytes = 1U << 20;

int prepared_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) fail("cannot create " + path);
    const std::vector<std::byte> zeros(preparation_step_bytes);
    for (std::uint64_t offset = 0; offset < file_bytes; offset += zeros.size()) {
        const auto done = ::pwrite(fd, zeros.data(), zeros.size(), static_cast<off_t>(offset));
        if (done != static_cast<ssize_t>(zeros.size())) fail("cannot prepare " + path);
    }
    if (::fsync(fd) != 0) fail("cannot sync " + path);
    return fd;
}

std::vector<std::byte> frame_of(std::uint64_t records, std::uint64_t record_bytes) {
    const std::uint64_t bytes = frame_header_bytes + records * record_bytes;
    std::vector<std::byte> frame((bytes + sector_bytes - 1) / sector_bytes * sector_bytes);
    for (std::size_t i = 0; i < frame.size(); ++i) frame[i] = static_cast<std::byte>(i * 31 + 7);
    return frame;
}

void run(const Arguments& arguments) {
    const std::uint64_t batch = arguments.number("batch");
    const int fd = prepared_file(arguments.text("file"));
    const std::vector<std::byte> frame = frame_of(batch, arguments.number("record_bytes"));
    std::uint64_t offset = 0;
    const Measured measured = measure(arguments.number("seconds"), [&] {
        if (offset + frame.size() > file_bytes) offset = 0;
        const auto done = ::pwrite(fd, frame.data(), frame.size(), static_cast<off_t>(offset));
        if (done != static_cast<ssize_t>(frame.size()) || ::fdatasync(fd) != 0) fail("the disk failed");
        offset += frame.size();
        return batch;
    });
    print(measured);
    ::close(fd);
    ::unlink(arguments.text("file").c_str());
}

}  // namespace
}  // namespace hapax::bench

int main(int argc, char** argv) {
    hapax::bench::run(
        {argc, argv, {{"file", "bare_disk.tmp"}, {"record_bytes", "373"}, {"batch", "256"}, {"seconds", "5"}}});
}
