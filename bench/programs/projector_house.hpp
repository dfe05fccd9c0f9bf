// The bank's views and the projector that keeps them, beside a journal that is there.
//
//   ProjectorHouse views(house, service, directory);
//   double seconds = views.catch_up();      // until the views show everything that is durable
//
// Errors   whatever cannot be opened, and views that do not catch up, end the program.
// Threads  one.
#pragma once

#include "adapters/telemetry/prometheus/prometheus.hpp"
#include "adapters/views/sqlite/sqlite_views.hpp"
#include "application/projector/projector.hpp"
#include "bank/bank.hpp"
#include "journal_house.hpp"

namespace hapax::bench {

class ProjectorHouse {
 public:
    ProjectorHouse(JournalHouse& house, const Service& service, const std::string& directory)
        : store_(house.store()),
          views_(open_sqlite_views({.path = directory + "/views.sqlite"})),
          metrics_(make_prometheus_metrics()),
          projector_({service, store_, *views_, house.runtime(), *metrics_, log_}) {}

    double catch_up() {
        const auto began = std::chrono::steady_clock::now();
        if (!open_ && !projector_.open()) fail("the views cannot be opened");
        open_ = true;
        while (!projector_.caught_up() || !projector_.shown(store_.durable())) {
            opened(projector_.advance(), "advance");
            if (projector_.failing()) fail("a view has given up");
        }
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    }

 private:
    class SilentLog : public Log {
     public:
        void write(Level, std::string_view, std::initializer_list<LogField>) override {}
    };

    EventStore& store_;
    std::unique_ptr<SqliteViews> views_;
    std::unique_ptr<PrometheusMetrics> metrics_;
    SilentLog log_;
    Projector projector_;
    bool open_ = false;
};

}  // namespace hapax::bench
