#include "tools/hapax/progress.hpp"

#include <gtest/gtest.h>

namespace hapax::tools {
namespace {

TEST(Progress, SaysWhatIsDoneHowFarAndForHowLong) {
    EXPECT_EQ(progress_text("verifying", "records", 12'500'000, std::chrono::seconds(4)),
              "verifying: 12,500,000 records, 4 s");
    EXPECT_EQ(progress_text("verifying", "records", 999, std::chrono::seconds(1)), "verifying: 999 records, 1 s");
    EXPECT_EQ(progress_text("verifying", "records", 1000, std::chrono::seconds(1)), "verifying: 1,000 records, 1 s");
}

TEST(Progress, OfSomethingThatIsNotCountedSaysHowLong) {
    EXPECT_EQ(progress_text("building the index", "", 0, std::chrono::seconds(61)), "building the index: 61 s");
}

TEST(Progress, OfSomethingShortIsSilent) {
    testing::internal::CaptureStderr();
    {
        Progress progress("reading", "records");
        progress.reached(7);
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace hapax::tools
