// QueryLoop: reads of views and lists of operations, taken in batches from a mailbox and answered by one reader.
//
//   QueryLoop queries({service, store, reader, runtime, metrics, log}, edges);
//   runtime.spawn("query", [&] { queries.run(); });
//   queries.ask(batch);      // any edge
//   queries.stop();          // what was accepted is answered, then run() returns
//
// Results of a batch go to each edge in one delivery. A question that names a position waits until its view shows it.
// Errors   in the verdicts: projection-rebuilding while a view serves nobody, view-late, stopping, overloaded, and what
//          the reader answers.
// Threads  ask(), shown() and stop() from anywhere, run() by its one loop.
// Source   ARCHITECTURE.md, sections 4 and 6; ports/driving/queries.hpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "application/query/late_questions.hpp"
#include "application/query/operation_list.hpp"
#include "application/store_trouble.hpp"
#include "kernel/model/service.hpp"
#include "ports/driven/mailbox.hpp"
#include "ports/driving/queries.hpp"

namespace hapax {

struct QueryPorts {
    const Service& service;
    EventStore& store;
    ViewReader& reader;
    Runtime& runtime;
    Metrics& metrics;
    Log& log;
    const Gauge& deleted_through_ms;
    OperationList::ShownThrough shown_through{};
    std::function<void()> views_broken{};  // a reader met damage: who writes the views shall look at them
    LateQuestions::AskAfter ask_after{};   // shown() shall be called when this view shows this position
};

constexpr std::size_t questions_max = 8192;  // that wait; an edge hears 503 beyond

class QueryLoop final : public Queries {
 public:
    QueryLoop(const QueryPorts& ports, std::vector<QueryResults*> edges, std::size_t waiting_max = questions_max);

    bool ask(std::vector<Question>& batch) override { return inbox_.offer_each(batch); }
    void shown(std::uint32_t view, Position position);
    void run();
    void stop() { inbox_.close(); }

 private:
    struct ViewShown {
        std::uint32_t view = 0;
        Position position;
    };

    bool hear();
    void take(std::vector<Question>& batch);
    void take_late();
    void end_late();
    void answer_now(const Question& question);
    void refuse(std::vector<Question>& questions, const Error& why);
    void say(const Question& question, QueryVerdict verdict);
    QueryVerdict answer(const Question& question);
    QueryVerdict get(const Question& question);
    QueryVerdict list(const Question& question);
    QueryVerdict list_own(const Question& question);
    Result<bool> aggregate_exists(const Question& question);
    Error in_public(const Error& error) const;
    Error unavailable(const Error& error, const Question& question);
    void deliver();

    QueryPorts ports_;
    std::vector<QueryResults*> edges_;
    std::vector<std::vector<QueryResult>> results_;  // by edge
    OperationList operations_;
    Mailbox<Question> inbox_;
    Mailbox<ViewShown> told_;
    std::vector<ViewShown> heard_;
    LateQuestions late_;
    std::size_t late_max_;
    std::vector<Question> ready_;
    std::vector<Question> over_;
    StoreTrouble trouble_;
};

}  // namespace hapax
