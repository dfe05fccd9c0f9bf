#include "codec/answer/problem.hpp"

#include <array>

#include <gtest/gtest.h>

namespace hapax {
namespace {

std::string text(const Problem& problem) {
    std::string out;
    append_problem(out, problem);
    return out;
}

TEST(Problem, HasTypeTitleStatusAndCode) {
    EXPECT_EQ(
        text({.code = "not-found", .status = 404}),
        R"({"type":"/problems/not-found","title":"not found","status":404,"code":"not-found","retryable":false})");
}

TEST(Problem, NamesItsOperationAndSaysThatNothingWasDone) {
    EXPECT_EQ(
        text({.code = "overloaded",
              .status = 503,
              .detail = "later",
              .operation = "0197",
              .correlation_id = "c-1",
              .retryable = true,
              .applied = false}),
        R"({"type":"/problems/overloaded","title":"overloaded","status":503,"code":"overloaded","detail":"later",)"
        R"("instance":"/operations/0197","operation":"0197","correlationId":"c-1","retryable":true,"applied":false})");
}

TEST(Problem, ListsFieldErrorsWithTheirPointers) {
    const std::array<FieldError, 2> errors{{{"/amount", "must be \"positive\""}, {"/x~1y", "unknown"}}};
    const std::string out = text({.code = "invalid-fields", .status = 422, .errors = errors});
    EXPECT_NE(out.find(R"("errors":[{"pointer":"/amount","detail":"must be \"positive\""},{"pointer":"/x~1y",)"),
              std::string::npos);
}

TEST(Problem, TakesExtensionMembersAndCauses) {
    const std::array<std::string, 1> causes{"disk\ttorn"};
    const std::string out =
        text({.code = "x", .status = 500, .current_version = 7, .causes = causes, .fields = R"({"a":1,"b":{}})"});
    EXPECT_TRUE(out.ends_with(R"("retryable":false,"currentVersion":7,"causes":["disk\ttorn"],"a":1,"b":{}})")) << out;
    EXPECT_TRUE(text({.code = "x", .fields = "{}"}).ends_with(R"("retryable":false})"));
}

TEST(Problem, StaysJsonWhateverTheTextHolds) {
    const std::string out = text({.code = "x", .detail = std::string_view("\0\x1f\xff\"\\", 5)});
    EXPECT_NE(out.find("\"detail\":\"\\u0000\\u001f\xEF\xBF\xBD\\\"\\\\\""), std::string::npos) << out;
}

}  // namespace
}  // namespace hapax
