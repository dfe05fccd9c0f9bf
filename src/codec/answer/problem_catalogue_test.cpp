#include "codec/answer/problem_catalogue.hpp"

#include <gtest/gtest.h>

#include "codec/answer/problem.hpp"

namespace hapax {
namespace {

TEST(ProblemCatalogue, HasACompleteRowForEveryProblem) {
    for (const ProblemKind& kind : problem_catalogue()) {
        EXPECT_EQ(find_problem(kind.code), &kind);
        EXPECT_TRUE(kind.status >= 400 && kind.status < 600) << kind.code;
        EXPECT_TRUE(kind.meaning.ends_with('.')) << kind.code;
        EXPECT_TRUE(kind.advice.ends_with('.')) << kind.code;
        EXPECT_NE(kind.at, 0U) << kind.code;
    }
    EXPECT_EQ(find_problem("insufficient-funds"), nullptr);
    EXPECT_EQ(find_problem(""), nullptr);
}

TEST(ProblemCatalogue, TellsAnErrorOfOursAsOneThatACallerCanActOn) {
    EXPECT_EQ(problem_of({"operation-expired", Handling::park}).status, 410U);
    EXPECT_EQ(problem_of({"index-unreadable", Handling::retry}).code, "temporarily-unavailable");
    EXPECT_EQ(problem_of({"disk-io", Handling::fatal}).code, "internal-error");
}

// A 503 that is not to be retried, or a 4xx that is, would make clients give up too early or never.
TEST(ProblemCatalogue, SaysToRetryWhatIsOfTheMoment) {
    for (const ProblemKind& kind : problem_catalogue()) {
        const bool of_the_moment =
            kind.status == 408 || kind.status == 429 || kind.status == 503 || kind.status == 504 || kind.status == 507;
        EXPECT_EQ(kind.retryable, of_the_moment) << kind.code;
    }
}

}  // namespace
}  // namespace hapax
