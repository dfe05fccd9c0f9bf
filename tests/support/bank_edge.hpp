// The bank's real routes and commands behind the edge, without sockets and without a store: bytes in, in pieces, and the
// answers out, cut into their parts.
//
//   BankEdge edge;
//   const EdgeRun run = edge.run({"PUT /accounts/1 HT", "TP/1.1\r\nHost: x\r\n…"});
//   run.answers[0].status, run.closed
//
// Every operation is accomplished at once, no row is there, time stands still. Two runs with the same bytes are told the
// same, whatever the pieces: a difference is a fault of the parser.
// Errors   run.torn: what came back is no whole number of answers.
// Threads  one.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/edge/http/characters.hpp"
#include "adapters/edge/http/exchange.hpp"
#include "adapters/edge/http/fake_application.hpp"
#include "adapters/edge/http/pages.hpp"
#include "bank/bank.hpp"

namespace hapax::test {

struct EdgeAnswer {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;

    bool has(std::string_view name) const { return find(name) != nullptr; }
    std::string field(std::string_view name) const { return has(name) ? *find(name) : ""; }
    bool interim() const { return status < 200; }
    bool closes() const { return field("connection") == "close"; }
    friend bool operator==(const EdgeAnswer&, const EdgeAnswer&) = default;

 private:
    const std::string* find(std::string_view lower_name) const {
        for (const auto& [name, value] : fields) {
            if (http::same_word(name, lower_name)) return &value;
        }
        return nullptr;
    }
};

struct EdgeRun {
    std::vector<EdgeAnswer> answers;  // interim ones included
    std::size_t turns = 0;            // requests and refusals that the session took
    std::size_t submitted = 0;        // operations that reached the application
    bool closed = false;
    bool torn = false;

    std::vector<EdgeAnswer> final_answers() const {
        std::vector<EdgeAnswer> final;
        for (const EdgeAnswer& answer : answers) {
            if (!answer.interim()) final.push_back(answer);
        }
        return final;
    }
};

// Between the session and the exchange: notes which turns get no body, for whoever cuts the answers apart.
class TurnNotes final : public http::SessionOwner {
 public:
    explicit TurnNotes(http::SessionOwner& owner) : owner_(owner) {}
    void requested(http::Session& session, http::Turn turn, const http::Request& request) override {
        without_body.push_back(request.head.method == http::Method::head);
        owner_.requested(session, turn, request);
    }
    void refused(http::Session& session, http::Turn turn, const http::Refusal& refusal) override {
        without_body.push_back(false);
        owner_.refused(session, turn, refusal);
    }
    void changed(http::Session& session) override { owner_.changed(session); }

    std::vector<bool> without_body;

 private:
    http::SessionOwner& owner_;
};

class BankHealth final : public http::HealthSource {
 public:
    bool live(std::string& out) const override { return out += R"({"status":"live"})", true; }
    bool ready(std::string& out) const override { return out += R"({"status":"ready"})", true; }
};

class BankEdge {
 public:
    explicit BankEdge(http::Limits l = {})
        : limits(l),
          service_(bank_app().build()),
          router_(*http::Router::build(service_, http::standard_pages(health_, [](std::string& o) { o += "up 1\n"; }),
                                       {http::Document{"/", {{"application/json", "{}"}, {"text/plain", "[]"}}}})),
          exchange_({0, service_, router_, limits, operations, queries, metrics_}) {
        operations.remember = false;
        queries.reply = [](const Question&) -> QueryVerdict { return NoSuchRow{}; };
        operations.reply = [this](const Submission& s) {
            ++submitted_;
            return Verdict{http::finished(s)};
        };
        exchange_.begin_round(now_, Timestamp{1'748'779'200'000'000});
    }

    EdgeRun run(const std::vector<std::string_view>& pieces) {
        TurnNotes notes(exchange_);
        http::Session session(limits, notes, "c0-1", now_);
        exchange_.opened(session);
        submitted_ = 0;
        output_.clear();
        closed_ = false;
        for (const std::string_view piece : pieces) send(session, piece);
        EdgeRun run;
        run.closed = closed_;
        run.turns = notes.without_body.size();
        run.submitted = submitted_;
        if (!closed_) exchange_.closed(session);
        forget();
        run.torn = !cut(output_, notes.without_body, run.answers);
        return run;
    }

    const http::Limits limits;
    http::FakeOperations operations;
    http::FakeQueries queries;

 private:
    void send(http::Session& session, std::string_view bytes) {
        while (!bytes.empty() && !closed_) {
            const auto space = session.space();
            const std::size_t n = std::min(space.size(), bytes.size());
            if (n > 0) {
                std::copy_n(bytes.begin(), n, space.begin());
                session.received(n, now_);
                bytes.remove_prefix(n);
            }
            if (n == 0 && !settle(session)) return;
        }
        settle(session);
    }

    // What was asked is answered and taken; false when nothing came of it.
    bool settle(http::Session& session) {
        bool moved = false;
        do {
            exchange_.flush(now_);
            exchange_.deliver(operations.verdicts);
            exchange_.deliver(queries.results);
            while (exchange_.pop_changed() != nullptr) moved = collect(session) || moved;
        } while (exchange_.has_work() || !operations.verdicts.empty() || !queries.results.empty());
        return moved && !closed_;
    }

    bool collect(http::Session& session) {
        if (closed_) return false;
        std::string bytes;
        session.take_output(bytes);
        output_ += bytes;
        session.sent(0, now_);
        if (session.over()) {
            exchange_.closed(session);
            closed_ = true;
        }
        return true;
    }

    void forget() {
        operations.seen.clear();
        operations.inquiries.clear();
        operations.given_up.clear();
        queries.asked.clear();
    }

    static bool cut(std::string_view bytes, const std::vector<bool>& without_body, std::vector<EdgeAnswer>& into) {
        for (std::size_t turn = 0; !bytes.empty();) {
            EdgeAnswer answer;
            const bool bare = turn < without_body.size() && without_body[turn];
            if (!cut_one(bytes, bare, answer)) return false;
            turn += answer.interim() ? 0 : 1;
            into.push_back(std::move(answer));
        }
        return true;
    }

    static bool cut_one(std::string_view& bytes, bool without_body, EdgeAnswer& answer) {
        const std::size_t end = bytes.find("\r\n\r\n");
        if (end == std::string_view::npos || !bytes.starts_with("HTTP/1.1 ")) return false;
        answer.status = std::stoi(std::string(bytes.substr(9, 3)));
        std::size_t length = 0;
        for (std::size_t at = bytes.find("\r\n") + 2; at < end;) {
            const std::size_t line_end = bytes.find("\r\n", at);
            const std::string_view line = bytes.substr(at, line_end - at);
            const std::size_t colon = line.find(": ");
            if (colon == std::string_view::npos || !http::token_class.all(line.substr(0, colon))) return false;
            answer.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
            if (line.starts_with("Content-Length: ")) length = std::stoul(answer.fields.back().second);
            at = line_end + 2;
        }
        if (without_body) length = 0;
        if (bytes.size() < end + 4 + length) return false;
        answer.body = bytes.substr(end + 4, length);
        bytes.remove_prefix(end + 4 + length);
        return true;
    }

    const Service service_;
    BankHealth health_;
    http::FakeMetrics metrics_;
    http::Router router_;
    http::Exchange exchange_;
    const Instant now_{std::chrono::hours{1}};
    std::size_t submitted_ = 0;
    std::string output_;
    bool closed_ = false;
};

}  // namespace hapax::test
