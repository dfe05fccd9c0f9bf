// op get: what became of an operation, asked of a server or read from the journal.

#include <algorithm>

#include "codec/answer/answer.hpp"
#include "codec/record/record.hpp"
#include "codec/rfc3339.hpp"
#include "kernel/operation/state.hpp"
#include "tools/hapax/commands.hpp"
#include "tools/hapax/http_get.hpp"
#include "tools/hapax/offline_store.hpp"
#include "tools/hapax/progress.hpp"
#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

bool went_wrong(std::string_view status) {
    return status == text(OperationState::rejected) || status == text(OperationState::failed);
}

// From the journal alone nobody can tell `completed` from `committed`: that is what the views say.
std::string_view status_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::accomplished:
            return text(OperationState::committed);
        case Outcome::rejected:
        case Outcome::precondition_failed:
            return text(OperationState::rejected);
        case Outcome::failed:
            return text(OperationState::failed);
    }
    return text(OperationState::unknown);
}

Fields record_fields(const StoredCommit& stored) {
    const Commit& commit = stored.commit;
    Answer answer;
    render_answer(stored, answer);
    return {text_field("id", commit.operation.id.value.text()),
            text_field("status", status_of(commit.outcome)),
            text_field("type", commit.type),
            text_field("resource", commit.resource),
            text_field("caller", text(commit.caller)),
            text_field("stream", commit.stream.type + "/" + commit.stream.key),
            number_field("version", stored.version.value),
            text_field("position", std::to_string(stored.position.value)),
            text_field("acceptedAt", rfc3339(commit.accepted_at)),
            text_field("decidedAt", rfc3339(commit.decided_at)),
            number_field("attempts", commit.attempts),
            text_field("correlation", commit.correlation.correlation_id),
            text_field("traceparent", commit.correlation.traceparent),
            number_field("httpStatus", answer.status),
            json_field("answer", answer.body)};
}

// Several callers may have chosen the same id.
Result<std::vector<StoredCommit>> find_records(OfflineStore& store, const Order& order) {
    std::vector<StoredCommit> found;
    Result<void> decoded;
    const auto end = store.scan(Position{0}, "searching", [&](const ScannedRecord& record) {
        if (record.view.operation.id != order.operation) return true;
        const bool other = order.caller && (record.view.caller_issuer != order.caller->issuer ||
                                            record.view.caller_subject != order.caller->subject);
        if (other) return true;
        auto stored = decode_stored(record.fields);
        if (stored) {
            found.push_back(*std::move(stored));
        } else {
            decoded = pass_on(stored);
        }
        return decoded.has_value();
    });
    if (!end) return pass_on(end);
    if (!decoded) return pass_on(decoded);
    return found;
}

// One is an object; several are an array, or one after the other for people.
Result<void> print_records(const std::vector<StoredCommit>& found, const Printer& printer) {
    std::vector<Fields> objects;
    for (const StoredCommit& stored : found) objects.push_back(record_fields(stored));
    if (objects.size() > 1 && printer.form() != OutputForm::table) return printer.print(objects);
    for (const Fields& object : objects) {
        if (auto printed = printer.print(object); !printed) return printed;
    }
    return {};
}

std::string who(const Order& order) {
    return "operation " + order.operation.value.text() + (order.caller ? " of " + text(*order.caller) : "");
}

Result<int> get_offline(const Order& order, const Printer& printer) {
    auto store = OfflineStore::find(order.config);
    if (!store) return pass_on(store);
    const auto found = find_records(*store, order);
    if (!found) return pass_on(found);
    if (found->empty()) return fail(tool_errc::not_found, "the journal holds no " + who(order));
    if (auto printed = print_records(*found, printer); !printed) return pass_on(printed);
    const auto wrong = [](const StoredCommit& stored) { return went_wrong(status_of(stored.commit.outcome)); };
    return std::ranges::any_of(*found, wrong) ? exit_failed : exit_ok;
}

Result<Fields> understood(const Order& order, const HttpAnswer& answer) {
    const std::string status = url_of(*order.server) + " answered " + std::to_string(answer.status);
    switch (answer.status) {
        case 200:
            break;
        case 401:
        case 403:
            return fail(tool_errc::not_authorised, status);
        case 404:
            return fail(tool_errc::not_found, url_of(*order.server) + " knows no " + who(order));
        case 410:
            return fail(tool_errc::not_found, url_of(*order.server) + " no longer keeps " + who(order));
        case 503:
            return fail(tool_errc::unreachable, status);
        default:
            return fail(tool_errc::refused, status);
    }
    auto fields = fields_of(answer.body);
    if (!fields) return fail(fields.error().code, url_of(*order.server) + ": " + fields.error().detail);
    return fields;
}

Result<int> get_from_server(const Order& order, const Printer& printer) {
    const auto answer = [&] {
        const Progress progress("waiting for " + url_of(*order.server));
        return http_get(*order.server, "/operations/" + order.operation.value.text(), order.timeout, order.token);
    }();
    if (!answer) return pass_on(answer);
    const auto fields = understood(order, *answer);
    if (!fields) return pass_on(fields);
    const bool for_people = printer.form() == OutputForm::table;
    const auto printed = for_people ? printer.print(*fields) : printer.print(answer->body + "\n");
    if (!printed) return pass_on(printed);
    for (const Field& field : *fields) {
        if (field.name == "status" && went_wrong(field.value)) return exit_failed;
    }
    return exit_ok;
}

}  // namespace

Result<int> operation_get(const Order& order, const Printer& printer) {
    return order.server ? get_from_server(order, printer) : get_offline(order, printer);
}

}  // namespace hapax::tools
