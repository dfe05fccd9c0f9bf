#include "codec/answer/problem.hpp"

#include "codec/answer/json_members.hpp"
#include "codec/json_string.hpp"

namespace hapax {
namespace {

void append_title(std::string& out, std::string_view code) {
    std::string title{code};
    for (char& c : title) {
        if (c == '-') c = ' ';
    }
    append_member(out, "title", title);
}

void append_operation(std::string& out, std::string_view operation) {
    append_name(out, "instance");
    out += "\"/operations/";
    out += operation;
    out += '"';
    append_member(out, "operation", operation);
}

void append_errors(std::string& out, std::span<const FieldError> errors) {
    append_name(out, "errors");
    out += '[';
    for (const FieldError& error : errors) {
        append_comma(out);
        out += '{';
        append_member(out, "pointer", error.pointer);
        append_member(out, "detail", error.detail);
        out += '}';
    }
    out += ']';
}

void append_causes(std::string& out, std::span<const std::string> causes) {
    append_name(out, "causes");
    out += '[';
    for (const std::string& cause : causes) {
        append_comma(out);
        append_json_string(out, cause);
    }
    out += ']';
}

}  // namespace

void append_problem(std::string& out, const Problem& problem) {
    out += "{\"type\":\"/problems/";
    out += problem.code;
    out += '"';
    append_title(out, problem.code);
    append_member(out, "status", problem.status);
    append_member(out, "code", problem.code);
    if (!problem.detail.empty()) append_member(out, "detail", problem.detail);
    if (!problem.operation.empty()) append_operation(out, problem.operation);
    if (!problem.correlation_id.empty()) append_member(out, "correlationId", problem.correlation_id);
    append_flag(out, "retryable", problem.retryable);
    if (problem.applied) append_flag(out, "applied", *problem.applied);
    if (problem.current_version) append_member(out, "currentVersion", *problem.current_version);
    if (!problem.errors.empty()) append_errors(out, problem.errors);
    if (!problem.causes.empty()) append_causes(out, problem.causes);
    append_members_of(out, problem.fields);
    out += '}';
}

}  // namespace hapax
