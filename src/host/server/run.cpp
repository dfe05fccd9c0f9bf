#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <unistd.h>

#include "adapters/telemetry/log/json_log.hpp"
#include "codec/documents/openapi.hpp"
#include "host/config/command_line.hpp"
#include "host/server/crash_order.hpp"
#include "host/server/exit_code.hpp"
#include "host/server/options.hpp"
#include "host/server/out_of_memory.hpp"
#include "host/server/server.hpp"
#include "host/server/stop_signal.hpp"
#include "host/server/stop_watchdog.hpp"
#include <hapax/run.hpp>

namespace hapax {
namespace {

configuration::Environment environment() {
    configuration::Environment all;
    for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
    return all;
}

// What the person who started it may do about it.
const char* advice(const Error& error) {
    const bool lost = error.code == store_errc::history_lost || error.code == store_errc::wrong_store;
    return lost ? "; after a deliberate restore, see: hapax store accept-loss --help" : "";
}

int refuse(const Error& error) {
    std::fprintf(stderr, "hapax: refusing to start: %s: %s%s\n", std::string(error.code.name).c_str(),
                 error.detail.c_str(), advice(error));
    return exit_code_of(error);
}

constexpr const char* asked_while_starting = "asked to stop while it starts: ending at once";
constexpr const char* asked_twice = "asked to stop a second time: ending at once";
constexpr const char* stop_too_late = "the stop did not end in time: ending";

// A start may take long, and one that is cut anywhere is made good by the next.
Result<void> start(Server& server, const StopSignal& signal, Log& log) {
    const StopWatchdog watchdog(signal, {Duration::max(), asked_while_starting, ""}, log,
                                [] { return std::string("the start"); });
    return server.start();
}

// Watched until the last file is closed.
int stop(std::unique_ptr<Server> server, const StopSignal& signal, const Config& config, Log& log) {
    log.write(Level::info, "stopping");
    std::mutex asking;  // held while the watch asks the server, which is not taken away then
    bool closing = false;
    const auto waits_for = [&] {
        const std::lock_guard lock(asking);
        return closing ? std::string("files to close") : server->waits_for();
    };
    const StopWatchdog watchdog(signal, {stop_deadline(config), asked_twice, stop_too_late}, log, waits_for);
    const auto stopped = server->stop();
    {
        const std::lock_guard lock(asking);
        closing = true;
    }
    server.reset();
    if (!stopped) return refuse(stopped.error());
    log.write(Level::info, "stopped");
    return exit_ok;
}

int serve(const Service& service, const Config& config) {
    const StopSignal stop_signal;
    auto log = make_json_log({config.log.level, config.log.file});
    if (!log) return refuse(log.error());
    auto server = std::make_unique<Server>(service, config, **log);
    if (auto started = start(*server, stop_signal, **log); !started) {
        const int code = refuse(started.error());
        std::fflush(nullptr);
        _exit(code);  // loops that wait for work are no reason to stay
    }
    (*log)->write(Level::info, "serving", {{"service", service.name}, {"url", server->url()}});
    stop_signal.wait();
    return stop(std::move(server), stop_signal, config, **log);
}

}  // namespace

int run(App app, int argc, char** argv) {
    end_when_out_of_memory();
    take_crash_order();
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    Service service;
    try {
        service = app.build();
    } catch (const AppError& contradiction) {
        std::fprintf(stderr, "hapax: %s\n", contradiction.what());
        return exit_internal;
    }
    const auto launch = read_command_line(service.name, arguments, environment());
    if (!launch) {
        std::fprintf(stderr, "%s\n", launch.error().detail.c_str());
        return exit_code_of(launch.error());
    }
    if (launch->action == Launch::Action::openapi) {
        std::fputs(openapi_json(service).c_str(), stdout);
        return exit_ok;
    }
    if (launch->action == Launch::Action::print) {
        std::fputs(launch->text.c_str(), stdout);
        return exit_ok;
    }
    return serve(service, launch->config);
}

}  // namespace hapax
