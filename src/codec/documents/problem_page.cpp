#include "codec/documents/problem_page.hpp"

#include <algorithm>
#include <map>

#include "codec/answer/json_members.hpp"

namespace hapax {
namespace {

constexpr unsigned rejected = 409;
constexpr std::string_view advice_for_rejections =
    "The answer is final: every repeat under this id gets it. When things have changed, ask under a new id.";

std::string_view retry_words(const ProblemPage& page) {
    return page.retryable ? "yes, with the same operation id" : "no";
}

void append_html(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else
            out += c;
    }
}

}  // namespace

ProblemPage page_of(const ProblemKind& kind) {
    return {kind.code, kind.status, kind.retryable, kind.meaning, kind.advice};
}

ProblemPage page_of(const DeclaredRejection& rejection) {
    return {rejection.code, rejected, false, rejection.about, advice_for_rejections};
}

std::vector<ProblemPage> problem_pages(const Service& service) {
    std::map<std::string_view, ProblemPage> by_code;  // whoever is first stays
    for (const ProblemKind& kind : problem_catalogue()) by_code.emplace(kind.code, page_of(kind));
    for (const auto& command : service.commands) {
        for (const DeclaredRejection& rejection : command->rejections()) {
            by_code.emplace(rejection.code, page_of(rejection));
        }
    }
    std::vector<ProblemPage> pages;
    for (const auto& [code, page] : by_code) pages.push_back(page);
    return pages;
}

std::string problem_title(std::string_view code) {
    std::string title(code);
    std::ranges::replace(title, '-', ' ');
    return title;
}

std::string problem_markdown(const ProblemPage& page) {
    std::string out = "# " + problem_title(page.code) + "\n\n";
    out.append("Code: `").append(page.code).append("`. Status: ").append(std::to_string(page.status));
    out.append(". Retry: ").append(retry_words(page)).append(".\n\n");
    out.append(page.meaning).append("\n\n").append("What to do: ").append(page.advice).append("\n");
    return out;
}

std::string problem_html(const ProblemPage& page) {
    const std::string title = problem_title(page.code);
    std::string out = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>";
    append_html(out, title);
    out += "</title>\n<link rel=\"stylesheet\" href=\"/assets/hapax.css\">\n<main>\n<h1>";
    append_html(out, title);
    out += "</h1>\n<p><code>";
    append_html(out, page.code);
    out.append("</code> · status ").append(std::to_string(page.status)).append(" · retry: ");
    out.append(retry_words(page)).append("</p>\n<p>");
    append_html(out, page.meaning);
    out += "</p>\n<h2>What to do</h2>\n<p>";
    append_html(out, page.advice);
    out += "</p>\n<p><a href=\"/\">the service</a></p>\n</main>\n</html>\n";
    return out;
}

std::string problem_json(const ProblemPage& page) {
    std::string out = "{";
    append_member(out, "type", "/problems/" + std::string(page.code));
    append_member(out, "title", problem_title(page.code));
    append_member(out, "status", page.status);
    append_member(out, "code", page.code);
    append_flag(out, "retryable", page.retryable);
    append_member(out, "meaning", page.meaning);
    append_member(out, "advice", page.advice);
    return out + "}";
}

std::string problems_markdown(const std::vector<ProblemPage>& pages) {
    std::string out =
        "# Problems\n\nEvery answer that is no success is a problem document (RFC 9457). Its `type` is the address of "
        "a "
        "page that\nsays what it means and what to do; these are the pages of the problems that hapax answers by "
        "itself. Those that a\nservice's own commands declare are served beside them. The pages are written by "
        "`problem_pages_test` from\n`src/codec/answer/problem_catalogue.cpp`.\n\n| problem | status | retry |\n"
        "|---|---|---|\n";
    for (const ProblemPage& page : pages) {
        out.append("| [").append(page.code).append("](").append(page.code).append(".md) | ");
        out.append(std::to_string(page.status)).append(" | ").append(retry_words(page)).append(" |\n");
    }
    return out;
}

}  // namespace hapax
