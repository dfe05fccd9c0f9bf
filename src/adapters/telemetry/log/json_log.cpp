#include "adapters/telemetry/log/json_log.hpp"

#include <chrono>

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "adapters/telemetry/log/json_line.hpp"

namespace hapax {
namespace {

Timestamp wall_now() {
    using namespace std::chrono;
    return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

spdlog::sink_ptr make_sink(const std::string& file) {
    if (file.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
}

class JsonLog final : public Log {
 public:
    JsonLog(spdlog::sink_ptr sink, Level level) : logger_("hapax", std::move(sink)), level_(level) {
        logger_.set_pattern("%v");
        logger_.set_level(spdlog::level::trace);
        logger_.flush_on(spdlog::level::trace);
    }

    void write(Level level, std::string_view message, std::initializer_list<LogField> fields) override {
        if (level < level_) return;
        logger_.log(spdlog::level::info,
                    json_log::log_line(wall_now(), level, message, {fields.begin(), fields.end()}));
    }

 private:
    spdlog::logger logger_;
    Level level_;
};

}  // namespace

Result<std::unique_ptr<Log>> make_json_log(const JsonLogOptions& options) {
    try {
        return std::make_unique<JsonLog>(make_sink(options.file), options.level);
    } catch (const spdlog::spdlog_ex& e) {
        return fail(log_errc::not_opened, e.what());
    }
}

}  // namespace hapax
