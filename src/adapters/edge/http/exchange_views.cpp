// Exchange, views: reads of rows, as they are or as of a position at least, and their answers.

#include <algorithm>
#include <charconv>
#include <variant>

#include "adapters/edge/http/characters.hpp"
#include "adapters/edge/http/entity_tag.hpp"
#include "adapters/edge/http/exchange.hpp"
#include "codec/answer/json_members.hpp"
#include "codec/answer/problem_catalogue.hpp"

namespace hapax::http {
namespace {

constexpr std::size_t cursor_bytes_max = 256;

template <class... Cases>
struct Match : Cases... {
    using Cases::operator()...;
};

std::optional<std::uint32_t> row_limit(std::string_view text, std::uint32_t rows_max) {
    if (text.empty() || text.size() > 6 || !digit_class.all(text)) return std::nullopt;
    std::uint32_t limit = 0;
    for (const char c : text) limit = limit * 10 + static_cast<std::uint32_t>(c - '0');
    return limit == 0 ? std::nullopt : std::optional(std::min(limit, rows_max));
}

// limit and cursor, each at most once; anything else is a mistake that would go unnoticed.
const Refusal* take_paging(std::string_view query, const Limits& limits, Question& question) {
    std::uint32_t limits_seen = 0;
    std::uint32_t cursors_seen = 0;
    while (!query.empty()) {
        const std::string_view parameter = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(parameter.size() + 1, query.size()));
        const std::size_t equals = std::min(parameter.find('='), parameter.size());
        const std::string_view name = parameter.substr(0, equals);
        auto value = decoded(parameter.substr(std::min(equals + 1, parameter.size())));
        if (!value) return &refusal::bad_query;
        if (name == "limit" && limits_seen++ == 0) {
            const auto limit = row_limit(*value, limits.list_rows_max);
            if (!limit) return &refusal::bad_query;
            question.limit = *limit;
        } else if (name == "cursor" && cursors_seen++ == 0 && value->size() <= cursor_bytes_max) {
            question.cursor = std::move(*value);
        } else {
            return &refusal::bad_query;
        }
    }
    return nullptr;
}

// What a write said as X-Position, given back: the read is of a view that shows that write.
const Refusal* take_position(const Request& request, Question& question) {
    if (!request.has(Field::position)) return nullptr;
    const auto least = position(request.field(Field::position));
    if (!least) return &refusal::bad_position;
    question.at_least = *least;
    return nullptr;
}

std::string text_of(const ProjectionType& view, const ListPage& page) {
    std::string body = "{\"items\":[";
    for (const KeyedRow& row : page.rows) {
        append_comma(body);
        body += view.render(row.key, row.row);
    }
    body += ']';
    if (page.next.empty()) {
        append_name(body, "next");
        body += "null";
    } else {
        append_member(body, "next", page.next);
    }
    return body + '}';
}

}  // namespace

void Exchange::take_view_read(const Incoming& incoming, const Endpoint& endpoint) {
    Question question;
    question.view = endpoint.route->view;
    question.list = endpoint.kind == EndpointKind::rows;
    question.limit = limits_.list_rows_default;
    if (question.list) {
        if (const Refusal* bad = take_paging(target_.query(), limits_, question)) return refuse(incoming, *bad);
        question.column = endpoint.route->column;
        if (!question.column.empty()) {
            question.value = target_.segment(endpoint.key_segment);
            question.stream_type = endpoint.stream_type;
        }
    } else {
        question.key = target_.segment(endpoint.key_segment);
    }
    if (const Refusal* bad = take_position(incoming.request, question)) return refuse(incoming, *bad);
    Entry* entry = wait_for(incoming, endpoint, Waiting::For::rows);
    if (entry == nullptr) return refuse(incoming, refusal::overloaded);
    entry->tags = incoming.request.field(Field::if_none_match);
    question.waiter = {edge_, entry->token};
    ask(*entry, incoming, std::move(question));
}

// One that waits for a position waits as long as the client wished; the query loop says when that is over.
void Exchange::ask(Entry& entry, const Incoming& incoming, Question question) {
    Instant end = wait_end(entry);
    if (question.at_least.value != 0) {
        apply_wishes(entry, incoming);
        question.late_at = wait_end(entry);
        end = question.late_at + limits_.verdict_grace;
    }
    questions_.push_back(std::move(question));
    waits_.set(entry.slot, end);
}

void Exchange::conclude(Entry& entry, const QueryResult& result) {
    if (const auto* own = std::get_if<OwnPage>(&result.verdict)) return answer_list(entry, *own);
    const ProjectionType* view = entry.own ? nullptr : service_.views[result.view].get();
    std::visit(Match{
                   [&](const KeyedRow& row) { answer_rows(entry, view->render(row.key, row.row)); },
                   [&](const ListPage& page) { answer_rows(entry, text_of(*view, page)); },
                   [](const OwnPage&) {},
                   [&](const NoSuchRow&) { answer_refusal(entry, refusal::not_found); },
                   [&](const Error& error) {
                       const ProblemKind& kind = hapax::problem_of(error.code);
                       const Problem problem{.code = kind.code, .status = kind.status, .retryable = kind.retryable};
                       answer_problem(entry, problem, kind.status == 503 ? limits_.retry_after_seconds : 0);
                   },
               },
               result.verdict);
}

void Exchange::answer_rows(Entry& entry, const std::string& body) {
    const std::string tag = entity_tag(body);
    Response response{.status = 200, .content_type = "application/json"};
    response.etag = tag;
    if (!tag_listed(entry.tags, tag)) return finish(entry, response, body);
    response.status = 304;
    response.content_type = {};
    finish(entry, response, {});
}

}  // namespace hapax::http
