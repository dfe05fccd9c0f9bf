// What every Disk must do, as tests. An adapter runs them by naming a Bench.
//
//   struct PosixBench { Disk& disk(); std::string directory(); };   // a fresh, empty directory per Bench
//   INSTANTIATE_TYPED_TEST_SUITE_P(Posix, DiskContract, PosixBench);
//
// What survives a crash of the machine cannot be asked here: the twin's own tests show it.
// Threads  one.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ports/driven/disk.hpp"

namespace hapax::contract {

inline std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

inline std::string read_text(File& file, std::uint64_t offset, std::size_t length) {
    std::vector<std::byte> into(length);
    const auto got = file.read_at(offset, into);
    EXPECT_TRUE(got) << got.error().detail;
    if (!got) return "";
    return {reinterpret_cast<const char*>(into.data()), *got};
}

template <class Bench>
class DiskContract : public testing::Test {
 protected:
    std::string path(std::string_view name) { return bench_.directory() + "/" + std::string(name); }
    Disk& disk() { return bench_.disk(); }

    std::unique_ptr<File> file(std::string_view name, Open mode = Open::create) {
        auto opened = disk().open(path(name), mode);
        EXPECT_TRUE(opened) << opened.error().detail;
        return std::move(opened).value();
    }

    std::unique_ptr<File> file_of(std::string_view name, std::string_view text) {
        auto made = file(name);
        EXPECT_TRUE(made->write_at(0, bytes_of(text)));
        return made;
    }

    std::vector<std::string> names() { return disk().list(bench_.directory()).value(); }

    Bench bench_;
};

TYPED_TEST_SUITE_P(DiskContract);

TYPED_TEST_P(DiskContract, ReadsWhatWasWritten) {
    const auto file = this->file_of("a", "hello world");
    EXPECT_EQ(read_text(*file, 6, 5), "world");
    EXPECT_EQ(file->size().value(), 11u);
}

TYPED_TEST_P(DiskContract, ReadsShortOnlyAtTheEndOfTheFile) {
    const auto file = this->file_of("a", "hello");
    EXPECT_EQ(read_text(*file, 3, 100), "lo");
    EXPECT_EQ(read_text(*file, 5, 100), "");
    EXPECT_EQ(read_text(*file, 5000, 1), "");
}

TYPED_TEST_P(DiskContract, OverwritesInPlaceAndExtends) {
    const auto file = this->file_of("a", "aaaaaa");
    ASSERT_TRUE(file->write_at(4, bytes_of("bbbb")));
    EXPECT_EQ(read_text(*file, 0, 100), "aaaabbbb");
}

TYPED_TEST_P(DiskContract, AGapReadsAsZeros) {
    const auto file = this->file("a");
    ASSERT_TRUE(file->write_at(2000, bytes_of("x")));
    EXPECT_EQ(read_text(*file, 0, 5000), std::string(2000, '\0') + "x");
}

TYPED_TEST_P(DiskContract, WritesMegabytesWhole) {
    std::string text(3 << 20, ' ');
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>('a' + i % 23);
    const auto file = this->file("a");
    ASSERT_TRUE(file->write_at(777, bytes_of(text)));
    EXPECT_EQ(read_text(*file, 777, text.size()), text);
}

TYPED_TEST_P(DiskContract, TruncateCutsAndExtendsWithZeros) {
    const auto file = this->file_of("a", "hello");
    ASSERT_TRUE(file->truncate(2));
    ASSERT_TRUE(file->truncate(4));
    EXPECT_EQ(read_text(*file, 0, 100), std::string("he\0\0", 4));
}

TYPED_TEST_P(DiskContract, SyncsFilesAndDirectories) {
    const auto file = this->file_of("a", "hello");
    EXPECT_TRUE(file->sync());
    EXPECT_TRUE(this->disk().sync_directory(this->bench_.directory()));
    EXPECT_EQ(this->disk().sync_directory(this->path("nowhere")).error().code, disk_errc::not_found);
}

TYPED_TEST_P(DiskContract, SyncsTwoFilesAtOnceAgainAndAgain) {
    const auto one = this->file_of("a", "one");
    const auto other = this->file_of("b", "other");
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(this->disk().sync_both(*one, *other));
}

TYPED_TEST_P(DiskContract, OpensOnlyWhatIsThereAndCreatesOnlyWhatIsNot) {
    EXPECT_EQ(this->disk().open(this->path("a"), Open::read).error().code, disk_errc::not_found);
    EXPECT_EQ(this->disk().open(this->path("a"), Open::write).error().code, disk_errc::not_found);
    EXPECT_EQ(this->disk().open(this->path("no/a"), Open::create).error().code, disk_errc::not_found);
    this->file("a");
    EXPECT_EQ(this->disk().open(this->path("a"), Open::create).error().code, disk_errc::exists);
}

TYPED_TEST_P(DiskContract, AFileOpenedToReadRefusesWrites) {
    this->file_of("a", "hello");
    const auto reader = this->file("a", Open::read);
    EXPECT_EQ(reader->write_at(0, bytes_of("x")).error().code, disk_errc::io);
    EXPECT_EQ(read_text(*reader, 0, 10), "hello");
}

TYPED_TEST_P(DiskContract, OpensOfOneFileSeeEachOther) {
    const auto writer = this->file("a");
    const auto reader = this->file("a", Open::read);
    ASSERT_TRUE(writer->write_at(0, bytes_of("hello")));
    EXPECT_EQ(read_text(*reader, 0, 10), "hello");
}

TYPED_TEST_P(DiskContract, RenameReplacesTheTarget) {
    this->file_of("a", "new");
    this->file_of("b", "old");
    ASSERT_TRUE(this->disk().rename(this->path("a"), this->path("b")));
    EXPECT_THAT(this->names(), testing::ElementsAre("b"));
    EXPECT_EQ(read_text(*this->file("b", Open::read), 0, 10), "new");
    EXPECT_EQ(this->disk().rename(this->path("a"), this->path("c")).error().code, disk_errc::not_found);
}

TYPED_TEST_P(DiskContract, ARemovedFileLivesUntilItIsClosed) {
    const auto file = this->file_of("a", "hello");
    ASSERT_TRUE(this->disk().remove(this->path("a")));
    EXPECT_EQ(read_text(*file, 0, 10), "hello");
    EXPECT_EQ(this->disk().remove(this->path("a")).error().code, disk_errc::not_found);
}

TYPED_TEST_P(DiskContract, ListsNamesInOrder) {
    this->file("b");
    this->file("a");
    ASSERT_TRUE(this->disk().make_directory(this->path("c/d")));
    EXPECT_THAT(this->names(), testing::ElementsAre("a", "b", "c"));
    EXPECT_EQ(this->disk().list(this->path("nowhere")).error().code, disk_errc::not_found);
}

TYPED_TEST_P(DiskContract, MakesDirectoriesWithTheirParents) {
    ASSERT_TRUE(this->disk().make_directory(this->path("x/y/z")));
    EXPECT_TRUE(this->disk().make_directory(this->path("x/y/z")));
    EXPECT_TRUE(this->disk().open(this->path("x/y/z/a"), Open::create));
    EXPECT_FALSE(this->disk().make_directory(this->path("x/y/z/a")));
}

TYPED_TEST_P(DiskContract, ALockKeepsOthersOutAsLongAsItLives) {
    auto lock = this->disk().lock(this->bench_.directory());
    ASSERT_TRUE(lock) << lock.error().detail;
    EXPECT_EQ(this->disk().lock(this->bench_.directory()).error().code, disk_errc::locked);
    lock->reset();
    EXPECT_TRUE(this->disk().lock(this->bench_.directory()));
    EXPECT_THAT(this->names(), testing::ElementsAre("lock"));
}

TYPED_TEST_P(DiskContract, TheBootIdStaysTheSame) {
    EXPECT_FALSE(this->disk().boot_id().empty());
    EXPECT_EQ(this->disk().boot_id(), this->disk().boot_id());
}

REGISTER_TYPED_TEST_SUITE_P(DiskContract, ReadsWhatWasWritten, ReadsShortOnlyAtTheEndOfTheFile,
                            SyncsTwoFilesAtOnceAgainAndAgain, OverwritesInPlaceAndExtends, AGapReadsAsZeros,
                            WritesMegabytesWhole, TruncateCutsAndExtendsWithZeros, SyncsFilesAndDirectories,
                            OpensOnlyWhatIsThereAndCreatesOnlyWhatIsNot, AFileOpenedToReadRefusesWrites,
                            OpensOfOneFileSeeEachOther, RenameReplacesTheTarget, ARemovedFileLivesUntilItIsClosed,
                            ListsNamesInOrder, MakesDirectoriesWithTheirParents, ALockKeepsOthersOutAsLongAsItLives,
                            TheBootIdStaysTheSame);

}  // namespace hapax::contract
