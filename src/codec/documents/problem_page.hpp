// The page of one type of problem, for people and for programs.
//
//   problem_markdown(page_of(kind))     docs/problems/<code>.md
//   problem_html(…), problem_json(…)    GET /problems/<code>
//
// Threads  functions of their arguments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codec/answer/problem_catalogue.hpp"
#include "kernel/model/service.hpp"

namespace hapax {

struct ProblemPage {
    std::string_view code;
    unsigned status = 0;
    bool retryable = false;
    std::string_view meaning;
    std::string_view advice;
};

ProblemPage page_of(const ProblemKind& kind);
ProblemPage page_of(const DeclaredRejection& rejection);

// Those of the catalogue, and those that the commands of the service declare; sorted, each code once, the catalogue's
// before an author's.
std::vector<ProblemPage> problem_pages(const Service& service);

std::string problem_title(std::string_view code);  // "operation expired", as in the documents
std::string problem_markdown(const ProblemPage& page);
std::string problem_html(const ProblemPage& page);
std::string problem_json(const ProblemPage& page);

// An overview of all of them, with links to <code>.md.
std::string problems_markdown(const std::vector<ProblemPage>& pages);

}  // namespace hapax
