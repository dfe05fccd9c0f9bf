#include "codec/documents/problem_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec/json_document.hpp"

namespace hapax {
namespace {

using testing::HasSubstr;
using testing::Not;

const ProblemPage hostile{"a-code", 409, false, "<b>\"&\"</b> of a\nline.", "Do \\ this."};

TEST(ProblemPage, SaysTheSameInEveryForm) {
    for (const ProblemKind& kind : problem_catalogue()) {
        const ProblemPage page = page_of(kind);
        EXPECT_THAT(problem_markdown(page), HasSubstr(std::string(kind.meaning)));
        EXPECT_THAT(problem_markdown(page), HasSubstr(std::string(kind.advice)));
        EXPECT_THAT(problem_html(page), HasSubstr(problem_title(kind.code)));
        EXPECT_THAT(problem_json(page), HasSubstr("\"status\":" + std::to_string(kind.status)));
    }
}

TEST(ProblemPage, TakesWhatAnAuthorSaysAsText) {
    EXPECT_THAT(problem_html(hostile), Not(HasSubstr("<b>")));
    EXPECT_THAT(problem_html(hostile), HasSubstr("&lt;b&gt;\"&amp;\"&lt;/b&gt;"));
    JsonDocument document;
    EXPECT_FALSE(document.parse(problem_json(hostile)));
}

TEST(ProblemPage, OfARejectionSaysThatItIsFinal) {
    const ProblemPage page = page_of(DeclaredRejection{"insufficient-funds", "The account holds less."});
    EXPECT_EQ(page.status, 409U);
    EXPECT_FALSE(page.retryable);
    EXPECT_THAT(problem_markdown(page), HasSubstr("ask under a new id"));
}

TEST(ProblemPage, TheOverviewNamesEachWithItsPage) {
    const std::string overview = problems_markdown(problem_pages(Service{}));
    for (const ProblemKind& kind : problem_catalogue()) {
        EXPECT_THAT(overview, HasSubstr("(" + std::string(kind.code) + ".md)"));
    }
}

}  // namespace
}  // namespace hapax
